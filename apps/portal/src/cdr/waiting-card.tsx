import { CallWaiting } from '@sibai/contracts';
import { call, formatDuration } from '@sibai/ui';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Card, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Names } from './event-text';
import { TraceView } from './trace-view';

const waiting = (id: string) =>
  queryOptions({
    queryKey: ['calls', 'waiting', id],
    queryFn: ({ signal }) => call(CallWaiting, `/calls/${encodeURIComponent(id)}/waiting`, { signal }),
    refetchInterval: 2000,
  });

/** Why a caller still waits, as the router sees it now; nothing for one who does not. */
export function WaitingCard({ callId, names }: { callId: string; names: Names }) {
  const { t } = useTranslation('cdr');
  const now = useQuery(waiting(callId)).data?.waiting;
  if (!now) return null;
  const { place, estimate, trace } = now;
  return (
    <Card
      title={t('why.waiting.title')}
      extra={<Typography.Text type="secondary">{t('why.waiting.live')}</Typography.Text>}
    >
      <p>
        {place === null ? t('why.waiting.only') : t('why.waiting.place', { place })}
        {estimate
          ? t('why.waiting.estimate', {
              time: formatDuration(estimate.ms),
              low: formatDuration(estimate.lowMs),
              high: formatDuration(estimate.highMs),
            })
          : t('why.waiting.noEstimate')}
      </p>
      <TraceView trace={trace} callId={callId} names={names} />
    </Card>
  );
}
