import { type ReviewSummary, VERIFICATION_KINDS } from '@sibai/contracts';
import { Failure, formatTime, Nothing } from '@sibai/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Badge, Card, Checkbox, Flex, Input, Select, Table, type TableProps, Tabs, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { AutomaticApproval } from './automatic-approval';
import { filterOf, paramsOf, type ReviewFilter, reviews } from './reviews';
import { ServiceClock } from './service-clock';

const PER_PAGE = 20;

/** The queue of applications, oldest first. */
export function ReviewsPage() {
  const { t } = useTranslation('review');
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const query = useQuery({ ...reviews(filter), placeholderData: keepPreviousData });
  const change = (changed: Partial<ReviewFilter>): void =>
    setParams(paramsOf({ ...filter, page: 1, ...changed }), { replace: true });
  const counts = query.data?.counts;

  return (
    <Page title={t('title')} lead={t('lead')} extra={<AutomaticApproval />}>
      <Tabs
        activeKey={filter.view}
        onChange={(view) => change({ view: view as ReviewFilter['view'] })}
        items={(['open', 'refusing', 'waiting', 'decided'] as const).map((key) => ({
          key,
          label: (
            <Flex gap={8} align="center">
              {t(`view.${key}`)}
              {key !== 'decided' && <Badge count={counts?.[key] ?? 0} {...(key === 'waiting' && { color: 'grey' })} />}
            </Flex>
          ),
        }))}
      />
      <Filters filter={filter} overdue={counts?.overdue ?? 0} onChange={change} />
      {query.isError && !query.data ? (
        <Card>
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        </Card>
      ) : (
        <Queue
          filter={filter}
          rows={query.data?.rows ?? []}
          total={query.data?.total ?? 0}
          loading={query.isPending}
          onPage={(page) => change({ page })}
        />
      )}
    </Page>
  );
}

interface FilterProps {
  readonly filter: ReviewFilter;
  readonly overdue: number;
  readonly onChange: (changed: Partial<ReviewFilter>) => void;
}

function Filters({ filter, overdue, onChange }: FilterProps) {
  const { t } = useTranslation('review');
  const { t: own } = useTranslation('verification');
  return (
    <Flex wrap gap={12} align="center" style={{ marginBlockEnd: 12 }}>
      <Input.Search
        allowClear
        defaultValue={filter.search}
        placeholder={t('filter.search')}
        aria-label={t('filter.search')}
        maxLength={60}
        style={{ width: 260 }}
        onSearch={(search) => onChange({ search })}
      />
      <Select
        value={filter.kind ?? ''}
        aria-label={t('filter.kind')}
        style={{ width: 140 }}
        options={[
          { value: '', label: t('filter.all') },
          ...VERIFICATION_KINDS.map((value) => ({ value, label: own(`kind.${value}`) })),
        ]}
        onChange={(kind) => onChange({ kind: VERIFICATION_KINDS.find((each) => each === kind) ?? null })}
      />
      <Checkbox checked={filter.mine} onChange={({ target }) => onChange({ mine: target.checked })}>
        {t('filter.mine')}
      </Checkbox>
      <Checkbox checked={filter.overdue} onChange={({ target }) => onChange({ overdue: target.checked })}>
        {t('filter.overdue')} {overdue > 0 && <Badge count={overdue} size="small" />}
      </Checkbox>
    </Flex>
  );
}

interface QueueProps {
  readonly filter: ReviewFilter;
  readonly rows: readonly ReviewSummary[];
  readonly total: number;
  readonly loading: boolean;
  readonly onPage: (page: number) => void;
}

function Queue({ filter, rows, total, loading, onPage }: QueueProps) {
  const { t } = useTranslation('review');
  const go = useNavigate();
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<ReviewSummary>
        rowKey="id"
        size="middle"
        scroll={{ x: 'max-content' }}
        loading={loading}
        dataSource={rows}
        columns={useColumns(filter.view)}
        onRow={({ id }) => ({ onClick: () => void go(addressOf(id, filter)), style: { cursor: 'pointer' } })}
        pagination={
          total > PER_PAGE && {
            current: filter.page,
            pageSize: PER_PAGE,
            total,
            showSizeChanger: false,
            onChange: onPage,
          }
        }
        locale={{ emptyText: loading ? ' ' : <Nothing text={t(`empty.${filter.view}`)} /> }}
      />
    </Card>
  );
}

const addressOf = (id: string, filter: ReviewFilter): string => `/operator/reviews/${id}?${paramsOf(filter)}`;

function useColumns(view: ReviewFilter['view']): NonNullable<TableProps<ReviewSummary>['columns']> {
  const { t } = useTranslation('review');
  const { t: own } = useTranslation('verification');
  const open = view === 'open' || view === 'refusing';
  return [
    {
      title: t('column.company'),
      key: 'company',
      render: (_, { id, companyName, tenantName, uscc }) => (
        <>
          <Link to={`/operator/reviews/${id}`} onClick={(event) => event.stopPropagation()}>
            <strong>{companyName || tenantName}</strong>
          </Link>
          <div className="tabular" style={{ color: 'var(--ant-color-text-description)', fontSize: 12.5 }}>
            {uscc}
          </div>
        </>
      ),
    },
    {
      title: t('column.kind'),
      dataIndex: 'kind',
      render: (kind: ReviewSummary['kind']) => <Tag>{own(`kind.${kind}`)}</Tag>,
    },
    {
      title: t('column.submitted'),
      key: 'submitted',
      render: (_, { submittedAt, openedAt }) => (
        <span className="tabular">{formatTime(submittedAt ?? openedAt, 'short')}</span>
      ),
    },
    {
      title: t('column.clock'),
      dataIndex: 'workingMsLeft',
      hidden: !open,
      render: (left: number | null) => <ServiceClock workingMsLeft={left} />,
    },
    {
      title: t('column.warnings'),
      dataIndex: 'warnings',
      align: 'right',
      render: (warnings: number) => (warnings > 0 ? <Tag color="gold">{warnings}</Tag> : '—'),
    },
    {
      title: t('column.claim'),
      key: 'claim',
      hidden: view !== 'open',
      render: (_, { claim }) =>
        claim ? (
          claim.mine ? (
            t('me')
          ) : (
            claim.name
          )
        ) : (
          <span style={{ color: 'var(--ant-color-text-description)' }}>{t('nobody')}</span>
        ),
    },
    {
      title: t('column.state'),
      dataIndex: 'state',
      hidden: open,
      render: (state: ReviewSummary['state']) => <StateTag state={state} />,
    },
    {
      title: t('column.decided'),
      dataIndex: 'decidedAt',
      hidden: view !== 'decided',
      render: (at: string | null) => <span className="tabular">{at ? formatTime(at, 'short') : '—'}</span>,
    },
  ];
}

const COLOURS: Partial<Record<ReviewSummary['state'], string>> = {
  approved: 'green',
  refused: 'red',
  refusing: 'red',
  returned: 'gold',
  expired: 'orange',
  submitted: 'blue',
};

export function StateTag({ state }: { state: ReviewSummary['state'] }) {
  const { t } = useTranslation('review');
  return <Tag color={COLOURS[state] ?? 'default'}>{t(`state.${state}`)}</Tag>;
}
