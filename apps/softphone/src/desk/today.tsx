import type { Desk } from '@sibai/contracts';
import { formatDuration } from '@sibai/ui';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './desk.module.css';

/** Who waits, and what the agent has done today. */
export function Today({ desk }: { desk: Desk }) {
  const { t } = useTranslation('desk');
  const { answered, missed, talkMs } = desk.today;
  return (
    <aside className={styles.side}>
      <Card size="small" className={desk.waiting > 0 ? (styles.queueBusy ?? '') : ''}>
        <div className={styles.figure} role="status">
          <span className={styles.secondary}>{t('waiting')}</span>
          <strong className={`${styles.waiting} tabular`} data-waiting={desk.waiting}>
            {desk.waiting}
            <small>{t('waitingUnit')}</small>
          </strong>
        </div>
      </Card>
      <Card size="small" title={t('today.label')}>
        <dl className={styles.today}>
          <div>
            <dt>{t('today.answered')}</dt>
            <dd className="tabular">{answered}</dd>
          </div>
          <div>
            <dt>{t('today.missed')}</dt>
            <dd className={missed > 0 ? `tabular ${styles.missed}` : 'tabular'}>{missed}</dd>
          </div>
          <div>
            <dt>{t('today.talk')}</dt>
            <dd className="tabular">{formatDuration(talkMs)}</dd>
          </div>
        </dl>
      </Card>
    </aside>
  );
}
