import { type ForecastError, Forecasts } from '@sibai/contracts';
import { call, Failure, formatDuration, Loading, Nothing } from '@sibai/ui';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Card, Flex, Segmented, Select, Table, theme } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

import { Page } from '../frame/page';
import styles from './acd.module.css';
import { groups } from './groups';

const DAYS = [1, 7, 30] as const;

const forecasts = (days: number, group: string | null) =>
  queryOptions({
    queryKey: ['forecasts', days, group],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - days * 86_400_000).toISOString();
      return call(Forecasts, `/forecasts?${new URLSearchParams({ from, ...(group && { group }) })}`, { signal });
    },
  });

/** How far the waits that callers were told lay from the real ones. */
export function ForecastsPage() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const [days, setDays] = useState<number>(7);
  const [group, setGroup] = useState<string | null>(null);
  const known = useQuery(groups).data ?? [];
  const query = useQuery(forecasts(days, group));
  return (
    <Page
      title={frame('page.forecasts')}
      lead={t('forecast.lead')}
      extra={
        <>
          <Select
            allowClear
            aria-label={t('forecast.group')}
            placeholder={t('forecast.allGroups')}
            style={{ width: 180 }}
            options={known.map(({ id, name }) => ({ value: id, label: name }))}
            value={group}
            onChange={(chosen: string | undefined) => setGroup(chosen ?? null)}
          />
          <Segmented
            aria-label={t('forecast.days')}
            options={DAYS.map((value) => ({ value, label: t('forecast.lastDays', { count: value }) }))}
            value={days}
            onChange={setDays}
          />
        </>
      }
    >
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.data.total.calls + query.data.total.left === 0 && (
        <Card>
          <Nothing text={t('forecast.empty')} />
        </Card>
      )}
      {query.data && query.data.total.calls + query.data.total.left > 0 && <Shown data={query.data} />}
    </Page>
  );
}

function Shown({ data: { total, groups: byGroup, hours, points } }: { data: Forecasts }) {
  const { t } = useTranslation('acd');
  const text = useFigures();
  const columns = (['calls', 'predictedMs', 'waitedMs', 'absoluteMs', 'biasMs', 'coverage', 'left'] as const).map(
    (key) => ({
      title: t(`forecast.column.${key}`),
      align: 'right' as const,
      render: (_: unknown, row: ForecastError) => <span className="tabular">{text(row)[key]}</span>,
    }),
  );
  const shown = text(total);
  return (
    <Flex vertical gap={16}>
      <Card>
        <dl className={styles.figures}>
          {(['calls', 'absoluteMs', 'biasMs', 'coverage', 'left'] as const).map((key) => (
            <div key={key}>
              <dt>{t(`forecast.column.${key}`)}</dt>
              <dd>
                {shown[key]}
                <small>{t(`forecast.means.${key}`)}</small>
              </dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card>
        <ByHour hours={hours} />
      </Card>
      <Card>
        <Single points={points} />
      </Card>
      <Card title={t('forecast.byGroup')} styles={{ body: { padding: 0 } }}>
        <Table
          rowKey="id"
          size="middle"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={byGroup}
          columns={[{ title: t('forecast.group'), dataIndex: 'name' }, ...columns]}
        />
      </Card>
      <Card title={t('forecast.byHour')} styles={{ body: { padding: 0 } }}>
        <Table
          rowKey="hour"
          size="small"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={hours}
          columns={[
            {
              title: t('forecast.hour'),
              render: (_: unknown, { hour }: Forecasts['hours'][number]) => t('forecast.oclock', { hour }),
            },
            ...columns,
          ]}
        />
      </Card>
    </Flex>
  );
}

/** An error's figures as they are read. */
function useFigures() {
  const { t } = useTranslation('acd');
  const time = (ms: number | null): string => (ms === null ? '—' : formatDuration(ms));
  return (row: ForecastError): Record<keyof ForecastError, string> => ({
    calls: String(row.calls),
    left: String(row.left),
    predictedMs: time(row.predictedMs),
    waitedMs: time(row.waitedMs),
    absoluteMs: time(row.absoluteMs),
    biasMs:
      row.biasMs === null
        ? '—'
        : Math.abs(row.biasMs) < 1000
          ? t('forecast.even')
          : t(row.biasMs > 0 ? 'forecast.tooLong' : 'forecast.tooShort', {
              time: formatDuration(Math.abs(row.biasMs)),
            }),
    coverage: row.coverage === null ? '—' : `${Math.round(row.coverage * 100)}%`,
  });
}

function useStyle() {
  const { token } = theme.useToken();
  return {
    token,
    tick: { fill: token.colorTextDescription, fontSize: 12 },
    tooltip: { background: token.colorBgElevated, border: `1px solid ${token.colorBorder}`, borderRadius: 8 },
  };
}

const inSeconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1000));

function ByHour({ hours }: Pick<Forecasts, 'hours'>) {
  const { t } = useTranslation('acd');
  const { token, tick, tooltip } = useStyle();
  const rows = hours.map(({ hour, predictedMs, waitedMs }) => ({
    hour: t('forecast.oclock', { hour }),
    predicted: inSeconds(predictedMs),
    waited: inSeconds(waitedMs),
  }));
  return (
    <figure className={styles.chart}>
      <figcaption>{t('forecast.hourChart')}</figcaption>
      <ResponsiveContainer width="100%" height={260}>
        <ComposedChart data={rows} margin={{ top: 8, right: 8, bottom: 4, left: 0 }}>
          <CartesianGrid stroke={token.colorBorderSecondary} vertical={false} />
          <XAxis dataKey="hour" tick={tick} />
          <YAxis width={48} tick={tick} unit={t('group.unit')} />
          <Tooltip contentStyle={tooltip} />
          <Legend />
          <Bar
            dataKey="predicted"
            name={t('forecast.column.predictedMs')}
            fill={token.colorPrimary}
            isAnimationActive={false}
          />
          <Bar
            dataKey="waited"
            name={t('forecast.column.waitedMs')}
            fill={token.colorWarning}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

/** A point a caller: on the line when the wait was as told. */
function Single({ points }: Pick<Forecasts, 'points'>) {
  const { t } = useTranslation('acd');
  const { token, tick, tooltip } = useStyle();
  const of = (inBand: boolean) =>
    points
      .filter((point) => point.inBand === inBand)
      .map(({ predictedMs, waitedMs }) => ({ predicted: inSeconds(predictedMs), waited: inSeconds(waitedMs) }));
  const most = Math.max(10, ...points.flatMap(({ predictedMs, waitedMs }) => [predictedMs, waitedMs])) / 1000;
  return (
    <figure className={styles.chart}>
      <figcaption>{t('forecast.pointChart')}</figcaption>
      <ResponsiveContainer width="100%" height={300}>
        <ScatterChart margin={{ top: 8, right: 16, bottom: 20, left: 0 }}>
          <CartesianGrid stroke={token.colorBorderSecondary} />
          <XAxis
            type="number"
            dataKey="predicted"
            name={t('forecast.column.predictedMs')}
            unit={t('group.unit')}
            tick={tick}
            domain={[0, 'auto']}
          />
          <YAxis
            type="number"
            dataKey="waited"
            name={t('forecast.column.waitedMs')}
            unit={t('group.unit')}
            width={56}
            tick={tick}
            domain={[0, 'auto']}
          />
          <ReferenceLine
            segment={[
              { x: 0, y: 0 },
              { x: most, y: most },
            ]}
            stroke={token.colorTextDescription}
            strokeDasharray="4 4"
            ifOverflow="hidden"
          />
          <Tooltip contentStyle={tooltip} />
          <Legend />
          <Scatter name={t('forecast.inBand')} data={of(true)} fill={token.colorSuccess} isAnimationActive={false} />
          <Scatter name={t('forecast.outOfBand')} data={of(false)} fill={token.colorError} isAnimationActive={false} />
        </ScatterChart>
      </ResponsiveContainer>
    </figure>
  );
}
