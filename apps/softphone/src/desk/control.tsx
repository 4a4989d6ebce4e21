import { Button } from 'antd';
import type { ReactNode } from 'react';

import styles from './desk.module.css';

interface Props {
  readonly label: string;
  readonly icon: ReactNode;
  /** Absent where something around the button opens on a click. */
  readonly onClick?: () => void;
  readonly shortcut?: string;
  readonly on?: boolean;
  readonly danger?: boolean;
  readonly disabled?: boolean;
}

/** A round button with its name below. */
export function Control({ label, icon, onClick, shortcut, on, danger, disabled }: Props) {
  return (
    <div className={styles.control}>
      <Button
        shape="circle"
        size="large"
        className={styles.round ?? ''}
        type={on || danger ? 'primary' : 'default'}
        danger={danger ?? false}
        disabled={disabled ?? false}
        aria-label={label}
        {...(on !== undefined && { 'aria-pressed': on })}
        icon={icon}
        {...(onClick && { onClick })}
      />
      <span aria-hidden>{label}</span>
      {shortcut && (
        <kbd className={styles.key} aria-hidden>
          {shortcut}
        </kbd>
      )}
    </div>
  );
}
