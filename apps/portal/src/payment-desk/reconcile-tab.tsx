import type { Reconciliation, SuspiciousNotice } from '@sibai/contracts';
import { formatTime, formatYuan, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, DatePicker, Flex, Table, Tag, Typography } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { notices, reconciliations, useReconcile } from './desk';

type Difference = Reconciliation['differences'][number];

export function ReconcileTab() {
  const { t } = useTranslation('paymentDesk');
  const query = useQuery(reconciliations);
  const run = useReconcile();
  const [date, setDate] = useState<Dayjs | null>(() => dayjs().subtract(1, 'day'));
  const fen = (value: number | null) => <span className="tabular">{value === null ? '—' : formatYuan(value)}</span>;
  return (
    <>
      <Card style={{ marginBlockEnd: 16 }}>
        <Refused error={run.error} />
        <Flex wrap gap={12} align="center">
          <DatePicker value={date} onChange={setDate} allowClear={false} disabledDate={(day) => day.isAfter(dayjs())} />
          <Button loading={run.isPending} onClick={() => date && run.mutate(date.format('YYYY-MM-DD'))}>
            {t('reconcile.run')}
          </Button>
          <span style={{ color: 'var(--ant-color-text-description)' }}>{t('reconcile.hint')}</span>
        </Flex>
      </Card>
      <QueryTable<Reconciliation>
        query={query}
        empty={t('reconcile.empty')}
        expandable={{
          rowExpandable: ({ differences }) => differences.length > 0,
          expandedRowRender: ({ differences }) => (
            <Table<Difference>
              rowKey={({ outTradeNo, tradeNo, kind }) => `${outTradeNo} ${tradeNo} ${kind}`}
              size="small"
              pagination={false}
              dataSource={differences}
              columns={[
                {
                  title: t('kind'),
                  dataIndex: 'kind',
                  render: (kind: Difference['kind']) => t(`reconcile.kind.${kind}`),
                },
                { title: t('reference'), dataIndex: 'outTradeNo', render: (no: string) => <code>{no}</code> },
                { title: t('reconcile.theirs'), dataIndex: 'theirsFen', align: 'right', render: fen },
                { title: t('reconcile.ours'), dataIndex: 'oursFen', align: 'right', render: fen },
              ]}
            />
          ),
        }}
        columns={[
          { title: t('reconcile.date'), dataIndex: 'date' },
          { title: t('reconcile.trades'), dataIndex: 'trades', align: 'right' },
          { title: t('reconcile.total'), dataIndex: 'totalFen', align: 'right', render: fen },
          {
            title: t('reconcile.result'),
            key: 'result',
            render: (_, { differences: { length: count } }) =>
              count === 0 ? (
                <Tag color="success">{t('reconcile.clean')}</Tag>
              ) : (
                <Tag color="error">{t('reconcile.found', { count })}</Tag>
              ),
          },
        ]}
      />
      <Notices />
    </>
  );
}

function Notices() {
  const { t } = useTranslation('paymentDesk');
  const query = useQuery(notices);
  return (
    <section style={{ marginBlockStart: 24 }}>
      <Typography.Title level={2} style={{ fontSize: 16, marginBlockEnd: 4 }}>
        {t('notice.title')}
      </Typography.Title>
      <p style={{ color: 'var(--ant-color-text-description)' }}>{t('notice.lead')}</p>
      <QueryTable<SuspiciousNotice>
        query={query}
        empty={t('notice.empty')}
        columns={[
          {
            title: t('notice.at'),
            dataIndex: 'at',
            render: (at: string) => <span className="tabular">{formatTime(at, 'minute')}</span>,
          },
          {
            title: t('notice.verdict'),
            dataIndex: 'verdict',
            render: (verdict: SuspiciousNotice['verdict']) => <Tag color="error">{t(`notice.kind.${verdict}`)}</Tag>,
          },
          {
            title: t('notice.claims'),
            dataIndex: 'claims',
            render: (claims: SuspiciousNotice['claims']) => (
              <code style={{ fontSize: 12 }}>
                {Object.entries(claims)
                  .map(([name, value]) => `${name}=${String(value)}`)
                  .join(' ')}
              </code>
            ),
          },
        ]}
      />
    </section>
  );
}
