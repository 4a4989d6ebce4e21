import { useEffect, useRef } from 'react';

import { steering } from './steering';
import styles from './steering.module.css';

/** How loud the call is: a bar that moves says that one hears, even before anybody speaks clearly. */
export function HeardLevel() {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      if (bar.current) bar.current.style.inlineSize = `${Math.round(100 * steering.heard())}%`;
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <span className={styles.level} aria-hidden>
      <span ref={bar} />
    </span>
  );
}
