import { LeftOutlined } from '@ant-design/icons';
import type { CustomerDetail } from '@sibai/contracts';
import { Failure, formatNumber, formatTime, formatYuan, language, Loading, PhoneNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Descriptions, Flex, Table, type TableProps, Tag, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { Page } from '../frame/page';
import styles from './account.module.css';
import { eventText, word } from './act-text';
import { customer } from './customers';
import { STATE_COLOURS } from './customers-page';

const day = (at: string | null): string => (at ? formatTime(at, 'minute', language()) : '—');

/** One enterprise: who it is, what it has, and how it came to it. Looking at it is written down. */
export function CustomerDetailPage() {
  const { id = '' } = useParams();
  const query = useQuery(customer(id));
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Detail customer={query.data} />;
}

function Detail({ customer: one }: { customer: CustomerDetail }) {
  const { t } = useTranslation('account');
  return (
    <Page
      title={one.name}
      lead={
        <Link to="/operator/customers">
          <LeftOutlined /> {t('customer.back')}
        </Link>
      }
      extra={
        <Link to={`/account/audit?tenant=${one.id}`}>
          <Button>{t('customer.audit')}</Button>
        </Link>
      }
    >
      <div className={styles.columns}>
        <div className={styles.stack}>
          <Identity customer={one} />
          <Holdings customer={one} />
        </div>
        <Card title={t('customer.history')}>
          <History events={one.events} />
        </Card>
      </div>
    </Page>
  );
}

function Identity({ customer: one }: { customer: CustomerDetail }) {
  const { t } = useTranslation('account');
  const items = [
    {
      label: t('customer.state'),
      children: <Tag color={STATE_COLOURS[one.state]}>{t(`customer.states.${one.state}`)}</Tag>,
    },
    { label: t('customer.createdAt'), children: day(one.createdAt) },
    { label: t('customer.identity'), children: one.company ?? t('customer.notVerified') },
    ...(one.company
      ? [
          { label: t('customer.uscc'), children: one.uscc ?? '—' },
          { label: t('customer.until'), children: one.identityUntil ?? '—' },
        ]
      : []),
    { label: t('customer.users'), children: one.users },
    {
      label: t('customer.admins'),
      children: (
        <Flex vertical>
          {one.admins.map(({ name, mobile, email }) => (
            <span key={`${name}${mobile}${email}`}>
              {name} {mobile && <PhoneNumber number={mobile} />} {email}
            </span>
          ))}
        </Flex>
      ),
    },
  ];
  return (
    <Card>
      <Descriptions column={1} items={items.map((item) => ({ key: item.label, ...item }))} />
    </Card>
  );
}

function Holdings({ customer: one }: { customer: CustomerDetail }) {
  const { t } = useTranslation('account');
  const none = { emptyText: <Typography.Text type="secondary">{t('customer.none')}</Typography.Text> };
  const list = <T extends object>(
    title: string,
    rowKey: keyof T & string,
    rows: T[],
    columns: TableProps<T>['columns'],
  ) => (
    <Card title={title} styles={{ body: { padding: 0 } }}>
      <Table<T>
        size="small"
        rowKey={rowKey}
        pagination={rows.length > 10 ? { pageSize: 10, style: { paddingInline: 16 } } : false}
        scroll={{ x: 'max-content' }}
        dataSource={rows}
        locale={none}
        {...(columns && { columns })}
      />
    </Card>
  );
  return (
    <>
      {list(t('customer.numbers'), 'number', one.numberRows, [
        { title: t('customer.number'), dataIndex: 'number', render: (number: string) => formatNumber(number) },
        {
          title: t('customer.state'),
          dataIndex: 'state',
          render: (state: string) => word('numberState', state, language()),
        },
        {
          title: t('customer.price'),
          dataIndex: 'priceFen',
          align: 'right',
          render: (fen: number | null) => (fen === null ? '—' : formatYuan(fen)),
        },
      ])}
      {list(t('customer.contracts'), 'id', one.contracts, [
        { title: t('customer.no'), dataIndex: 'no' },
        {
          title: t('customer.kind'),
          dataIndex: 'kind',
          render: (kind: string) => word('contractKind', kind, language()),
        },
        {
          title: t('customer.state'),
          dataIndex: 'state',
          render: (state: string) => word('contractState', state, language()),
        },
        { title: t('customer.signedAt'), dataIndex: 'signedAt', render: day },
      ])}
      {list(t('customer.orders'), 'id', one.orders, [
        { title: t('customer.no'), dataIndex: 'reference' },
        {
          title: t('customer.kind'),
          dataIndex: 'kind',
          render: (kind: string) => word('orderKind', kind, language()),
        },
        {
          title: t('customer.state'),
          dataIndex: 'state',
          render: (state: string) => word('orderState', state, language()),
        },
        {
          title: t('customer.amount'),
          dataIndex: 'amountFen',
          align: 'right',
          render: (fen: number) => formatYuan(fen),
        },
        { title: t('customer.paidAt'), dataIndex: 'paidAt', render: day },
      ])}
    </>
  );
}

function History({ events }: { events: CustomerDetail['events'] }) {
  const { t } = useTranslation('account');
  if (events.length === 0) return <Typography.Text type="secondary">{t('customer.noHistory')}</Typography.Text>;
  return (
    <Timeline
      items={events.map(({ id, at, type, actor, actorName, subject, reason }) => ({
        key: id,
        content: (
          <>
            <strong>{eventText(type, language())}</strong>{' '}
            {subject && /^400\d{7}$/.test(subject) && formatNumber(subject)}
            <br />
            <Typography.Text type="secondary" className="tabular">
              {formatTime(at, 'minute', language())} · {word('actor', actor, language())}
              {actorName && ` ${actorName}`}
            </Typography.Text>
            {reason && (
              <Typography.Paragraph style={{ margin: 0 }}>
                {word('holdReason', reason, language())}
              </Typography.Paragraph>
            )}
          </>
        ),
      }))}
    />
  );
}
