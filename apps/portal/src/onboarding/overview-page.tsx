import { ArrowRightOutlined } from '@ant-design/icons';
import type { Journey } from '@sibai/contracts';
import { formatTime, language, PhoneNumber } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { journey, stepPath } from './journey';
import { STATE_ICONS } from './journey-steps';
import styles from './journey.module.css';

/** The whole way on one page: what is done, what is missing, what happens next and how long that takes. */
export function OverviewPage() {
  const { t } = useTranslation('onboarding');
  const { data } = useSuspenseQuery(journey);
  return (
    <Page title={t('title')} lead={t('lead')}>
      {data.live && data.number && <Live number={data.number} />}
      <ol className={styles.cards}>
        {data.steps.map((entry) => (
          <StepCard key={entry.step} entry={entry} isNext={entry.step === data.next} live={data.live} />
        ))}
      </ol>
    </Page>
  );
}

function Live({ number }: { number: string }) {
  const { t } = useTranslation('onboarding');
  return (
    <section className={styles.end} aria-label={t('live.title')}>
      <div>
        <strong>
          <PhoneNumber number={number} /> {t('live.title')}
        </strong>
        {t('live.lead')}
      </div>
      <Link to="/test-call">
        <Button type="primary" size="large">
          {t('live.call')}
        </Button>
      </Link>
    </section>
  );
}

type Entry = Journey['steps'][number];

interface StepCardProps {
  readonly entry: Entry;
  readonly isNext: boolean;
  readonly live: boolean;
}

function StepCard({ entry: { step, state, needs, until }, isNext, live }: StepCardProps) {
  const { t, i18n } = useTranslation('onboarding');
  const names = needs.map((other) => t(`step.${other}`));
  const missing = new Intl.ListFormat(i18n.language).format(names);
  const canOpen = state !== 'todo' && step !== 'account';
  const sentence =
    state === 'todo'
      ? t('needs', { missing })
      : state === 'waiting'
        ? t(`waiting.${step === 'payment' ? 'payment' : 'verification'}`)
        : state === 'done' && live && (step === 'number' || step === 'plan')
          ? t(`about.${step}.live`)
          : t(`about.${step}.${state === 'done' ? 'done' : 'todo'}`);
  return (
    <li data-next={isNext}>
      {STATE_ICONS[state]}
      <div>
        <strong>{t(`step.${step}`)}</strong>
        <p>
          {sentence}
          {until && ` ${t('until', { time: formatTime(until, 'minute', language()) })}`}
        </p>
      </div>
      {canOpen && (
        <Link to={stepPath(step)}>
          <Button
            type={isNext ? 'primary' : 'default'}
            {...(isNext && { icon: <ArrowRightOutlined />, iconPlacement: 'end' as const })}
          >
            {isNext ? t('go') : state === 'now' ? t('begin') : t('look')}
          </Button>
        </Link>
      )}
    </li>
  );
}
