import { useTranslation } from 'react-i18next';

import styles from './review.module.css';

const MINUTE = 60_000;
/** From 9:00 to 18:00. */
const WORKING_DAY = 9 * 60 * MINUTE;
const SOON = 2 * 60 * MINUTE;

/** How much of the promised working time is left. */
export function ServiceClock({ workingMsLeft }: { workingMsLeft: number | null }) {
  const { t } = useTranslation('review');
  if (workingMsLeft === null) return <>—</>;
  const ms = Math.abs(workingMsLeft);
  const minutes = Math.floor(ms / MINUTE);
  const days = ms / WORKING_DAY;
  const time =
    days >= 1.1
      ? t('workingDays', { d: days.toFixed(1) })
      : minutes >= 60
        ? t('hours', { h: Math.floor(minutes / 60), m: minutes % 60 })
        : t('minutes', { m: minutes });
  const tone = workingMsLeft < 0 ? 'late' : workingMsLeft < SOON ? 'soon' : 'good';
  return (
    <span className={styles.clock} data-tone={tone}>
      {workingMsLeft < 0 ? t('overdueBy', { time }) : t('left', { time })}
    </span>
  );
}
