import type { PayOrder } from '@sibai/contracts';
import { formatNumber, formatYuan, freshId, Nothing } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Button, Card, Flex } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { OrderLines } from './order-lines';
import { OrderPanel } from './order-panel';
import { PayChoice } from './pay-choice';
import styles from './payment.module.css';
import { checkout, useCreateOrder } from './payments';

/** The step of the way to a line: what the signed contract asks first, and how it is paid. */
export function PaymentPage() {
  const { t } = useTranslation('payment');
  const { data } = useSuspenseQuery(checkout);
  const create = useCreateOrder();
  // The same key for the same visit: a double click makes one order.
  const key = useRef(freshId());
  const [anew, setAnew] = useState(false);
  const [transfer, setTransfer] = useState(false);
  const order = anew && data.order?.state === 'closed' ? null : data.order;
  const { due, methods } = data;

  if (!order && !due)
    return (
      <Page title={t('pay.title')} lead={t('pay.lead')}>
        <Card>
          <Nothing text={t('pay.nothing')}>
            <p className={styles.note}>{t('pay.nothingHint')}</p>
            <Link to="/onboarding/contract">
              <Button type="primary">{t('pay.toContract')}</Button>
            </Link>
          </Nothing>
        </Card>
      </Page>
    );

  const what = order ?? due;
  const make = (): Promise<PayOrder> => create.mutateAsync({ kind: 'first', key: key.current });
  return (
    <Page title={t('pay.title')} lead={t(order?.state === 'paid' ? 'pay.leadDone' : 'pay.lead')}>
      <div className={styles.checkout}>
        <Card title={t('pay.forWhat')} extra={what?.number && formatNumber(what.number)}>
          <OrderLines lines={what?.lines ?? []} />
          <div className={styles.total}>
            <span>{t('pay.total')}</span>
            <span className={styles.amount}>{formatYuan(what?.amountFen ?? 0)}</span>
          </div>
        </Card>
        <Card title={order?.state === 'paid' ? null : t('pay.method')}>
          {order ? (
            <OrderPanel
              key={order.id}
              order={order}
              methods={methods}
              transfer={transfer}
              done={
                <Flex wrap justify="center" gap={8}>
                  <Link to="/onboarding/line">
                    <Button type="primary" size="large">
                      {t('done.next')}
                    </Button>
                  </Link>
                  <Link to="/billing?tab=invoices">
                    <Button size="large">{t('done.invoice')}</Button>
                  </Link>
                </Flex>
              }
              again={
                <Button type="primary" onClick={() => setAnew(true)}>
                  {t('closed.again')}
                </Button>
              }
            />
          ) : (
            // The order it makes has no state of its own here: the checkout is asked for again and shows it.
            <PayChoice
              amountFen={due?.amountFen ?? 0}
              methods={methods}
              order={make}
              onBank={() => setTransfer(true)}
            />
          )}
        </Card>
      </div>
    </Page>
  );
}
