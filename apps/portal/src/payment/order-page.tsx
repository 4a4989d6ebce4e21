import { formatTime, formatYuan } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { Page } from '../frame/page';
import { OrderLines } from './order-lines';
import { OrderPanel } from './order-panel';
import styles from './payment.module.css';
import { billing, order } from './payments';

/** One order: a top-up, a bill or a renewal, and how it stands. */
export function OrderPage() {
  const { t } = useTranslation('payment');
  const { id = '' } = useParams();
  const { data } = useSuspenseQuery(order(id));
  const { methods } = useSuspenseQuery(billing).data;
  return (
    <Page
      title={t('order.title', { kind: t(`kind.${data.kind}`) })}
      lead={t('order.lead', { reference: data.reference, time: formatTime(data.createdAt, 'minute') })}
    >
      <div className={styles.checkout}>
        <Card title={t('pay.forWhat')}>
          {data.lines.length > 0 ? <OrderLines lines={data.lines} /> : t(`kind.${data.kind}`)}
          <div className={styles.total}>
            <span>{t('pay.total')}</span>
            <span className={styles.amount}>{formatYuan(data.amountFen)}</span>
          </div>
        </Card>
        <Card>
          <OrderPanel
            order={data}
            methods={methods}
            done={
              <Link to="/billing">
                <Button type="primary">{t('done.back')}</Button>
              </Link>
            }
            again={
              <Link to="/billing">
                <Button>{t('done.back')}</Button>
              </Link>
            }
          />
        </Card>
      </div>
    </Page>
  );
}
