import type { DeskNotice } from '@sibai/contracts';
import { formatTime, language } from '@sibai/ui';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { useStore } from '../platform/store';
import { link } from './workplace';
import styles from './desk.module.css';

/** What supervisors have changed for this agent, or say to everybody: who, what, when. It stays until it is put away. */
export function SaidToYou() {
  const { t } = useTranslation('desk');
  const notices = useStore(link.notices);
  const sentence = useSentence();
  return notices.map((notice) => (
    <Alert
      key={notice.id}
      type={notice.kind === 'message' ? 'info' : 'warning'}
      showIcon
      role="alert"
      data-notice={notice.kind}
      closable={{ onClose: () => link.notices.dismiss(notice.id), 'aria-label': t('said.dismiss') }}
      title={
        <>
          {sentence(notice)}{' '}
          <time className={`${styles.secondary} tabular`} dateTime={notice.at}>
            {formatTime(notice.at, 'time', language())}
          </time>
        </>
      }
    />
  ));
}

function useSentence(): (notice: DeskNotice) => string {
  const { t } = useTranslation(['desk', 'ui']);
  return (notice) => {
    const who = notice.by ?? t('said.somebody');
    switch (notice.kind) {
      case 'presence': {
        const reason = notice.reason ? ` · ${t(`ui:reason.${notice.reason}`)}` : '';
        return t('said.presence', { who, state: `${t(`ui:presence.${notice.presence}`)}${reason}` });
      }
      case 'message':
        return t('said.message', { who, text: notice.text });
      case 'skills':
        return t('said.skills', { who });
      case 'supervised':
        return t(`said.supervised.${notice.mode}`, { who });
      case 'signed_out':
        return t('said.signedOut', { who });
    }
  };
}
