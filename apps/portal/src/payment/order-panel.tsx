import type { PayMethods, PayOrder } from '@sibai/contracts';
import { formatTime, formatYuan, Refused } from '@sibai/ui';
import { Alert, App, Button, Flex, Result, Spin, Typography } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { PayChoice } from './pay-choice';
import styles from './payment.module.css';
import { useCancel, useCheck, useStartAlipay } from './payments';

interface Props {
  readonly order: PayOrder;
  readonly methods: PayMethods;
  /** What can be done once it is paid. */
  readonly done: ReactNode;
  /** Makes another after this was closed. */
  readonly again?: ReactNode;
  /** The customer has said that it will transfer. */
  readonly transfer?: boolean;
}

/** An order, in the state it is in: to be paid, being waited for, paid, closed or paid back. */
export function OrderPanel({ order, methods, done, again, transfer = false }: Props) {
  const { t } = useTranslation('payment');
  const [way, setWay] = useState<'transfer' | 'choose' | null>(null);
  const bank = way === 'transfer' || (way === null && transfer);
  const amount = formatYuan(order.amountFen);

  switch (order.state) {
    case 'paid':
      return (
        <Result
          status="success"
          title={t('done.title')}
          subTitle={t('done.hint', {
            amount,
            method: t(`method.${order.paidMethod ?? 'balance'}`),
            time: formatTime(order.paidAt ?? order.createdAt, 'minute'),
          })}
          extra={done}
        />
      );
    case 'closed':
      return (
        <Result
          status="info"
          title={t('closed.title')}
          subTitle={
            <>
              {t(order.closeReason === 'cancelled' ? 'closed.cancelled' : 'closed.expired')}
              <br />
              {t('closed.hint')}
            </>
          }
          extra={again}
        />
      );
    case 'refunding':
      return <Result icon={<Spin size="large" />} title={t('refunding.title')} subTitle={t('refunding.hint')} />;
    case 'refunded':
      return (
        <Result
          status="info"
          title={t('refunded.title')}
          subTitle={t('refunded.hint', { amount, time: formatTime(order.refundedAt ?? order.createdAt, 'minute') })}
        />
      );
    case 'open':
    case 'paying': {
      const waiting = order.state === 'paying' && !bank && way === null;
      return (
        <>
          {waiting && <WaitForAlipay order={order} />}
          {bank && <TransferDetails order={order} methods={methods} />}
          {!waiting && !bank && (
            <PayChoice
              amountFen={order.amountFen}
              methods={methods}
              withoutBalance={order.kind === 'top_up'}
              order={() => Promise.resolve(order)}
              onBank={() => setWay('transfer')}
            />
          )}
          <Flex justify="space-between" wrap gap={8} style={{ marginBlockStart: 16 }}>
            {waiting || bank ? (
              <Button type="link" style={{ paddingInline: 0 }} onClick={() => setWay('choose')}>
                {t('pay.chooseAgain')}
              </Button>
            ) : (
              <span />
            )}
            <CancelOrder order={order} />
          </Flex>
          <p className={styles.note}>{t('wait.expires', { time: formatTime(order.expiresAt, 'minute') })}</p>
        </>
      );
    }
  }
}

function WaitForAlipay({ order }: { order: PayOrder }) {
  const { t } = useTranslation('payment');
  const check = useCheck();
  const start = useStartAlipay();
  const asked = useRef(false);
  const { mutate } = check;

  // Who comes back from Alipay has mostly paid: ask once instead of waiting for the notification.
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    mutate({ id: order.id });
  }, [mutate, order.id]);

  return (
    <div role="status" aria-live="polite">
      <Refused error={check.error ?? start.error} />
      <Result
        style={{ paddingBlock: 24 }}
        icon={<Spin size="large" />}
        title={t('wait.title')}
        subTitle={t('wait.hint')}
        extra={
          <Flex vertical gap={8}>
            <Button type="primary" loading={check.isPending} onClick={() => check.mutate({ id: order.id })}>
              {t('wait.check')}
            </Button>
            <Button
              loading={start.isPending}
              onClick={() => start.mutate({ id: order.id }, { onSuccess: ({ url }) => window.location.assign(url) })}
            >
              {t('wait.again')}
            </Button>
          </Flex>
        }
      />
    </div>
  );
}

function TransferDetails({ order, methods: { bank } }: { order: PayOrder; methods: PayMethods }) {
  const { t } = useTranslation('payment');
  const rows: readonly (readonly [string, string, boolean?])[] = [
    ...(bank
      ? ([
          [t('bank.payee'), bank.name],
          [t('bank.bank'), bank.bank],
          [t('bank.account'), bank.account],
        ] as const)
      : []),
    [t('bank.amount'), formatYuan(order.amountFen)],
    [t('bank.memo'), order.reference, true],
  ];
  return (
    <>
      <Typography.Title level={2} style={{ fontSize: 16, marginBlockStart: 0 }}>
        {t('bank.title')}
      </Typography.Title>
      <dl className={styles.transfer}>
        {rows.map(([label, value, strong]) => (
          <Row key={label} label={label} value={value} strong={strong ?? false} />
        ))}
      </dl>
      {!bank && <Alert type="warning" showIcon title={t('bank.ask')} style={{ marginBlockEnd: 12 }} />}
      <p className={styles.note}>{t('bank.hint')}</p>
    </>
  );
}

function Row({ label, value, strong }: { label: string; value: string; strong: boolean }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className={strong ? styles.code : undefined}>
        <Typography.Text copyable={{ text: value }}>{value}</Typography.Text>
      </dd>
    </>
  );
}

function CancelOrder({ order }: { order: PayOrder }) {
  const { t } = useTranslation('payment');
  const { t: frame } = useTranslation('frame');
  const { modal } = App.useApp();
  const cancel = useCancel();
  if (order.kind === 'bill' || order.kind === 'renewal') return null;
  return (
    <Button
      type="text"
      loading={cancel.isPending}
      onClick={() =>
        void modal.confirm({
          title: t('pay.cancelQuestion'),
          content: t('pay.cancelHint'),
          okText: t('pay.cancel'),
          okButtonProps: { danger: true },
          cancelText: frame('action.back'),
          onOk: () => cancel.mutateAsync({ id: order.id }),
        })
      }
    >
      {t('pay.cancel')}
    </Button>
  );
}
