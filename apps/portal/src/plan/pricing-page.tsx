import { Failure, Loading, useTitle } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { Calculator } from './calculator';
import styles from './plan.module.css';
import { tariffs } from './plans';
import { TariffCards } from './tariff-cards';

/** The price list for everybody, and the calculator. */
export function PricingPage() {
  const { t } = useTranslation('plan');
  const go = useNavigate();
  const offered = useQuery(tariffs);
  useTitle(t('pricing.title'));
  const start = () => void go('/sign-up');
  if (offered.isPending) return <Loading />;
  if (offered.isError) return <Failure error={offered.error} onRetry={() => void offered.refetch()} />;
  return (
    <>
      <header className={styles.head}>
        <h1>{t('pricing.title')}</h1>
        <p>{t('pricing.lead')}</p>
      </header>
      <TariffCards tariffs={offered.data} action={t('pricing.start')} onChoose={start} />
      <section aria-labelledby="calculator" className={styles.block}>
        <h2 id="calculator">{t('calculator.title')}</h2>
        <p>{t('calculator.lead')}</p>
        <Calculator tariffs={offered.data} numberFen={0} />
      </section>
    </>
  );
}
