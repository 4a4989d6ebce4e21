import { BorderlessTableOutlined, EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Control } from './control';
import { masked } from './numbers';
import { phone } from './workplace';
import styles from './desk.module.css';

const TONES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
const SHOWN = 16;

interface Props {
  readonly disabled: boolean;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** Keys for the machine at the other end. What was pressed is counted and hidden: it may be a password or a card. */
export function Keypad({ disabled, open, onOpen }: Props) {
  const { t } = useTranslation('desk');
  const [pressed, setPressed] = useState('');
  const [shown, setShown] = useState(false);

  const press = (tone: string) => {
    phone.dial(tone);
    setPressed((before) => (before + tone).slice(-SHOWN));
  };
  // Keys of the keyboard too, from the button and from the pad: what happens in a popover bubbles up in React's tree.
  const typed = (event: KeyboardEvent) => {
    const tone = TONES.find((each) => each === event.key);
    if (event.key === 'Escape') onOpen(false);
    else if (open && tone && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      press(tone);
    }
  };
  const pasted = (event: ClipboardEvent) => {
    const keys = event.clipboardData.getData('text').replace(/[^\d*#]/g, '');
    for (const key of keys.slice(0, SHOWN)) press(key);
  };

  return (
    <div onKeyDown={typed} onPaste={pasted}>
      <Popover
        trigger="click"
        open={open && !disabled}
        onOpenChange={onOpen}
        content={
          <div>
            <div className={styles.pressedRow}>
              <output
                className={`${styles.pressed} tabular`}
                aria-label={t('keypad.pressed', { count: pressed.length })}
              >
                {masked(pressed, shown)}
              </output>
              <Button
                type="text"
                size="small"
                aria-label={t(shown ? 'keypad.hide' : 'keypad.show')}
                aria-pressed={shown}
                icon={shown ? <EyeInvisibleOutlined aria-hidden /> : <EyeOutlined aria-hidden />}
                onClick={() => setShown(!shown)}
              />
            </div>
            <div className={styles.keypad} role="group" aria-label={t('call.keypad')}>
              {TONES.map((tone, n) => (
                <Button key={tone} size="large" autoFocus={n === 0} onClick={() => press(tone)}>
                  {tone}
                </Button>
              ))}
            </div>
          </div>
        }
      >
        <div>
          <Control
            label={t('call.keypad')}
            shortcut="K"
            icon={<BorderlessTableOutlined aria-hidden />}
            disabled={disabled}
          />
        </div>
      </Popover>
    </div>
  );
}
