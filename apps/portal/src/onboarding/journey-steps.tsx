import {
  CheckCircleFilled,
  ClockCircleOutlined,
  ExclamationCircleFilled,
  MinusCircleOutlined,
  RightCircleFilled,
} from '@ant-design/icons';
import type { Journey, OnboardingStep, StepState } from '@sibai/contracts';
import { Progress } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { stepPath } from './journey';
import styles from './journey.module.css';

export const STATE_ICONS: Readonly<Record<StepState, ReactNode>> = {
  done: <CheckCircleFilled style={{ color: 'var(--ant-color-success)' }} />,
  now: <RightCircleFilled style={{ color: 'var(--ant-color-primary)' }} />,
  waiting: <ClockCircleOutlined style={{ color: 'var(--ant-color-warning)' }} />,
  attention: <ExclamationCircleFilled style={{ color: 'var(--ant-color-error)' }} />,
  todo: <MinusCircleOutlined style={{ color: 'var(--ant-color-text-quaternary)' }} />,
};

/** All steps with their states; each leads to its page. On narrow screens one line, which opens. */
export function JourneySteps({ journey, open }: { journey: Journey; open: OnboardingStep | null }) {
  const { t } = useTranslation('onboarding');
  const done = journey.steps.filter(({ state }) => state === 'done').length;
  const list = (
    <ol className={styles.steps}>
      {journey.steps.map(({ step, state }) => (
        <li key={step} data-state={state}>
          <Link to={stepPath(step)} aria-current={step === open ? 'step' : undefined}>
            {STATE_ICONS[state]}
            <span>
              <strong>{t(`step.${step}`)}</strong>
              <small>{t(`state.${state}`)}</small>
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
  const progress = (
    <>
      <Link to="/onboarding">{t('progress', { done, all: journey.steps.length })}</Link>
      <Progress percent={Math.round((done / journey.steps.length) * 100)} showInfo={false} size="small" />
    </>
  );
  return (
    <nav className={styles.nav} aria-label={t('title')}>
      <div className={styles.wide}>
        {progress}
        {list}
      </div>
      <details className={styles.narrow}>
        <summary>
          <strong>{open ? t(`step.${open}`) : t('title')}</strong>
          <span>{t('progress', { done, all: journey.steps.length })}</span>
        </summary>
        {list}
      </details>
    </nav>
  );
}
