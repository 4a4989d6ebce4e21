import { DownloadOutlined } from '@ant-design/icons';
import type { FloorFigures, IntervalQuery, IntervalRow } from '@sibai/contracts';
import { Failure, formatDuration, formatPercent, formatTime, Nothing } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, DatePicker, Flex, Select, Table, type TableProps } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { groups } from '../acd/groups';
import { intervalPath, intervals } from './floor';
import { IntervalDetails } from './interval-details';
import { useLive } from './live-feed';

const DAY = 'YYYY-MM-DD';
/** Today on the clocks of China, wherever the reader is. */
const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format();
const MONTH = 30;

/** Own groups by quarters of an hour. */
export function IntervalsPage() {
  const { t: frame } = useTranslation('frame');
  const { t } = useTranslation('analytics');
  const [params, setParams] = useSearchParams();
  const query = {
    from: params.get('from') ?? today(),
    to: params.get('to') ?? today(),
    ...(params.get('group') && { groupId: params.get('group') }),
  } as IntervalQuery;
  const set = (change: Record<string, string | undefined>): void => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(change))
      if (value === undefined) next.delete(name);
      else next.set(name, value);
    setParams(next, { replace: true });
  };
  return (
    <Page
      title={frame('page.intervals')}
      lead={t('intervals.lead')}
      extra={
        <Button icon={<DownloadOutlined />} href={`/api${intervalPath(query, true)}`} download>
          {t('intervals.export')}
        </Button>
      }
    >
      <Flex wrap gap={12} style={{ marginBlockEnd: 16 }}>
        <DatePicker.RangePicker
          aria-label={t('intervals.days')}
          allowClear={false}
          value={[dayjs(query.from), dayjs(query.to)]}
          disabledDate={(day, { from }) =>
            day.isAfter(dayjs(today()), 'day') || (from !== undefined && Math.abs(day.diff(from, 'day')) > MONTH)
          }
          onChange={(days) => {
            const [from, to] = days ?? [];
            if (from && to) set({ from: from.format(DAY), to: to.format(DAY) });
          }}
        />
        <GroupSelect value={query.groupId} onChange={(group) => set({ group })} />
      </Flex>
      <Rows query={query} />
    </Page>
  );
}

/** Of the groups that are one's own, as the wall knows them. */
function GroupSelect({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (group: string | undefined) => void;
}) {
  const { t } = useTranslation('analytics');
  const all = useQuery(groups);
  const { live } = useLive();
  const own = live && new Set<string>(live.groups.map(({ id }) => id));
  return (
    <Select
      style={{ minWidth: 180 }}
      aria-label={t('intervals.group')}
      value={value ?? ''}
      onChange={(group) => onChange(group || undefined)}
      options={[
        { value: '', label: t('intervals.allGroups') },
        ...(all.data ?? [])
          .filter(({ id }) => own?.has(id) ?? true)
          .map(({ id, name }) => ({ value: id as string, label: name })),
      ]}
    />
  );
}

const keyOf = ({ from, groupId }: IntervalRow): string => `${from} ${groupId}`;

function Rows({ query }: { query: IntervalQuery }) {
  const { t } = useTranslation('analytics');
  const history = useQuery(intervals(query));
  const columns = useFigureColumns<IntervalRow>();
  if (history.isError && !history.data)
    return (
      <Card>
        <Failure error={history.error} onRetry={() => void history.refetch()} />
      </Card>
    );
  const rows = history.data?.rows ?? [];
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<IntervalRow>
        rowKey={keyOf}
        size="small"
        pagination={{ pageSize: 96, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        loading={history.isFetching}
        dataSource={rows}
        locale={{ emptyText: history.isPending ? ' ' : <Nothing text={t('intervals.empty')} /> }}
        expandable={{ expandedRowRender: (row) => <IntervalDetails row={row} />, expandRowByClick: true }}
        columns={[
          {
            title: t('intervals.from'),
            dataIndex: 'from',
            render: (from: string) => <span className="tabular">{formatTime(from, 'short')}</span>,
          },
          { title: t('intervals.group'), dataIndex: 'groupName' },
          ...columns,
        ]}
        summary={() =>
          history.data &&
          rows.length > 0 && (
            <Table.Summary.Row style={{ fontWeight: 600 }}>
              <Table.Summary.Cell index={0} />
              <Table.Summary.Cell index={1}>{t('intervals.total')}</Table.Summary.Cell>
              <Table.Summary.Cell index={2} />
              {columns.map((column, i) => (
                <Table.Summary.Cell key={i} index={i + 3} align="right">
                  {figureOf(column, history.data.total)}
                </Table.Summary.Cell>
              ))}
            </Table.Summary.Row>
          )
        }
      />
    </Card>
  );
}

type FigureColumn<T> = NonNullable<TableProps<T>['columns']>[number] & {
  readonly show: (figures: FloorFigures) => string;
};

const figureOf = (column: { show: (figures: FloorFigures) => string }, figures: FloorFigures): string =>
  column.show(figures);

function useFigureColumns<T extends FloorFigures>(): FigureColumn<T>[] {
  const { t } = useTranslation('analytics');
  const share = (value: number | null): string => formatPercent(value === null ? null : Math.round(value * 10) / 10);
  const time = (value: number | null): string => (value === null ? '—' : formatDuration(value));
  const figures: readonly (readonly [string, (f: FloorFigures) => string])[] = [
    [t('intervals.offered'), (f) => String(f.offered)],
    [t('intervals.answered'), (f) => String(f.answered)],
    [t('intervals.abandoned'), (f) => String(f.abandoned)],
    [t('intervals.short'), (f) => String(f.abandonedShort)],
    [t('today.serviceLevel'), (f) => share(f.serviceLevel)],
    [t('today.connectRate'), (f) => share(f.connectRate)],
    [t('today.averageWait'), (f) => time(f.averageWaitMs)],
    [t('today.handle'), (f) => time(f.handleMs)],
    [t('today.occupancy'), (f) => share(f.occupancy)],
    [t('intervals.staffed'), (f) => f.staffed.toFixed(1)],
  ];
  return figures.map(([title, show]) => ({
    title,
    show,
    align: 'right' as const,
    render: (_: unknown, row: T) => <span className="tabular">{show(row)}</span>,
  }));
}
