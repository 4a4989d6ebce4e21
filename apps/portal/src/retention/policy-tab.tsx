import { checkDays } from '@sibai/compliance';
import type { ChooseRetention, RetentionOverview } from '@sibai/contracts';
import { Failure, formatTime, language, Loading, Nothing } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, InputNumber, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { overview, useChoose } from './retention';
import styles from './retention.module.css';

type Rule = NonNullable<RetentionOverview['rule']>;

/** The term of the trade with its law, and what was chosen within it. */
export function PolicyTab() {
  const { t } = useTranslation('retention');
  const query = useQuery(overview);
  const [open, setOpen] = useState(false);
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const { rule, days, history } = query.data;
  if (!rule || days === null) return <Alert type="info" showIcon title={t('noIndustry')} />;
  return (
    <>
      <Card>
        <div className={styles.term}>
          <div>
            <span>{t('policy.current')}</span>
            <div className={`${styles.days} tabular`}>
              <Days days={days} />
            </div>
          </div>
          <span className={styles.sub} style={{ margin: 0 }}>
            {t('policy.says')}
          </span>
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('policy.change')}
          </Button>
        </div>
        <dl className={styles.facts}>
          <dt>{t('policy.trade')}</dt>
          <dd>
            {language() === 'en' ? rule.en : rule.zh}
            <small>{rule.note}</small>
          </dd>
          <dt>{t('policy.min')}</dt>
          <dd>
            <Days days={rule.minDays} />
            <small>{rule.minLaw}</small>
          </dd>
          <dt>{t('policy.max')}</dt>
          <dd>
            <Days days={rule.maxDays} />
            <small>{rule.maxLaw}</small>
          </dd>
          <dt>{t('policy.byDefault')}</dt>
          <dd>
            <Days days={rule.defaultDays} />
          </dd>
        </dl>
      </Card>
      <h2 className={styles.heading}>{t('policy.history')}</h2>
      <Card styles={{ body: { padding: 0 } }}>
        <Table
          rowKey="id"
          size="middle"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={history}
          locale={{ emptyText: <Nothing text={t('policy.none')} /> }}
          columns={[
            { title: t('policy.at'), dataIndex: 'at', render: (at: string) => formatTime(at, 'full', language()) },
            { title: t('policy.days'), dataIndex: 'days', render: (chosen: number) => <Days days={chosen} /> },
            { title: t('policy.by'), dataIndex: 'by' },
            { title: t('policy.reason'), dataIndex: 'reason' },
          ]}
        />
      </Card>
      <ChooseForm rule={rule} days={days} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

export function Days({ days }: { days: number }) {
  const { t } = useTranslation('retention');
  if (days < 365) return <>{t('days', { days })}</>;
  return <>{t('daysYears', { days, years: Math.round(days / 36.525) / 10 })}</>;
}

interface ChooseProps {
  readonly rule: Rule;
  readonly days: number;
  readonly open: boolean;
  readonly onClose: () => void;
}

function ChooseForm({ rule, days, open, onClose }: ChooseProps) {
  const { t } = useTranslation('retention');
  const { t: frame } = useTranslation('frame');
  const choose = useChoose();
  const within = (typed?: number | null): Promise<void> => {
    if (typeof typed !== 'number') return Promise.reject(new Error(frame('required')));
    const verdict = checkDays(rule.name, typed);
    if (verdict.kind === 'allowed') return Promise.resolve();
    const facts = { days: verdict.limit, law: verdict.law };
    return Promise.reject(new Error(t(verdict.kind === 'too_short' ? 'policy.tooShort' : 'policy.tooLong', facts)));
  };
  return (
    <FormModal<ChooseRetention>
      title={t('policy.change')}
      open={open}
      initial={{ days }}
      save={choose}
      onClose={onClose}
    >
      <Form.Item
        name="days"
        label={t('policy.days')}
        extra={t('policy.range', { min: rule.minDays, max: rule.maxDays })}
        rules={[{ validator: (_rule, typed?: number | null) => within(typed) }]}
      >
        <InputNumber precision={0} style={{ width: 160 }} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('policy.reason')}
        extra={t('policy.reasonHint')}
        rules={[{ required: true, whitespace: true, min: 2, max: 300, message: frame('required') }]}
      >
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormModal>
  );
}
