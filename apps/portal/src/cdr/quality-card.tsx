import { type CallDetail, CallQuality, gradeOf } from '@sibai/contracts';
import { call as ask, formatTime } from '@sibai/ui';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Card, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { meanOf, polyline, type Sample, SCALE, worstOf } from './quality';
import styles from './quality.module.css';

const quality = (id: string, live: boolean) =>
  queryOptions({
    queryKey: ['calls', 'quality', id],
    queryFn: ({ signal }) => ask(CallQuality, `/calls/${encodeURIComponent(id)}/quality`, { signal }),
    refetchInterval: live ? 15_000 : false,
  });

/** How the call sounded; nothing where no browser measured it. */
export function QualityCard({ call }: { call: CallDetail }) {
  const { t } = useTranslation('cdr');
  const { data } = useQuery(quality(call.id, call.endedAt === null));
  if (!data || data.legs.length === 0) return null;
  return (
    <Card title={t('quality.title')}>
      <Typography.Paragraph type="secondary">{t('quality.lead')}</Typography.Paragraph>
      {data.legs.map((leg) => (
        <Leg key={leg.assignmentId} {...leg} />
      ))}
    </Card>
  );
}

function Leg({ agentName, samples }: CallQuality['legs'][number]) {
  const { t } = useTranslation('cdr');
  const worst = worstOf(samples);
  if (!worst) return null;
  const mean = meanOf(samples, ({ mos }) => mos);
  const rounded = (pick: (sample: Sample) => number | null, digits = 0) =>
    meanOf(samples, pick)?.toFixed(digits) ?? '—';
  return (
    <figure className={styles.leg}>
      <svg
        viewBox={`0 0 ${SCALE.width} ${SCALE.height}`}
        preserveAspectRatio="none"
        className={styles.chart}
        aria-hidden
      >
        {(['good', 'fair'] as const).map((grade) => (
          <line key={grade} x1={0} x2={SCALE.width} y1={SCALE.y[grade]} y2={SCALE.y[grade]} data-grade={grade} />
        ))}
        <polyline points={polyline(samples)} data-grade={gradeOf(worst.mos)} />
      </svg>
      <div className={styles.marks} aria-hidden>
        <span style={{ insetBlockStart: `${(100 * SCALE.y.good) / SCALE.height}%` }}>{t('quality.good')}</span>
        <span style={{ insetBlockStart: `${(100 * SCALE.y.fair) / SCALE.height}%` }}>{t('quality.fair')}</span>
      </div>
      <figcaption className={styles.words}>
        <div>
          {t('quality.summary', {
            agent: agentName,
            mean: mean?.toFixed(1) ?? '—',
            worst: worst.mos.toFixed(1),
            at: formatTime(worst.at, 'time'),
          })}
        </div>
        <Typography.Text type="secondary" className="tabular">
          {t('quality.measured', {
            roundTrip: rounded(({ roundTripMs }) => roundTripMs),
            jitter: rounded(({ jitterMs }) => jitterMs),
            loss: rounded(({ lossPercent }) => lossPercent, 1),
          })}
        </Typography.Text>
      </figcaption>
    </figure>
  );
}
