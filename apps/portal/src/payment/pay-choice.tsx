import { AlipayCircleFilled, BankOutlined, WalletOutlined } from '@ant-design/icons';
import type { PayMethod } from '@sibai/billing';
import type { PayMethods, PayOrder } from '@sibai/contracts';
import { formatYuan, Refused } from '@sibai/ui';
import { Button, Radio, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './payment.module.css';
import { usePayFromBalance, useStartAlipay } from './payments';

interface Props {
  readonly amountFen: number;
  readonly methods: PayMethods;
  /** A balance cannot fill itself. */
  readonly withoutBalance?: boolean;
  /** The order to pay: the one there is, or made now. */
  readonly order: () => Promise<PayOrder>;
  /** The customer transfers: the details are to be shown. */
  readonly onBank: (order: PayOrder) => void;
}

/** How an amount is to be paid, and the button that begins it. */
export function PayChoice({ amountFen, methods, withoutBalance = false, order, onBank }: Props) {
  const { t } = useTranslation('payment');
  const enough = !withoutBalance && methods.balanceFen >= amountFen;
  const [method, setMethod] = useState<PayMethod>(enough ? 'balance' : methods.alipay ? 'alipay' : 'bank');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const alipay = useStartAlipay();
  const balance = usePayFromBalance();

  const pay = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const { id, state, ...rest } = await order();
      if (state === 'paid') return;
      if (method === 'bank') onBank({ id, state, ...rest });
      else if (method === 'balance') await balance.mutateAsync({ id });
      else window.location.assign((await alipay.mutateAsync({ id })).url);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };

  const amount = formatYuan(amountFen);
  const submit =
    amountFen === 0 ? 'nothingToPay' : ({ alipay: 'submit', balance: 'byBalance', bank: 'byBank' } as const)[method];
  const low = { amount: formatYuan(methods.balanceFen), missing: formatYuan(amountFen - methods.balanceFen) };
  return (
    <>
      <Refused error={error} />
      {amountFen > 0 && (
        <Radio.Group
          value={method}
          onChange={({ target }) => setMethod(target.value as PayMethod)}
          className={styles.methods ?? ''}
          aria-label={t('pay.method')}
        >
          {methods.alipay && (
            <Choice
              value="alipay"
              icon={<AlipayCircleFilled style={{ color: '#1677ff' }} />}
              title={t('method.alipay')}
              tag={methods.alipay.sandbox && <Tag color="orange">{t('method.sandbox')}</Tag>}
              hint={t(methods.alipay.sandbox ? 'method.sandboxHint' : 'method.alipayHint')}
            />
          )}
          <Choice value="bank" icon={<BankOutlined />} title={t('method.bank')} hint={t('method.bankHint')} />
          {!withoutBalance && (
            <Choice
              value="balance"
              icon={<WalletOutlined />}
              title={t('method.balance')}
              hint={enough ? t('method.balanceHint', low) : t('method.balanceLow', low)}
              disabled={!enough}
            />
          )}
        </Radio.Group>
      )}
      <Button type="primary" size="large" block loading={busy} onClick={() => void pay()}>
        {t(`pay.${submit}`, { amount })}
      </Button>
    </>
  );
}

interface ChoiceProps {
  readonly value: PayMethod;
  readonly icon: ReactNode;
  readonly title: string;
  readonly hint: string;
  readonly tag?: ReactNode;
  readonly disabled?: boolean;
}

function Choice({ value, icon, title, hint, tag, disabled = false }: ChoiceProps) {
  return (
    <label className={styles.method}>
      <Radio value={value} disabled={disabled} />
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <span>
        <strong>
          {title} {tag}
        </strong>
        <small>{hint}</small>
      </span>
    </label>
  );
}
