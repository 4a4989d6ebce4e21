import { type Billing, type Bill, type PayOrder } from '@sibai/contracts';
import { formatNumber, formatTime, formatYuan, Nothing } from '@sibai/ui';
import { useInfiniteQuery, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Progress, Statistic, Switch, Table, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { InvoicesTab } from './invoices-tab';
import { BillLines } from './order-lines';
import styles from './payment.module.css';
import { billing, bills, ledger, orders, useAutoRenew } from './payments';
import { StateTag } from './state-tag';
import { TopUp } from './top-up';

export function BillingPage() {
  const { t } = useTranslation('payment');
  const { data } = useSuspenseQuery(billing);
  const [params, setParams] = useSearchParams();
  const [toppingUp, setToppingUp] = useState(false);
  return (
    <Page title={t('billing.title')} lead={t('billing.lead')}>
      <Standing data={data} />
      <div className={styles.columns}>
        <Card>
          <Flex justify="space-between" align="flex-start" gap={8}>
            <Statistic title={t('billing.balance')} value={formatYuan(data.balanceFen)} />
            <Button type="primary" onClick={() => setToppingUp(true)}>
              {t('billing.topUp')}
            </Button>
          </Flex>
          {data.owedFen > 0 && (
            <p style={{ marginBlockEnd: 0, color: 'var(--ant-color-error)' }}>
              {t('billing.owed')} {formatYuan(data.owedFen)}
            </p>
          )}
          <Terms data={data} />
        </Card>
        <Card>
          <Statistic title={t('billing.soFar')} value={formatYuan(data.soFar.totalFen)} />
          <Usage data={data} />
        </Card>
        <Card title={null}>
          <History data={data} />
        </Card>
      </div>
      <Tabs
        activeKey={params.get('tab') ?? 'month'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: 'month', label: t('billing.soFar'), children: <SoFar data={data} /> },
          { key: 'bills', label: t('billing.bills'), children: <Bills /> },
          { key: 'orders', label: t('billing.orders'), children: <Orders /> },
          { key: 'ledger', label: t('billing.ledger'), children: <LedgerTab /> },
          { key: 'invoices', label: t('billing.invoices'), children: <InvoicesTab /> },
        ]}
      />
      <TopUp open={toppingUp} onClose={() => setToppingUp(false)} />
    </Page>
  );
}

function Standing({ data: { standing, deadline } }: { data: Billing }) {
  const { t } = useTranslation('payment');
  if (standing === 'good') return null;
  return (
    <Alert
      type={standing === 'overdue' ? 'warning' : 'error'}
      showIcon
      style={{ marginBlockEnd: 16 }}
      title={t(`standing.${standing}`)}
      description={t(`standing.${standing}Hint`, { time: deadline ? formatTime(deadline, 'date') : '' })}
      action={
        <Link to="/billing?tab=bills">
          <Button type="primary">{t('billing.payBill')}</Button>
        </Link>
      }
    />
  );
}

function Terms({ data: { terms, autoRenew } }: { data: Billing }) {
  const { t } = useTranslation('payment');
  const set = useAutoRenew();
  const yearly = terms.some(({ renewalFen }) => renewalFen !== null);
  if (terms.length === 0) return null;
  return (
    <div className={styles.note} style={{ marginBlockStart: 12 }}>
      <div>{t('billing.term')}</div>
      {terms.map(({ number, endsAt, renewalFen }) => (
        <div key={number}>
          {t('billing.termOf', { number: number ? formatNumber(number) : '', date: formatTime(endsAt, 'date') })}
          {renewalFen !== null && ` · ${t('billing.renewal', { amount: formatYuan(renewalFen) })}`}
        </div>
      ))}
      {yearly && (
        <Flex gap={8} align="center" style={{ marginBlockStart: 8 }}>
          <Switch
            id="auto-renew"
            size="small"
            checked={autoRenew}
            loading={set.isPending}
            onChange={(checked) => set.mutate(checked)}
          />
          <label htmlFor="auto-renew">{t('billing.autoRenew')}</label>
        </Flex>
      )}
    </div>
  );
}

function Usage({ data: { usage } }: { data: Billing }) {
  const { t } = useTranslation('payment');
  return usage.map(({ id, number, calls, minutes, includedMinutes }) => (
    <div key={id} className={styles.note} style={{ marginBlockStart: 8 }}>
      <Flex justify="space-between" wrap gap={4}>
        <span className="tabular">{formatNumber(number)}</span>
        {calls > 0 ? (
          <Link to={`/billing/usage/${id}`}>{t('billing.usageOf', { calls, minutes })}</Link>
        ) : (
          <span>{t('billing.usageOf', { calls, minutes })}</span>
        )}
      </Flex>
      {includedMinutes > 0 && (
        <>
          <Progress
            percent={Math.min(100, Math.round((minutes / includedMinutes) * 100))}
            showInfo={false}
            size="small"
            status={minutes > includedMinutes ? 'exception' : 'normal'}
          />
          <span>
            {t('billing.includedOf', { used: Math.min(minutes, includedMinutes), included: includedMinutes })}
          </span>
        </>
      )}
    </div>
  ));
}

/** The months before beside the running one: what is unusual is seen before it is billed. */
function History({ data: { history, soFar } }: { data: Billing }) {
  const { t } = useTranslation('payment');
  const months = [...history, { month: soFar.month, totalFen: soFar.totalFen }];
  const most = Math.max(1, ...months.map(({ totalFen }) => totalFen));
  return (
    <>
      <div style={{ marginBlockEnd: 12, color: 'var(--ant-color-text-description)' }}>{t('billing.history')}</div>
      <ul className={styles.bars}>
        {months.map(({ month, totalFen }) => (
          <li key={month} data-now={month === soFar.month} title={formatYuan(totalFen)}>
            <span className="tabular">{formatYuan(Math.round(totalFen / 100) * 100)}</span>
            <i style={{ height: Math.round((totalFen / most) * 52) }} />
            <span>{month.slice(2)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function SoFar({ data: { soFar } }: { data: Billing }) {
  const { t } = useTranslation('payment');
  return (
    <Card styles={{ body: { padding: 0 } }}>
      {soFar.lines.length > 0 ? <BillLines lines={soFar.lines} /> : <Nothing text={t('billing.noUsage')} />}
      <p className={styles.note} style={{ margin: 0, padding: 16 }}>
        {t('billing.soFarHint')}
      </p>
    </Card>
  );
}

function Bills() {
  const { t } = useTranslation('payment');
  const query = useQuery(bills);
  return (
    <QueryTable<Bill>
      query={query}
      empty={t('billing.noBills')}
      columns={[
        {
          title: t('billing.month'),
          dataIndex: 'month',
          render: (month: string, { id, number }) => (
            <>
              <Link to={`/billing/bills/${id}`}>{month}</Link>{' '}
              {number && <Tag>{t('billing.lastBill', { number: formatNumber(number) })}</Tag>}
            </>
          ),
        },
        {
          title: t('billing.total'),
          dataIndex: 'totalFen',
          align: 'right',
          render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
        },
        { title: t('billing.due'), dataIndex: 'dueAt', render: (at: string) => formatTime(at, 'date') },
        { title: t('billing.state'), key: 'state', render: (_, bill) => <BillTag bill={bill} /> },
      ]}
    />
  );
}

/** Rendered with the time of the page's load: a bill does not fall due while it is looked at. */
export function BillTag({ bill: { state, dueAt } }: { bill: Bill }) {
  const { t } = useTranslation('payment');
  const [now] = useState(() => Date.now());
  if (state === 'paid') return <Tag color="success">{t('billing.paid')}</Tag>;
  const overdue = new Date(dueAt).getTime() < now;
  return <Tag color={overdue ? 'error' : 'warning'}>{t(overdue ? 'billing.overdue' : 'billing.unpaid')}</Tag>;
}

function Orders() {
  const { t } = useTranslation('payment');
  const query = useQuery(orders);
  return (
    <QueryTable<PayOrder>
      query={query}
      empty={t('billing.noOrders')}
      columns={[
        {
          title: t('billing.time'),
          dataIndex: 'createdAt',
          render: (at: string, { id }) => (
            <Link to={`/billing/orders/${id}`} className="tabular">
              {formatTime(at, 'minute')}
            </Link>
          ),
        },
        { title: t('billing.what'), dataIndex: 'kind', render: (kind: PayOrder['kind']) => t(`kind.${kind}`) },
        { title: t('bank.memo'), dataIndex: 'reference' },
        {
          title: t('billing.total'),
          dataIndex: 'amountFen',
          align: 'right',
          render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
        },
        {
          title: t('billing.state'),
          dataIndex: 'state',
          render: (state: PayOrder['state']) => <StateTag state={state} />,
        },
      ]}
    />
  );
}

function LedgerTab() {
  const { t } = useTranslation('payment');
  const query = useInfiniteQuery(ledger);
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table
        rowKey="seq"
        size="middle"
        pagination={false}
        loading={query.isPending}
        scroll={{ x: 'max-content' }}
        dataSource={entries}
        locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('billing.noEntries')} /> }}
        columns={[
          { title: t('billing.time'), dataIndex: 'at', render: (at: string) => formatTime(at, 'minute') },
          {
            title: t('billing.what'),
            dataIndex: 'kind',
            render: (kind: string, { orderId }) => {
              const text = t(`entry.${kind as 'top_up'}`);
              return orderId ? <Link to={`/billing/orders/${orderId}`}>{text}</Link> : text;
            },
          },
          {
            title: t('billing.total'),
            dataIndex: 'amountFen',
            align: 'right',
            render: (fen: number) => (
              <span className="tabular" style={fen > 0 ? { color: 'var(--ant-color-success)' } : undefined}>
                {fen > 0 ? '+' : ''}
                {formatYuan(fen)}
              </span>
            ),
          },
          {
            title: t('billing.after'),
            dataIndex: 'balanceFen',
            align: 'right',
            render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
          },
        ]}
      />
      {query.hasNextPage && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('billing.more')}
          </Button>
        </Flex>
      )}
    </Card>
  );
}
