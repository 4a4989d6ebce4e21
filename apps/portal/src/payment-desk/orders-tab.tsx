import { DownloadOutlined } from '@ant-design/icons';
import { ORDER_STATES, parseYuan } from '@sibai/billing';
import type { CustomerOrder } from '@sibai/contracts';
import { Failure, formatTime, formatYuan, Nothing, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Form, Input, Modal, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { StateTag } from '../payment/state-tag';
import { customerOrders, useRefund, useRefundMade } from './desk';

const PAGE = 50;
const KEPT = ['q', 'state', 'page'] as const;

export function OrdersTab() {
  const { t } = useTranslation('paymentDesk');
  const { t: pay } = useTranslation('payment');
  const [params, setParams] = useSearchParams();
  const [refunding, setRefunding] = useState<CustomerOrder | null>(null);
  const asked = new URLSearchParams(KEPT.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? '']] : [])));
  const filter = new URLSearchParams(asked);
  filter.delete('page');
  const query = useQuery(customerOrders(asked));
  const set = (name: string, value: string): void => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    if (name !== 'page') next.delete('page');
    setParams(next, { replace: true });
  };
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        <Input.Search
          allowClear
          defaultValue={params.get('q') ?? ''}
          placeholder={t('search')}
          aria-label={t('search')}
          onSearch={(text) => set('q', text.trim())}
          style={{ width: 260 }}
        />
        <Select
          value={params.get('state') ?? ''}
          onChange={(state) => set('state', state)}
          aria-label={t('state')}
          style={{ width: 140 }}
          options={[
            { value: '', label: t('all') },
            ...ORDER_STATES.map((value) => ({ value, label: pay(`state.${value}`) })),
          ]}
        />
        <Button
          icon={<DownloadOutlined />}
          href={`/api/payment-desk/orders.csv?${filter}`}
          download
          style={{ marginInlineStart: 'auto' }}
        >
          {t('export')}
        </Button>
      </Flex>
      <Card styles={{ body: { padding: 0 } }}>
        <Table<CustomerOrder>
          rowKey="id"
          size="middle"
          loading={query.isFetching}
          scroll={{ x: 'max-content' }}
          dataSource={query.data?.orders ?? []}
          locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('empty')} /> }}
          pagination={{
            current: Number(params.get('page') ?? 1),
            pageSize: PAGE,
            total: query.data?.total ?? 0,
            showSizeChanger: false,
            hideOnSinglePage: true,
            onChange: (page) => set('page', String(page)),
          }}
          columns={[
            {
              title: t('created'),
              dataIndex: 'createdAt',
              render: (at: string) => <span className="tabular">{formatTime(at, 'minute')}</span>,
            },
            { title: t('customer'), dataIndex: 'customer' },
            { title: t('kind'), dataIndex: 'kind', render: (kind: CustomerOrder['kind']) => pay(`kind.${kind}`) },
            { title: t('reference'), dataIndex: 'reference', render: (code: string) => <code>{code}</code> },
            {
              title: t('amount'),
              dataIndex: 'amountFen',
              align: 'right',
              render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
            },
            {
              title: t('received'),
              dataIndex: 'receivedFen',
              align: 'right',
              render: (fen: number, { amountFen }) => (
                <span
                  className="tabular"
                  style={fen > 0 && fen !== amountFen ? { color: 'var(--ant-color-warning)' } : undefined}
                >
                  {fen > 0 ? formatYuan(fen) : '—'}
                </span>
              ),
            },
            {
              title: t('method'),
              key: 'method',
              render: (_, { paidMethod, method }) => {
                const by = paidMethod ?? method;
                return by ? pay(`method.${by}`) : '—';
              },
            },
            {
              title: t('state'),
              dataIndex: 'state',
              render: (state: CustomerOrder['state']) => <StateTag state={state} />,
            },
            {
              key: 'do',
              align: 'right',
              render: (_, order) => {
                const byHand = order.state === 'refunding' && order.paidMethod === 'bank';
                if (!byHand && (order.state !== 'paid' || order.kind === 'bill')) return null;
                return (
                  <Button size="small" danger={!byHand} onClick={() => setRefunding(order)}>
                    {byHand ? t('refund.made') : t('refund.do')}
                  </Button>
                );
              },
            },
          ]}
        />
      </Card>
      {refunding?.state === 'paid' && <Refund order={refunding} onClose={() => setRefunding(null)} />}
      {refunding?.state === 'refunding' && <Made order={refunding} onClose={() => setRefunding(null)} />}
    </>
  );
}

function Refund({ order, onClose }: { order: CustomerOrder; onClose: () => void }) {
  const { t } = useTranslation('paymentDesk');
  const { t: frame } = useTranslation('frame');
  const refund = useRefund(order.id);
  const [form] = Form.useForm<{ reason: string; confirm: string }>();
  return (
    <Modal
      open
      title={t('refund.title', { amount: formatYuan(order.amountFen) })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('refund.do')}
      okButtonProps={{ danger: true }}
      cancelText={frame('action.cancel')}
      confirmLoading={refund.isPending}
    >
      <p>{t('refund.hint', { customer: order.customer })}</p>
      <Refused error={refund.error} />
      <Form
        form={form}
        layout="vertical"
        onFinish={({ reason, confirm }) =>
          refund.mutate({ reason, confirmFen: parseYuan(confirm) ?? 0 }, { onSuccess: onClose })
        }
      >
        <Form.Item
          name="reason"
          label={t('refund.reason')}
          rules={[{ required: true, min: 2, message: t('refund.needReason') }]}
        >
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
        <Form.Item
          name="confirm"
          label={t('refund.confirm')}
          rules={[
            {
              validator: (_, value: string | undefined) =>
                parseYuan(value ?? '') === order.amountFen
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('refund.mismatch'))),
            },
          ]}
        >
          <Input prefix="¥" inputMode="decimal" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Made({ order, onClose }: { order: CustomerOrder; onClose: () => void }) {
  const { t } = useTranslation('paymentDesk');
  const { t: frame } = useTranslation('frame');
  const made = useRefundMade(order.id);
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal
      open
      title={t('refund.madeTitle')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('refund.made')}
      cancelText={frame('action.cancel')}
      confirmLoading={made.isPending}
    >
      <p>{t('refund.madeHint')}</p>
      <Refused error={made.error} />
      <Form
        form={form}
        layout="vertical"
        onFinish={({ reason }) => made.mutate({ done: true, reason }, { onSuccess: onClose })}
      >
        <Form.Item
          name="reason"
          label={t('refund.note')}
          rules={[{ required: true, min: 2, message: t('refund.needReason') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
