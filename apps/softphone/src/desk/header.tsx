import { AudioOutlined, PhoneOutlined } from '@ant-design/icons';
import { Brand, Preferences, UserMenu, useSignedIn } from '@sibai/ui';
import { Badge, Button, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { useSetPresence } from './desk';
import type { LinkState } from './link';
import { phone } from './workplace';
import styles from './desk.module.css';

interface Props {
  readonly line: PhoneState;
  readonly server: LinkState;
  readonly onHeadset: () => void;
}

const LIGHTS = {
  offline: 'default',
  connecting: 'warning',
  ready: 'success',
  ringing: 'processing',
  answering: 'processing',
  talking: 'processing',
} as const satisfies Record<PhoneState['at'], string>;

/** Whose desk this is, and whether it is connected. */
export function Header({ line, server, onHeadset }: Props) {
  const { t } = useTranslation('desk');
  const { tenant } = useSignedIn();
  const { mutateAsync: setPresence } = useSetPresence();
  return (
    <header className={styles.header}>
      <Brand />
      <span className={styles.tenant}>{tenant.name}</span>
      <span role="status" className={styles.lights}>
        {server.at === 'lost' && <Tag color="error">{t('link.lost')}</Tag>}
        <Badge status={LIGHTS[line.at]} />
        <PhoneOutlined className={styles.narrow} aria-hidden />
        <span className={styles.lightText}>{t(`phone.${line.at}`)}</span>
      </span>
      <span className={styles.tools}>
        <Tooltip title={t('check.open')}>
          <Button type="text" icon={<AudioOutlined aria-hidden />} aria-label={t('check.open')} onClick={onHeadset} />
        </Tooltip>
        <Preferences />
        <UserMenu
          beforeSignOut={async () => {
            await setPresence({ presence: 'offline' });
            await phone.close(true);
          }}
        />
      </span>
    </header>
  );
}
