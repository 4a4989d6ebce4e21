import type { Customer, TenantState } from '@sibai/contracts';
import { TENANT_STATES } from '@sibai/contracts';
import { Failure, formatNumber, formatTime, language, Nothing } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Card, Flex, Input, Select, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { eventText } from './act-text';
import { type CustomerFilter, customers, filterOf, PAGE_SIZE, paramsOf } from './customers';

export const STATE_COLOURS = { applying: 'processing', customer: 'success', closed: 'default' } as const;

/** The enterprises on the platform, for its operator. */
export function CustomersPage() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const change = (changed: Partial<CustomerFilter>): void =>
    setParams(paramsOf({ ...filter, page: 1, ...changed }), { replace: true });
  return (
    <Page title={frame('page.tenants')} lead={t('customer.lead')}>
      <Flex wrap gap={8} style={{ marginBlockEnd: 16 }}>
        <Input.Search
          allowClear
          defaultValue={filter.q}
          placeholder={t('customer.search')}
          aria-label={t('customer.search')}
          onSearch={(q) => change({ q })}
          style={{ width: 280 }}
        />
        <Select<TenantState>
          allowClear
          value={filter.state}
          placeholder={t('customer.all')}
          aria-label={t('customer.state')}
          options={TENANT_STATES.map((value) => ({ value, label: t(`customer.states.${value}`) }))}
          onChange={(state?: TenantState) => change({ state: state ?? null })}
          style={{ width: 140 }}
        />
      </Flex>
      <CustomerTable filter={filter} onPage={(page) => change({ page })} />
    </Page>
  );
}

function CustomerTable({ filter, onPage }: { filter: CustomerFilter; onPage: (page: number) => void }) {
  const { t } = useTranslation('account');
  const go = useNavigate();
  const query = useQuery(customers(filter));
  if (query.isError && !query.data) {
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  }
  const filtered = filter.q !== '' || filter.state !== null;
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<Customer>
        rowKey="id"
        size="middle"
        scroll={{ x: 'max-content' }}
        loading={query.isPending}
        dataSource={query.data?.customers ?? []}
        onRow={({ id }) => ({ onClick: () => void go(`/operator/customers/${id}`), style: { cursor: 'pointer' } })}
        pagination={{
          current: filter.page,
          pageSize: PAGE_SIZE,
          total: query.data?.total ?? 0,
          showSizeChanger: false,
          showTotal: (total) => t('customer.total', { total }),
          onChange: onPage,
          style: { paddingInline: 16 },
        }}
        locale={{
          emptyText: query.isPending ? (
            ' '
          ) : (
            <Nothing text={t(filtered ? 'customer.emptyFiltered' : 'customer.empty')} />
          ),
        }}
        columns={[
          {
            title: t('customer.name'),
            dataIndex: 'name',
            render: (name: string, { id }) => (
              <Link to={`/operator/customers/${id}`} onClick={(event) => event.stopPropagation()}>
                {name}
              </Link>
            ),
          },
          {
            title: t('customer.state'),
            dataIndex: 'state',
            render: (state: TenantState) => <Tag color={STATE_COLOURS[state]}>{t(`customer.states.${state}`)}</Tag>,
          },
          {
            title: t('customer.numbers'),
            dataIndex: 'numbers',
            render: (numbers: readonly string[]) => (
              <span className="tabular">{numbers.map(formatNumber).join('、') || '—'}</span>
            ),
          },
          {
            title: t('customer.standing'),
            dataIndex: 'lastEvent',
            render: (event: Customer['lastEvent']) =>
              event ? (
                <>
                  {eventText(event.type, language())}{' '}
                  <Typography.Text type="secondary" className="tabular">
                    {formatTime(event.at, 'short', language())}
                  </Typography.Text>
                </>
              ) : (
                '—'
              ),
          },
          { title: t('customer.users'), dataIndex: 'users', align: 'right' },
          { title: t('customer.lines'), dataIndex: 'lines', align: 'right' },
          {
            title: t('customer.createdAt'),
            dataIndex: 'createdAt',
            render: (at: string) => <span className="tabular">{formatTime(at, 'date', language())}</span>,
          },
        ]}
      />
    </Card>
  );
}
