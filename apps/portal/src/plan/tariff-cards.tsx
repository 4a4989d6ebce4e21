import { CheckOutlined } from '@ant-design/icons';
import type { TariffTerms } from '@sibai/billing';
import type { Tariff } from '@sibai/contracts';
import { formatYuan } from '@sibai/ui';
import { Button, Tag } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import styles from './plan.module.css';

interface Props {
  readonly tariffs: readonly Tariff[];
  readonly chosen?: string | undefined;
  readonly action: string;
  readonly onChoose: (tariff: Tariff) => void;
}

/** The price list, a card for each tariff. */
export function TariffCards({ tariffs, chosen, action, onChoose }: Props) {
  const { t, i18n } = useTranslation('plan');
  const en = i18n.language === 'en';
  return (
    <ul className={styles.tariffs}>
      {tariffs.map((tariff) => {
        const { terms } = tariff;
        const isChosen = tariff.id === chosen;
        return (
          <li key={tariff.id} data-chosen={isChosen}>
            <header>
              <strong>{en ? terms.name.en : terms.name.zh}</strong>
              <Tag>{t(`access.${terms.access}`)}</Tag>
            </header>
            <p>{en ? terms.summary.en : terms.summary.zh}</p>
            <div className={styles.price}>
              <strong>{formatYuan(terms.baseFen)}</strong>
              <span>{t('tariff.aMonth')}</span>
            </div>
            <ul>
              {factsOf(terms, t).map((fact) => (
                <li key={fact}>
                  <CheckOutlined />
                  {fact}
                </li>
              ))}
            </ul>
            <Button block type={isChosen ? 'primary' : 'default'} onClick={() => onChoose(tariff)}>
              {isChosen ? t('tariff.chosen') : action}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

const yuanOfLi = (li: number): string => `¥${(li / 1000).toFixed(3).replace(/0$/, '')}`;

function factsOf(terms: TariffTerms, t: TFunction<'plan'>): string[] {
  const [first, ...more] = terms.minutePrices;
  const { concurrency, seats, addOns } = terms;
  const included = Object.entries(addOns).flatMap(([name, fen]) => (fen === 0 ? [t(`item.${name as 'ivr'}`)] : []));
  const facts: readonly (string | false | undefined)[] = [
    terms.includedMinutes > 0 && t('tariff.minutes', { minutes: terms.includedMinutes.toLocaleString() }),
    first && t('tariff.perMinute', { price: yuanOfLi(first.li) }),
    ...more.map(({ fromMinute, li }) => t('tariff.tier', { from: fromMinute.toLocaleString(), price: yuanOfLi(li) })),
    t('tariff.concurrency', {
      count: concurrency.included,
      max: concurrency.max,
      each: formatYuan(concurrency.fenEach),
    }),
    t('tariff.seats', { count: seats.included, each: formatYuan(seats.fenEach) }),
    included.length > 0 && t('tariff.included', { names: included.join('、') }),
    terms.floorFen > 0 && t('tariff.floor', { floor: formatYuan(terms.floorFen) }),
    terms.setupFen > 0 && t('tariff.setup', { fee: formatYuan(terms.setupFen) }),
    terms.periods.includes('year') && terms.yearMonths < 12 && t('tariff.year', { months: terms.yearMonths }),
  ];
  return facts.filter((fact) => typeof fact === 'string');
}
