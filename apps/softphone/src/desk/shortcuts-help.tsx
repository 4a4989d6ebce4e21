import { QuestionCircleOutlined } from '@ant-design/icons';
import { FloatButton, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { COMMANDS, KEYS, useShortcuts } from './shortcuts';
import { useHold } from './use-hold';
import { phone } from './workplace';
import styles from './desk.module.css';

/** The keys, and the list of them. */
export function Shortcuts({ line }: { line: PhoneState }) {
  const { t } = useTranslation('desk');
  const [open, setOpen] = useState(false);
  const { hold } = useHold();
  useShortcuts({
    help: () => setOpen((before) => !before),
    ...(line.at === 'ringing' && { answer: () => void phone.answer(), hang_up: () => void phone.decline() }),
    ...(line.at === 'talking' && {
      hang_up: () => void phone.hangUp(),
      mute: () => phone.mute(!line.muted),
      ...(line.signal && { hold: () => void hold(!line.held) }),
    }),
  });
  return (
    <>
      <FloatButton
        className={styles.help ?? ''}
        icon={<QuestionCircleOutlined aria-hidden />}
        tooltip={t('keys.title')}
        aria-label={t('keys.title')}
        onClick={() => setOpen(true)}
      />
      <Modal title={t('keys.title')} open={open} footer={null} onCancel={() => setOpen(false)} width={420}>
        <dl className={styles.keys}>
          {COMMANDS.map((command) => (
            <div key={command}>
              <dt>{t(`keys.${command}`)}</dt>
              <dd>
                {KEYS[command].map((key) => (
                  <kbd key={key} className={styles.key}>
                    {key}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <p className={styles.secondary}>{t('keys.hint')}</p>
      </Modal>
    </>
  );
}
