import { Button, Typography } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { testCaller } from './test-caller';
import styles from './test-call.module.css';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

export function Keypad({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation('testCall');

  useEffect(() => {
    if (disabled) return;
    const press = ({ key, target, repeat, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      if (repeat || ctrlKey || metaKey || altKey || isTyping(target) || !KEYS.includes(key)) return;
      testCaller.press(key);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [disabled]);

  return (
    <div>
      <div className={styles.keys} role="group" aria-label={t('keypad')}>
        {KEYS.map((key) => (
          <Button key={key} size="large" disabled={disabled} onClick={() => testCaller.press(key)}>
            {key}
          </Button>
        ))}
      </div>
      <Typography.Text type="secondary" className={styles.keyHint ?? ''}>
        {t('keyHint')}
      </Typography.Text>
    </div>
  );
}
