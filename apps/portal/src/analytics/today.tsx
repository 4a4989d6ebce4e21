import type { Live } from '@sibai/contracts';
import { formatDuration, formatPercent } from '@sibai/ui';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './live.module.css';

/** The day's counts, since midnight in China. */
export function Today({ today }: { today: Live['today'] }) {
  const { t } = useTranslation('analytics');
  const figures = [
    { name: t('today.offered'), value: today.offered, hint: t('today.offeredHint') },
    { name: t('today.answered'), value: today.answered },
    { name: t('today.abandoned'), value: today.abandoned },
    { name: t('today.refused'), value: today.refused, hint: t('today.refusedHint') },
    { name: t('today.averageWait'), value: formatDuration(today.averageWaitMs) },
    { name: t('today.serviceLevel'), value: formatPercent(today.serviceLevel), hint: t('today.serviceLevelHint') },
    { name: t('today.connectRate'), value: formatPercent(today.connectRate), hint: t('today.connectRateHint') },
  ];
  return (
    <section aria-label={t('today.title')}>
      <dl className={styles.today}>
        {figures.map(({ name, value, hint }) => (
          <div key={name}>
            <dt>{hint ? <Tooltip title={hint}>{name}</Tooltip> : name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
