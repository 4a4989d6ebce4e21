import { BorderlessTableOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Control } from './control';
import { phone } from './workplace';
import styles from './desk.module.css';

const TONES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** Keys for the machine at the other end. What was pressed stays visible: the tones themselves are not heard. */
export function Keypad({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation('desk');
  const [open, setOpen] = useState(false);
  const [pressed, setPressed] = useState('');

  const press = (tone: string) => {
    phone.dial(tone);
    setPressed((before) => (before + tone).slice(-16));
  };

  // Keys of the keyboard too, from the button and from the pad: what happens in a popover bubbles up in React's tree.
  const typed = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') setOpen(false);
    else if (open && TONES.some((tone) => tone === key)) press(key);
  };

  return (
    <div onKeyDown={typed}>
      <Popover
        trigger="click"
        open={open && !disabled}
        onOpenChange={setOpen}
        content={
          <div>
            <output className={`${styles.pressed} tabular`}>{pressed}</output>
            <div className={styles.keypad}>
              {TONES.map((tone) => (
                <Button key={tone} size="large" onClick={() => press(tone)}>
                  {tone}
                </Button>
              ))}
            </div>
          </div>
        }
      >
        <div>
          <Control label={t('call.keypad')} icon={<BorderlessTableOutlined aria-hidden />} disabled={disabled} />
        </div>
      </Popover>
    </div>
  );
}
