import { UploadOutlined } from '@ant-design/icons';
import type { BankLine, MatchSuggestion, Statement } from '@sibai/contracts';
import { formatTime, formatYuan, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Card, Flex, Form, Input, Modal, Segmented, Tag, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { bankLines, useIgnore, useMatch, useUpload } from './desk';
import styles from './desk.module.css';

const STATES = ['open', 'matched', 'ignored'] as const;

export function BankTab() {
  const { t } = useTranslation('paymentDesk');
  const [state, setState] = useState<BankLine['state']>('open');
  const query = useQuery(bankLines(state));
  return (
    <>
      <UploadStatement />
      <Segmented
        value={state}
        onChange={setState}
        options={STATES.map((value) => ({ value, label: t(`bank.${value}`) }))}
        style={{ marginBlockEnd: 12 }}
      />
      <QueryTable<BankLine>
        query={query}
        empty={t('bank.empty')}
        columns={[
          {
            title: t('bank.date'),
            dataIndex: 'date',
            render: (date: string) => <span className="tabular">{date}</span>,
          },
          {
            title: t('amount'),
            dataIndex: 'amountFen',
            align: 'right',
            render: (fen: number) => <strong className="tabular">{formatYuan(fen)}</strong>,
          },
          {
            title: t('bank.payer'),
            dataIndex: 'payer',
            render: (payer: string, { payerAccount }) => (
              <>
                {payer || '—'}
                <br />
                <small className="tabular" style={{ color: 'var(--ant-color-text-description)' }}>
                  {payerAccount}
                </small>
              </>
            ),
          },
          { title: t('bank.memo'), dataIndex: 'memo', render: (memo: string) => memo || '—' },
          state === 'open'
            ? { title: t('bank.suggestion'), key: 'do', render: (_, line) => <Suggestions line={line} /> }
            : {
                title: t('bank.by'),
                key: 'by',
                render: (_, { reference, settledBy, settledAt, reason }) => (
                  <>
                    {reference && <code>{reference}</code>} {settledBy === 'auto' ? t('bank.auto') : settledBy}{' '}
                    {settledAt && formatTime(settledAt, 'minute')} {reason}
                  </>
                ),
              },
        ]}
      />
    </>
  );
}

function UploadStatement() {
  const { t } = useTranslation('paymentDesk');
  const upload = useUpload();
  return (
    <Card style={{ marginBlockEnd: 16 }}>
      <Refused error={upload.error} />
      <Flex wrap gap={12} align="center">
        <Upload
          accept=".csv,.txt,text/csv"
          showUploadList={false}
          beforeUpload={(file) => {
            upload.mutate(file);
            return false;
          }}
        >
          <Button type="primary" icon={<UploadOutlined />} loading={upload.isPending}>
            {t('bank.upload')}
          </Button>
        </Upload>
        <span style={{ flex: '1 1 240px', color: 'var(--ant-color-text-description)' }}>{t('bank.hint')}</span>
      </Flex>
      {upload.data && <Read statement={upload.data} />}
    </Card>
  );
}

function Read({ statement: { lines, matched, open, known, bad } }: { statement: Statement }) {
  const { t } = useTranslation('paymentDesk');
  const rows = bad.slice(0, 20).map(({ row }) => row);
  return (
    <Alert
      style={{ marginBlockStart: 12 }}
      type={bad.length > 0 ? 'warning' : 'success'}
      showIcon
      title={t('bank.done', { lines, matched, open, known })}
      description={bad.length > 0 && t('bank.bad', { count: bad.length, rows: rows.join(', ') })}
    />
  );
}

function Suggestions({ line }: { line: BankLine }) {
  const { t } = useTranslation('paymentDesk');
  const { modal } = App.useApp();
  const match = useMatch(line.id);
  const [asking, setAsking] = useState<'other' | 'ignore' | null>(null);
  const confirm = ({ reference, customer, amountFen }: MatchSuggestion) =>
    void modal.confirm({
      title: t('bank.matchTitle', { amount: formatYuan(line.amountFen) }),
      content: (
        <>
          <p>{t('bank.matchHint', { payer: line.payer, reference, customer, due: formatYuan(amountFen) })}</p>
          {amountFen !== line.amountFen && (
            <Alert
              type="warning"
              showIcon
              title={t('bank.differs', { less: line.amountFen < amountFen ? t('bank.less') : '' })}
            />
          )}
        </>
      ),
      okText: t('bank.match'),
      onOk: () => match.mutateAsync({ reference }),
    });
  return (
    <>
      <Refused error={match.error} />
      {line.suggestions.map((suggestion) => (
        <div key={suggestion.orderId} className={styles.suggestion}>
          <Button size="small" onClick={() => confirm(suggestion)}>
            {t('bank.match')}
          </Button>
          <span>
            {suggestion.customer} · <span className="tabular">{formatYuan(suggestion.amountFen)}</span>
          </span>
          {suggestion.why.map((why) => (
            <Tag key={why} color={why === 'reference' ? 'blue' : 'default'} style={{ marginInlineEnd: 0 }}>
              {t(`bank.why.${why}`)}
            </Tag>
          ))}
        </div>
      ))}
      {line.suggestions.length === 0 && (
        <div style={{ color: 'var(--ant-color-text-description)' }}>{t('bank.none')}</div>
      )}
      <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => setAsking('other')}>
        {t('bank.other')}
      </Button>
      <Button type="link" size="small" onClick={() => setAsking('ignore')}>
        {t('bank.ignore')}
      </Button>
      {asking === 'other' && <Other line={line} onClose={() => setAsking(null)} />}
      {asking === 'ignore' && <Ignore line={line} onClose={() => setAsking(null)} />}
    </>
  );
}

function Other({ line, onClose }: { line: BankLine; onClose: () => void }) {
  const { t } = useTranslation('paymentDesk');
  const match = useMatch(line.id);
  const [form] = Form.useForm<{ reference: string }>();
  return (
    <Modal
      open
      title={t('bank.otherTitle')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('bank.match')}
      confirmLoading={match.isPending}
    >
      <Refused error={match.error} />
      <Form form={form} layout="vertical" onFinish={(values) => match.mutate(values, { onSuccess: onClose })}>
        <Form.Item
          name="reference"
          label={t('bank.otherLabel')}
          rules={[{ required: true, message: t('bank.otherLabel') }]}
        >
          <Input />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Ignore({ line, onClose }: { line: BankLine; onClose: () => void }) {
  const { t } = useTranslation('paymentDesk');
  const ignore = useIgnore(line.id);
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal
      open
      title={t('bank.ignoreTitle')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('bank.ignore')}
      confirmLoading={ignore.isPending}
    >
      <Refused error={ignore.error} />
      <Form form={form} layout="vertical" onFinish={(values) => ignore.mutate(values, { onSuccess: onClose })}>
        <Form.Item
          name="reason"
          label={t('bank.ignoreReason')}
          rules={[{ required: true, min: 2, message: t('refund.needReason') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
