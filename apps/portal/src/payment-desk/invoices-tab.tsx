import { UploadOutlined } from '@ant-design/icons';
import type { CustomerInvoice } from '@sibai/contracts';
import { formatTime, formatYuan, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Form, Input, Modal, Tag, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { customerInvoices, useIssue, useReject } from './desk';

const COLOURS = { requested: 'processing', issued: 'success', rejected: 'warning', voided: 'default' } as const;

export function InvoicesTab() {
  const { t } = useTranslation('paymentDesk');
  const { t: pay } = useTranslation('payment');
  const query = useQuery(customerInvoices);
  const [doing, setDoing] = useState<{ invoice: CustomerInvoice; what: 'issue' | 'reject' } | null>(null);
  return (
    <>
      <QueryTable<CustomerInvoice>
        query={query}
        empty={t('invoice.empty')}
        columns={[
          { title: t('invoice.requested'), dataIndex: 'requestedAt', render: (at: string) => formatTime(at, 'minute') },
          {
            title: t('invoice.title'),
            dataIndex: 'title',
            render: (title: string, { uscc, email }) => (
              <>
                {title}
                <br />
                <small className="tabular" style={{ color: 'var(--ant-color-text-description)' }}>
                  {uscc} · {email}
                </small>
              </>
            ),
          },
          { title: t('kind'), dataIndex: 'kind', render: (kind: CustomerInvoice['kind']) => pay(`invoice.${kind}`) },
          {
            title: t('amount'),
            dataIndex: 'amountFen',
            align: 'right',
            render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
          },
          {
            title: t('state'),
            dataIndex: 'state',
            render: (state: CustomerInvoice['state'], { number }) => (
              <>
                <Tag color={COLOURS[state]}>{pay(`invoice.${state}`)}</Tag> {number}
              </>
            ),
          },
          {
            key: 'do',
            align: 'right',
            render: (_, invoice) => (
              <Flex gap={8} justify="flex-end">
                {invoice.state === 'requested' && (
                  <Button size="small" type="primary" onClick={() => setDoing({ invoice, what: 'issue' })}>
                    {t('invoice.issue')}
                  </Button>
                )}
                {(invoice.state === 'requested' || invoice.state === 'issued') && (
                  <Button size="small" onClick={() => setDoing({ invoice, what: 'reject' })}>
                    {t(invoice.state === 'issued' ? 'invoice.voiding' : 'invoice.reject')}
                  </Button>
                )}
              </Flex>
            ),
          },
        ]}
      />
      {doing?.what === 'issue' && <Issue invoice={doing.invoice} onClose={() => setDoing(null)} />}
      {doing?.what === 'reject' && <Reject invoice={doing.invoice} onClose={() => setDoing(null)} />}
    </>
  );
}

function Issue({ invoice, onClose }: { invoice: CustomerInvoice; onClose: () => void }) {
  const { t } = useTranslation('paymentDesk');
  const { t: frame } = useTranslation('frame');
  const issue = useIssue(invoice.id);
  const [file, setFile] = useState<File>();
  const [form] = Form.useForm<{ number: string }>();
  return (
    <Modal
      open
      title={t('invoice.issueTitle', { amount: formatYuan(invoice.amountFen) })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('invoice.issue')}
      cancelText={frame('action.cancel')}
      confirmLoading={issue.isPending}
    >
      <p>
        {invoice.title} <span className="tabular">{invoice.uscc}</span>
      </p>
      <Refused error={issue.error} />
      <Form
        form={form}
        layout="vertical"
        onFinish={({ number }) => issue.mutate({ number, file }, { onSuccess: onClose })}
      >
        <Form.Item
          name="number"
          label={t('invoice.number')}
          rules={[{ required: true, pattern: /^\d{8,20}$/, message: t('invoice.badNumber') }]}
        >
          <Input inputMode="numeric" maxLength={20} />
        </Form.Item>
        <Form.Item label={t('invoice.file')}>
          <Upload
            accept="application/pdf"
            maxCount={1}
            beforeUpload={(chosen) => {
              setFile(chosen);
              return false;
            }}
            onRemove={() => setFile(undefined)}
          >
            <Button icon={<UploadOutlined />}>{t('invoice.pick')}</Button>
          </Upload>
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Reject({ invoice, onClose }: { invoice: CustomerInvoice; onClose: () => void }) {
  const { t } = useTranslation('paymentDesk');
  const { t: frame } = useTranslation('frame');
  const reject = useReject(invoice.id);
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal
      open
      title={t('invoice.rejectTitle')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t(invoice.state === 'issued' ? 'invoice.voiding' : 'invoice.reject')}
      okButtonProps={{ danger: true }}
      cancelText={frame('action.cancel')}
      confirmLoading={reject.isPending}
    >
      <p>{t('invoice.rejectHint')}</p>
      <Refused error={reject.error} />
      <Form form={form} layout="vertical" onFinish={(values) => reject.mutate(values, { onSuccess: onClose })}>
        <Form.Item
          name="reason"
          label={t('invoice.reason')}
          rules={[{ required: true, min: 2, message: t('refund.needReason') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
