import { type CustomerLine, type Line } from '@sibai/contracts';
import { Failure, formatNumber, formatTime, Nothing } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Form, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { Page } from '../frame/page';
import { customerLines, useOperate } from './line-queries';
import { LineStateTag, VerdictTag } from './verdict';

const PAGE = 50;
const STATES = ['live', 'suspended', 'closed'] as const;

interface Act {
  readonly line: CustomerLine;
  readonly act: 'suspend' | 'restore';
}

/** The operator's view of every line, and the hand that suspends one and restores it. */
export function CustomerLinesPage() {
  const { t } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  const [filter, setFilter] = useState<{ q: string; state: Line['state'] | undefined; page: number }>({
    ...{ q: '', state: undefined, page: 1 },
  });
  const query = useQuery(customerLines(filter));
  const operate = useOperate();
  const [act, setAct] = useState<Act | null>(null);
  const number = act ? formatNumber(act.line.number) : '';
  return (
    <Page title={frame('page.customerLines')} lead={t('operator.lead')}>
      <Flex gap={12} wrap style={{ marginBlockEnd: 16 }}>
        <Input.Search
          allowClear
          placeholder={t('operator.search')}
          style={{ maxWidth: 280 }}
          onSearch={(q) => setFilter({ ...filter, q: q.trim(), page: 1 })}
        />
        <Select
          aria-label={t('operator.all')}
          allowClear
          placeholder={t('operator.all')}
          style={{ width: 140 }}
          options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
          onChange={(state?: Line['state']) => setFilter({ ...filter, state, page: 1 })}
        />
      </Flex>
      <Card styles={{ body: { padding: 0 } }}>
        {query.isError && !query.data ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Table<CustomerLine>
            rowKey="id"
            size="middle"
            scroll={{ x: 'max-content' }}
            loading={query.isPending}
            dataSource={query.data?.lines ?? []}
            locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('operator.empty')} /> }}
            pagination={{
              current: filter.page,
              pageSize: PAGE,
              total: query.data?.total ?? 0,
              showSizeChanger: false,
              hideOnSinglePage: true,
              showTotal: (count) => t('operator.total', { count }),
              onChange: (page) => setFilter({ ...filter, page }),
            }}
            columns={[
              {
                title: t('wizard.number'),
                dataIndex: 'number',
                render: (value: string) => <strong className="tabular">{formatNumber(value)}</strong>,
              },
              { title: t('operator.tenant'), dataIndex: 'tenantName' },
              {
                title: t('config.lineType'),
                dataIndex: 'lineType',
                render: (value: CustomerLine['lineType']) => t(`config.${value}`),
              },
              { title: t('config.concurrency'), dataIndex: 'concurrency', align: 'right' },
              {
                title: t('page.state'),
                dataIndex: 'state',
                render: (state: Line['state'], { suspensions, suspendedNote }) => (
                  <Flex vertical align="start" gap={2}>
                    <LineStateTag state={state} />
                    {suspensions.length > 0 && (
                      <small>
                        {suspensions
                          .map((cause) => (cause === 'operator' ? suspendedNote : t(`need.${cause}`)))
                          .join('、')}
                      </small>
                    )}
                  </Flex>
                ),
              },
              {
                title: t('operator.check'),
                dataIndex: 'lastCheck',
                render: (verdict: CustomerLine['lastCheck']) => (verdict ? <VerdictTag verdict={verdict} /> : '—'),
              },
              {
                title: t('operator.change'),
                dataIndex: 'openChange',
                render: (kind: CustomerLine['openChange']) => (kind ? t(`change.kind.${kind}`) : '—'),
              },
              {
                title: t('page.liveAt'),
                dataIndex: 'liveAt',
                render: (at: string) => <span className="tabular">{formatTime(at, 'minute')}</span>,
              },
              {
                title: frame('actions'),
                key: 'actions',
                align: 'right',
                render: (_, line) =>
                  line.state !== 'closed' &&
                  (line.suspensions.includes('operator') ? (
                    <Button size="small" onClick={() => setAct({ line, act: 'restore' })}>
                      {t('operator.restore')}
                    </Button>
                  ) : (
                    <Button size="small" danger onClick={() => setAct({ line, act: 'suspend' })}>
                      {t('operator.suspend')}
                    </Button>
                  )),
              },
            ]}
          />
        )}
      </Card>
      <FormModal<{ reason: string }>
        title={act?.act === 'restore' ? t('operator.restoreTitle', { number }) : t('operator.suspendTitle', { number })}
        open={act !== null}
        initial={{}}
        save={{
          error: operate.error,
          isPending: operate.isPending,
          reset: operate.reset,
          mutateAsync: async ({ reason }) => {
            if (act) await operate.mutateAsync({ tenantId: act.line.tenantId, id: act.line.id, act: act.act, reason });
          },
        }}
        onClose={() => setAct(null)}
      >
        <Form.Item
          name="reason"
          label={t('operator.reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: frame('required') }]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} showCount />
        </Form.Item>
      </FormModal>
    </Page>
  );
}
