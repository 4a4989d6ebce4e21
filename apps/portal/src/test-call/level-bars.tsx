import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { testCaller } from './test-caller';
import styles from './test-call.module.css';

/** How loud each side is. Drawn past React: sixty times a second is no business of a component's state. */
export function LevelBars() {
  const { t } = useTranslation('testCall');
  const heard = useRef<HTMLSpanElement>(null);
  const said = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      const levels = testCaller.levels();
      if (heard.current) heard.current.style.transform = `scaleX(${levels.heard})`;
      if (said.current) said.current.style.transform = `scaleX(${levels.said})`;
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, []);

  return (
    <div className={styles.levels} aria-hidden>
      <span>{t('heard')}</span>
      <span className={styles.bar}>
        <span ref={heard} />
      </span>
      <span>{t('said')}</span>
      <span className={styles.bar}>
        <span ref={said} />
      </span>
    </div>
  );
}
