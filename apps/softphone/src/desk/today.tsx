import type { Desk } from '@sibai/contracts';
import { formatDuration, useNow } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';

import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { dayQuery, type Total, totalsAt } from './day';
import styles from './desk.module.css';

/** Who waits, and what the agent has done today. */
export function Today({ desk }: { desk: Desk }) {
  return (
    <aside className={styles.side}>
      <Waiting desk={desk} />
      <Card size="small">
        <Figures desk={desk} />
      </Card>
    </aside>
  );
}

export function Waiting({ desk }: { desk: Desk }) {
  const { t } = useTranslation('desk');
  return (
    <Card size="small" className={desk.waiting > 0 ? (styles.queueBusy ?? '') : ''}>
      <div className={styles.figure} role="status">
        <span className={styles.secondary}>{t('waiting')}</span>
        <strong className={`${styles.waiting} tabular`} data-waiting={desk.waiting}>
          {desk.waiting}
          <small>{t('waitingUnit')}</small>
        </strong>
      </div>
    </Card>
  );
}

/** The day's calls, and the time in each state. */
export function Figures({ desk }: { desk: Desk }) {
  const { t } = useTranslation(['desk', 'ui']);
  const { answered, missed, talkMs } = desk.today;
  const { data } = useQuery(dayQuery(desk));
  const now = useNow() - useStore(clock);
  const totals = data ? totalsAt(data, desk, now) : [];
  const name = ({ presence, reason }: Total) => (reason ? t(`ui:reason.${reason}`) : t(`ui:presence.${presence}`));
  return (
    <>
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
      {totals.length > 0 && (
        <>
          <h3 className={styles.sideTitle}>{t('today.states')}</h3>
          <dl className={styles.states} data-day>
            {totals.map((total) => (
              <div
                key={`${total.presence} ${total.reason}`}
                aria-current={total.presence === desk.presence && total.reason === desk.reason ? 'true' : undefined}
              >
                <dt>{name(total)}</dt>
                <dd className="tabular">{formatDuration(total.ms)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}
