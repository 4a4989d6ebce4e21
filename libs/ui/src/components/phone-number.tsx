import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { formatNumber, maskNumber } from '../format.js';
import { useCallerText } from './caller-text.js';

/** A number, its middle hidden until the reader asks for it. */
export function PhoneNumber({ number }: { number: string }) {
  const { t } = useTranslation('ui');
  const [shown, setShown] = useState(false);
  const callerText = useCallerText();
  const text = callerText(number);
  if (maskNumber(number) === number) return <span className="tabular">{text}</span>;

  return (
    <span className="tabular" style={{ whiteSpace: 'nowrap' }}>
      {shown ? formatNumber(number) : text}
      <Button
        type="text"
        size="small"
        aria-label={shown ? t('action.hide') : t('action.reveal')}
        icon={shown ? <EyeInvisibleOutlined /> : <EyeOutlined />}
        onClick={(event) => {
          event.stopPropagation();
          setShown(!shown);
        }}
      />
    </span>
  );
}
