import {
  CoffeeOutlined,
  DownOutlined,
  LogoutOutlined,
  PauseCircleOutlined,
  PlayCircleOutlined,
} from '@ant-design/icons';
import type { Desk, SetPresence } from '@sibai/contracts';
import { Elapsed, PresenceTag, useErrorText } from '@sibai/ui';
import { App, Button, Dropdown, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { useSetPresence } from './desk';
import { mayChoose } from './view';
import styles from './desk.module.css';

/** The reasons an agent may give for being busy. */
export const CHOSEN_REASONS = ['paperwork', 'meeting', 'training', 'other'] as const;

/** Changes the presence; a refusal is told and leaves it as it was. */
export function useChoosePresence(): { choose: (presence: SetPresence) => Promise<boolean>; choosing: boolean } {
  const { message } = App.useApp();
  const errorText = useErrorText();
  const { mutateAsync, isPending } = useSetPresence();
  const choose = async (presence: SetPresence): Promise<boolean> => {
    try {
      await mutateAsync(presence);
      return true;
    } catch (error) {
      void message.error(errorText(error));
      return false;
    }
  };
  return { choose, choosing: isPending };
}

/** Why an agent cannot be ready now; null when they can. */
export function useObstacle(desk: Desk, line: PhoneState): string | null {
  const { t } = useTranslation('desk');
  if (!mayChoose(desk, line)) return t('presence.onCall');
  if (!desk.telephony) return t('presence.noTelephony');
  return line.at === 'ready' ? null : t('presence.noPhone');
}

/** What the agent is doing and since when, and the switch between what they may choose. */
export function PresenceBar({ desk, line }: { desk: Desk; line: PhoneState }) {
  const { t } = useTranslation(['desk', 'ui']);
  const skew = useStore(clock);
  const { choose, choosing } = useChoosePresence();
  const obstacle = useObstacle(desk, line);
  const locked = !mayChoose(desk, line);
  const { presence } = desk;

  return (
    <section className={styles.presence} aria-label={t('presence.label')}>
      <div className={styles.presenceNow} role="status">
        <span className={styles.presenceTag}>
          <PresenceTag presence={presence} reason={desk.reason} />
        </span>
        <span className={styles.secondary}>
          {t('presence.lasted')} <Elapsed since={desk.since} skew={skew} />
        </span>
      </div>
      <div className={styles.presenceSwitch} role="group" aria-label={t('presence.label')}>
        <Tooltip title={presence === 'ready' ? null : obstacle}>
          <Button
            icon={<PlayCircleOutlined aria-hidden />}
            type={presence === 'ready' ? 'primary' : 'default'}
            aria-pressed={presence === 'ready'}
            disabled={presence !== 'ready' && (obstacle !== null || choosing)}
            onClick={() => presence !== 'ready' && void choose({ presence: 'ready' })}
          >
            {t('presence.ready')}
          </Button>
        </Tooltip>
        <Dropdown
          trigger={['click']}
          disabled={locked || choosing}
          menu={{
            selectable: true,
            selectedKeys: presence === 'busy' && desk.reason ? [desk.reason] : [],
            items: CHOSEN_REASONS.map((key) => ({ key, label: t(`ui:reason.${key}`) })),
            onClick: ({ key }) => {
              const reason = CHOSEN_REASONS.find((each) => each === key);
              if (reason) void choose({ presence: 'busy', reason });
            },
          }}
        >
          <Button
            icon={<PauseCircleOutlined aria-hidden />}
            type={presence === 'busy' ? 'primary' : 'default'}
            aria-pressed={presence === 'busy'}
          >
            {t('presence.busy')}
            <DownOutlined className={styles.caret} aria-hidden />
          </Button>
        </Dropdown>
        <Button
          icon={<CoffeeOutlined aria-hidden />}
          type={presence === 'break' ? 'primary' : 'default'}
          aria-pressed={presence === 'break'}
          disabled={locked || choosing}
          onClick={() => void choose({ presence: 'break' })}
        >
          {t('presence.break')}
        </Button>
        <Button
          icon={<LogoutOutlined aria-hidden />}
          disabled={locked || choosing || presence === 'offline'}
          onClick={() => void choose({ presence: 'offline' })}
        >
          {t('presence.offline')}
        </Button>
      </div>
    </section>
  );
}
