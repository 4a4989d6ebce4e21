import { useTranslation } from 'react-i18next';

import styles from './first-call.module.css';

const STEPS = ['one', 'two', 'three'] as const;

/** How to place a first call with nothing but two browser tabs. */
export function FirstCall() {
  const { t } = useTranslation('home');
  return (
    <ol className={styles.steps}>
      {STEPS.map((step, at) => (
        <li key={step}>
          <span className={styles.number} aria-hidden>
            {at + 1}
          </span>
          <div>
            <strong>{t(`first.${step}.0`)}</strong>
            <p>{t(`first.${step}.1`)}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
