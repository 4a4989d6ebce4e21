import { formatNumber } from '@sibai/ui';

import styles from './number.module.css';

interface Props {
  readonly number: string;
  readonly marked?: readonly number[];
  /** As large as the text around it. */
  readonly small?: boolean;
}

/** A 400 number as people write it, with some of its ten digits marked. */
export function Digits({ number, marked = [], small = false }: Props) {
  const marks = new Set(marked);
  const groups = [number.slice(0, 3), number.slice(3, 6), number.slice(6)];
  let at = 0;
  return (
    <span className={`${styles.digits} ${small ? styles.small : ''}`} aria-label={formatNumber(number)} role="img">
      {groups.map((group, i) => (
        <span key={i} aria-hidden>
          {[...group].map((digit) => {
            const index = at++;
            return (
              <span key={index} className={marks.has(index) ? styles.marked : undefined}>
                {digit}
              </span>
            );
          })}
        </span>
      ))}
    </span>
  );
}
