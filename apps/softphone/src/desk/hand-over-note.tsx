import { MessageOutlined } from '@ant-design/icons';
import type { CallCard } from '@sibai/contracts';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './desk.module.css';

/** What the colleague has written who passes the call on. */
export function HandOverNote({ card }: { card: CallCard }) {
  const { t } = useTranslation('desk');
  if (!card.note) return null;
  return (
    <Alert
      className={styles.trouble ?? ''}
      type="info"
      showIcon
      icon={<MessageOutlined aria-hidden />}
      data-note
      title={t('transfer.noteBy', { who: card.note.by })}
      description={<span className={styles.said}>{card.note.text}</span>}
    />
  );
}
