import { WarningOutlined } from '@ant-design/icons';
import type { ContractFacts } from '@sibai/contracts';
import { formatYuan, PhoneNumber } from '@sibai/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './contract.module.css';

const NOTICES = ['inbound', 'early', 'arrears', 'recording'] as const;
/** 厘 as yuan a minute. */
const perMinute = (li: number): string => `¥${(li / 1000).toFixed(3).replace(/0$/, '')}`;

/** What the contract says, in plain words; the text itself is below. */
export function KeyFacts({ facts }: { facts: ContractFacts }) {
  const { t, i18n } = useTranslation('contract');
  const { customer, provider, quote, tariff } = facts;
  const price = perMinute(facts.minutePrices[0]?.li ?? 0);
  const rows: [string, ReactNode][] = [
    [t('facts.customer'), customer.name],
    [t('facts.provider'), provider.name],
    [t('facts.number'), <PhoneNumber key="number" number={facts.number} />],
    [
      t('facts.plan'),
      t('facts.planSays', {
        name: i18n.language === 'en' ? tariff.en : tariff.zh,
        concurrency: facts.concurrency,
        seats: facts.seats,
      }),
    ],
    [
      t('facts.pay'),
      t(`facts.${facts.period}`, {
        first: formatYuan(quote.firstPaymentFen),
        monthly: formatYuan(quote.monthlyFen),
      }),
    ],
    [
      t('facts.minutes'),
      <>
        {facts.includedMinutes > 0
          ? t('facts.minutesIncluded', { minutes: facts.includedMinutes.toLocaleString(i18n.language), price })
          : t('facts.minutesAll', { price })}
        {facts.floorFen > 0 && <small>{t('facts.floor', { floor: formatYuan(facts.floorFen) })}</small>}
      </>,
    ],
    [t('facts.term'), t('facts.months', { months: facts.minimumMonths })],
    [t('facts.signer'), `${customer.signer} ${customer.mobile}`],
  ];
  return (
    <section className={styles.facts} aria-label={t('facts.title')}>
      <dl>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.notices}>
        <strong>
          <WarningOutlined /> {t('facts.notice')}
        </strong>
        <ul>
          {NOTICES.map((name) => (
            <li key={name}>{t(`facts.notices.${name}`)}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}
