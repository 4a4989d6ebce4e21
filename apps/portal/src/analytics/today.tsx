import type { FloorFigures, Live, WallMetric } from '@sibai/contracts';
import { formatDuration, formatPercent } from '@sibai/ui';
import { Tooltip, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { levelOf } from './level';
import styles from './live.module.css';

type Name =
  'offered' | 'answered' | 'serviceLevel' | 'connectRate' | 'abandonRate' | 'averageWait' | 'handle' | 'occupancy';

interface Figure {
  readonly name: Name;
  readonly metric?: WallMetric;
  readonly value: (figures: FloorFigures) => number | null;
  readonly show: (value: number | null) => string;
  /** In what the thresholds count. */
  readonly measure?: (value: number) => number;
}

const count = (value: number | null): string => String(value ?? 0);
const time = (value: number | null): string => (value === null ? '—' : formatDuration(value));
const share = (value: number | null): string => formatPercent(value === null ? null : Math.round(value * 10) / 10);

const FIGURES: readonly Figure[] = [
  { name: 'offered', value: (f) => f.offered, show: count },
  { name: 'answered', value: (f) => f.answered, show: count },
  { name: 'serviceLevel', metric: 'serviceLevel', value: (f) => f.serviceLevel, show: share },
  { name: 'connectRate', metric: 'connectRate', value: (f) => f.connectRate, show: share },
  { name: 'abandonRate', metric: 'abandonRate', value: (f) => f.abandonRate, show: share },
  { name: 'averageWait', value: (f) => f.averageWaitMs, show: time },
  { name: 'handle', metric: 'handleSeconds', value: (f) => f.handleMs, show: time, measure: (ms) => ms / 1000 },
  { name: 'occupancy', metric: 'occupancy', value: (f) => f.occupancy, show: share },
];

/** The day's figures since midnight in China, beside those of the same weekday up to the same time. */
export function Today({ live: { today, before, settings } }: { live: Live }) {
  const { t } = useTranslation('analytics');
  return (
    <section aria-label={t('today.title')}>
      <dl className={styles.today}>
        {FIGURES.map(({ name, metric, value, show, measure = (same) => same }) => {
          const own = value(today);
          const level = metric && levelOf(metric, own === null ? null : measure(own), settings.thresholds);
          return (
            <div key={name} data-level={level ?? undefined}>
              <dt>
                <Tooltip title={t(`today.hint.${name}`)}>{t(`today.${name}`)}</Tooltip>
              </dt>
              <dd className="tabular">{show(own)}</dd>
              {name === 'offered' && today.refused ? (
                <dd className={styles.before}>
                  <Typography.Text type="danger">{t('today.refused', { count: today.refused })}</Typography.Text>
                </dd>
              ) : (
                <Beside before={before} of={(figures) => show(value(figures))} />
              )}
            </div>
          );
        })}
      </dl>
    </section>
  );
}

function Beside({ before, of }: { before: Live['before']; of: (figures: FloorFigures) => string }): ReactNode {
  const { t } = useTranslation('analytics');
  const { lastWeek, usual, weeks } = before;
  if (!usual) return <dd className={styles.before}>{t('today.noBefore')}</dd>;
  return (
    <Tooltip title={t('today.usualHint', { weeks })}>
      <dd className={`${styles.before} tabular`}>
        {lastWeek && <span>{t('today.lastWeek', { value: of(lastWeek) })}</span>}
        {(!lastWeek || weeks > 1) && <span>{t('today.usual', { value: of(usual) })}</span>}
      </dd>
    </Tooltip>
  );
}
