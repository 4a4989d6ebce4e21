import { DownloadOutlined } from '@ant-design/icons';
import type { CallRecord } from '@sibai/contracts';
import { formatDuration, formatTime, PhoneNumber } from '@sibai/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, type TableProps, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { PagedTable } from '../frame/query-table';
import { lineLabel } from '../trunk/line-label';
import { CallFilters } from './call-filters';
import { type CallFilter, calls, csvAddress, filterOf, paramsOf } from './calls';
import { OutcomeTag } from './outcome-tag';

export function CallsPage() {
  const { t } = useTranslation('frame');
  const { t: own } = useTranslation('cdr');
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  return (
    <Page
      title={t('page.calls')}
      lead={own('list.lead')}
      extra={
        <Button icon={<DownloadOutlined />} href={csvAddress(filter)} download>
          {own('list.export')}
        </Button>
      }
    >
      <CallFilters filter={filter} onChange={(changed) => setParams(paramsOf(changed), { replace: true })} />
      {/* Keyed by filter, so that another search begins at its first page. */}
      <CallTable key={paramsOf(filter).toString()} filter={filter} />
    </Page>
  );
}

function CallTable({ filter }: { filter: CallFilter }) {
  const { t } = useTranslation('cdr');
  const query = useInfiniteQuery({ ...calls(filter), placeholderData: keepPreviousData });
  const columns = useColumns();
  const filtered = paramsOf(filter).size > 0;
  return (
    <PagedTable
      query={query}
      rows={({ calls: page }) => page}
      to={({ id }) => `/calls/${id}`}
      empty={filtered ? t('list.empty') : t('list.emptyAll')}
      emptyAction={!filtered && <Link to="/test-call">{t('list.placeOne')}</Link>}
      columns={columns}
    />
  );
}

function useColumns(): NonNullable<TableProps<CallRecord>['columns']> {
  const { t } = useTranslation('cdr');
  const duration = (ms: number) => <span className="tabular">{ms > 0 ? formatDuration(ms) : '—'}</span>;
  return [
    {
      title: t('column.startedAt'),
      dataIndex: 'startedAt',
      render: (at: string, { id }) => (
        <Link to={`/calls/${id}`} className="tabular" onClick={(event) => event.stopPropagation()}>
          {formatTime(at, 'moment')}
        </Link>
      ),
    },
    {
      title: t('column.caller'),
      dataIndex: 'caller',
      render: (number: string, { region }) => (
        <>
          <PhoneNumber number={number} />
          {region && <Typography.Text type="secondary"> {region}</Typography.Text>}
        </>
      ),
    },
    {
      title: t('column.line'),
      key: 'line',
      render: (_, { lineName, dialled }) => <span className="tabular">{lineLabel(lineName, dialled)}</span>,
    },
    {
      title: t('column.outcome'),
      dataIndex: 'outcome',
      render: (outcome: CallRecord['outcome']) => <OutcomeTag outcome={outcome} />,
    },
    { title: t('column.group'), dataIndex: 'groupName', render: (name: string | null) => name ?? '—' },
    { title: t('column.agent'), dataIndex: 'agentName', render: (name: string | null) => name ?? '—' },
    { title: t('column.wait'), dataIndex: 'queueMs', align: 'right', render: duration },
    { title: t('column.talk'), dataIndex: 'talkMs', align: 'right', render: duration },
    {
      title: t('column.recorded'),
      dataIndex: 'recorded',
      render: (recorded: boolean) => (recorded ? t('column.yes') : '—'),
    },
  ];
}
