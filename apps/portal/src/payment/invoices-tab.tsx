import { INVOICE_KINDS, type Invoice, type Invoices, type PayOrder, type RequestInvoice } from '@sibai/contracts';
import { Failure, formatTime, formatYuan, Loading, Nothing, Refused, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Form, Input, Modal, Radio, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { invoices, useRequestInvoice } from './payments';

const COLOURS = { requested: 'processing', issued: 'success', rejected: 'warning', voided: 'default' } as const;

export function InvoicesTab() {
  const { t } = useTranslation('payment');
  const query = useQuery(invoices);
  const [asking, setAsking] = useState(false);
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  const { party, open } = query.data;
  return (
    <Card
      title={t('invoice.title')}
      extra={
        <Button type="primary" disabled={!party || open.length === 0} onClick={() => setAsking(true)}>
          {t('invoice.ask')}
        </Button>
      }
      styles={{ body: { padding: 0 } }}
    >
      <p style={{ margin: 0, padding: 16, color: 'var(--ant-color-text-description)' }}>
        {party ? t('invoice.lead') : t('invoice.noParty')}
      </p>
      <InvoiceTable invoices={query.data.invoices} />
      {asking && party && <Ask data={query.data} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function InvoiceTable({ invoices: rows }: { invoices: readonly Invoice[] }) {
  const { t } = useTranslation('payment');
  return (
    <Table<Invoice>
      rowKey="id"
      size="middle"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={[...rows]}
      locale={{ emptyText: <Nothing text={t('invoice.empty')} /> }}
      columns={[
        { title: t('invoice.requestedAt'), dataIndex: 'requestedAt', render: (at: string) => formatTime(at, 'date') },
        { title: t('invoice.kind'), dataIndex: 'kind', render: (kind: Invoice['kind']) => t(`invoice.${kind}`) },
        {
          title: t('billing.total'),
          dataIndex: 'amountFen',
          align: 'right',
          render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
        },
        { title: t('invoice.number'), dataIndex: 'number', render: (number: string | null) => number ?? '—' },
        {
          title: t('billing.state'),
          dataIndex: 'state',
          render: (state: Invoice['state'], { reason }) => (
            <>
              <Tag color={COLOURS[state]}>{t(`invoice.${state}`)}</Tag> {reason}
            </>
          ),
        },
        {
          key: 'file',
          render: (_, { id, hasFile }) =>
            hasFile && (
              <a href={`/api/billing/invoices/${id}/file`} download>
                {t('invoice.download')}
              </a>
            ),
        },
      ]}
    />
  );
}

function Ask({ data: { party, open }, onClose }: { data: Invoices; onClose: () => void }) {
  const { t } = useTranslation('payment');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const { user } = useSignedIn();
  const request = useRequestInvoice();
  const [form] = Form.useForm<Omit<RequestInvoice, 'orderIds'>>();
  const [picked, setPicked] = useState<string[]>(() => open.map(({ id }) => id));
  const sum = open.reduce((total, { id, amountFen }) => total + (picked.includes(id) ? amountFen : 0), 0);

  const submit = async (values: Omit<RequestInvoice, 'orderIds'>): Promise<void> => {
    try {
      await request.mutateAsync({ ...values, orderIds: picked });
      void message.success(frame('saved'));
      onClose();
    } catch {
      // Shown by `Refused`; what was typed stays.
    }
  };
  return (
    <Modal
      open
      title={t('invoice.ask')}
      width={640}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('invoice.ask')}
      cancelText={frame('action.cancel')}
      okButtonProps={{ disabled: picked.length === 0 }}
      confirmLoading={request.isPending}
    >
      <Refused error={request.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ kind: 'plain', email: user.email ?? '' }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item label={t('invoice.party')}>
          {party?.title} <span className="tabular">{party?.uscc}</span>
        </Form.Item>
        <Form.Item label={t('invoice.kind')} name="kind">
          <Radio.Group options={INVOICE_KINDS.map((value) => ({ value, label: t(`invoice.${value}`) }))} />
        </Form.Item>
        <Form.Item
          label={t('invoice.email')}
          name="email"
          rules={[{ required: true, type: 'email', message: t('invoice.badEmail') }]}
        >
          <Input autoComplete="email" inputMode="email" />
        </Form.Item>
        <Flex justify="space-between" style={{ marginBlockEnd: 8 }}>
          <span>{t('invoice.pick')}</span>
          <span>{t('invoice.picked', { count: picked.length, amount: formatYuan(sum) })}</span>
        </Flex>
        <Table<PayOrder>
          rowKey="id"
          size="small"
          pagination={false}
          scroll={{ y: 240 }}
          dataSource={open}
          rowSelection={{ selectedRowKeys: picked, onChange: (keys) => setPicked(keys.map(String)) }}
          columns={[
            {
              title: t('billing.time'),
              dataIndex: 'paidAt',
              render: (at: string | null) => at && formatTime(at, 'date'),
            },
            { title: t('billing.what'), dataIndex: 'kind', render: (kind: PayOrder['kind']) => t(`kind.${kind}`) },
            {
              title: t('billing.total'),
              dataIndex: 'amountFen',
              align: 'right',
              render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
            },
          ]}
        />
      </Form>
    </Modal>
  );
}
