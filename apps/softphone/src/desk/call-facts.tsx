import type { CallCard } from '@sibai/contracts';
import { Elapsed, formatDuration, formatNumber, PhoneNumber } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import styles from './desk.module.css';

/** Who calls, and from where, as far as the number tells. */
export function Caller({ number, region }: { number: string; region?: string | null | undefined }) {
  const { t } = useTranslation('desk');
  return (
    <div className={styles.caller}>
      {/^\+?\d+$/.test(number) ? <PhoneNumber number={number} /> : t('call.unknown')}
      {region && <span className={styles.region}>{region}</span>}
    </div>
  );
}

/** What is known of a call: which number was dialled, for whom, by which keys, after what wait. */
export function CallFacts({ card }: { card: CallCard }) {
  const { t } = useTranslation('desk');
  const skew = useStore(clock);
  const waited = card.answeredAt && Date.parse(card.answeredAt) - Date.parse(card.queuedAt);
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t('call.dialled')}</dt>
        <dd>
          <span className="tabular">{formatNumber(card.dialled)}</span>{' '}
          <span className={styles.secondary}>{card.lineName}</span>
        </dd>
      </div>
      <div>
        <dt>{t('call.group')}</dt>
        <dd>{card.groupName}</dd>
      </div>
      <div>
        <dt>{t('call.path')}</dt>
        <dd>{card.ivrPath.length > 0 ? card.ivrPath.join(' › ') : t('call.noPath')}</dd>
      </div>
      <div>
        <dt>{waited === null ? t('call.waiting') : t('call.waited')}</dt>
        <dd>
          {waited === null ? (
            <Elapsed since={card.queuedAt} skew={skew} />
          ) : (
            <span className="tabular">{formatDuration(Number(waited))}</span>
          )}
        </dd>
      </div>
    </dl>
  );
}
