import { formatNumber, formatTime, formatYuan, freshId, Refused } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { Page } from '../frame/page';
import { BillTag } from './billing-page';
import { BillLines } from './order-lines';
import styles from './payment.module.css';
import { bill, useCreateOrder } from './payments';

/** A bill, of a month or the last one of a number: its lines, each of which leads to its calls, and the way to pay it. */
export function BillPage() {
  const { t } = useTranslation('payment');
  const { id = '' } = useParams();
  const go = useNavigate();
  const { data } = useSuspenseQuery(bill(id));
  const create = useCreateOrder();
  const pay = () =>
    create.mutate(
      { kind: 'bill', key: freshId(), billId: id },
      { onSuccess: (order) => void go(`/billing/orders/${order.id}`) },
    );
  return (
    <Page
      title={
        data.number
          ? t('bill.last', { month: data.month, number: formatNumber(data.number) })
          : t('bill.title', { month: data.month })
      }
      lead={
        <>
          {t('bill.lead', { issued: formatTime(data.issuedAt, 'date'), due: formatTime(data.dueAt, 'date') })}{' '}
          <BillTag bill={data} />
        </>
      }
      extra={
        data.state === 'due' && (
          <Button type="primary" loading={create.isPending} onClick={pay}>
            {t('billing.payBill')} {formatYuan(data.totalFen)}
          </Button>
        )
      }
    >
      <Refused error={create.error} />
      <Card styles={{ body: { padding: 0 } }}>
        <BillLines lines={data.lines} />
        <div className={styles.total} style={{ padding: 16 }}>
          <span>{t('bill.total')}</span>
          <span className={styles.amount}>{formatYuan(data.totalFen)}</span>
        </div>
      </Card>
    </Page>
  );
}
