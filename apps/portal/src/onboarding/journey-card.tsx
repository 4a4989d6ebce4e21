import { useQuery } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { journey, stepPath } from './journey';
import styles from './journey.module.css';

/** On the first page of an enterprise whose line is not live: how far it is, and where to go on. */
export function JourneyCard() {
  const { t } = useTranslation('onboarding');
  const { data } = useQuery(journey);
  if (!data || data.live) return null;
  const done = data.steps.filter(({ state }) => state === 'done').length;
  return (
    <section className={styles.card} aria-label={t('title')}>
      <div>
        <strong>{t('title')}</strong>
        <Progress percent={Math.round((done / data.steps.length) * 100)} showInfo={false} />
        {data.next ? t('cardNext', { step: t(`step.${data.next}`) }) : t('cardWait')}
      </div>
      <Link to={data.next ? stepPath(data.next) : '/onboarding'}>
        <Button type="primary" size="large">
          {data.next ? t('go') : t('look')}
        </Button>
      </Link>
    </section>
  );
}
