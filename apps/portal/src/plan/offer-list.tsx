import { CheckCircleFilled } from '@ant-design/icons';
import type { Tariff } from '@sibai/contracts';
import { formatYuan, Nothing } from '@sibai/ui';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './plan.module.css';
import type { Need, Offer } from './traffic';

interface Props {
  readonly offers: readonly Offer[];
  readonly all: readonly Tariff[];
  readonly need: Need;
  readonly onTake?: (offer: Offer) => void;
}

/** The tariffs that can carry a traffic, cheapest first, with the reason; the others with theirs. */
export function OfferList({ offers, all, need, onTake }: Props) {
  const { t, i18n } = useTranslation('plan');
  const name = ({ terms }: Tariff) => (i18n.language === 'en' ? terms.name.en : terms.name.zh);
  const [best, second] = offers;
  const left = all.filter((tariff) => !offers.some((offer) => offer.tariff.id === tariff.id));
  if (!best) return <Nothing text={t('offer.none', { concurrency: need.concurrency, agents: need.agents })} />;
  return (
    <ol className={styles.offers}>
      {offers.map((offer) => (
        <li key={offer.tariff.id} data-cheapest={offer.cheapest}>
          <div>
            <strong>{name(offer.tariff)}</strong>
            {offer.cheapest && (
              <Tag color="success" icon={<CheckCircleFilled />}>
                {t('offer.cheapest')}
              </Tag>
            )}
            <small>
              {t(offer.tariff.terms.access === 'sip_trunk' ? 'offer.partsOwn' : 'offer.parts', {
                fees: formatYuan(offer.feesFen),
                minutes: formatYuan(offer.minutesFen),
              })}
              {offer.cheapest &&
                second &&
                ` ${t('offer.saves', { name: name(second.tariff), amount: formatYuan(second.yearFen - offer.yearFen) })}`}
            </small>
          </div>
          <span className={styles.yearly}>
            <strong className="tabular">{formatYuan(offer.yearFen)}</strong>
            <small>{t('offer.aYear')}</small>
          </span>
          {onTake && (
            <Button type={offer.cheapest ? 'primary' : 'default'} onClick={() => onTake(offer)}>
              {t('offer.take')}
            </Button>
          )}
        </li>
      ))}
      {left.length > 0 && (
        <li className={styles.leftOut}>{t('offer.leftOut', { names: left.map(name).join('、') })}</li>
      )}
    </ol>
  );
}
