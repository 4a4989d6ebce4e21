import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { formatNumber, maskNumber } from '../format.js';

/** A number, its middle hidden until the reader asks for it. */
export function PhoneNumber({ number }: { number: string }) {
  const { t } = useTranslation('ui');
  const [shown, setShown] = useState(false);
  const masked = maskNumber(number);
  if (masked === number) return <span className="tabular">{formatNumber(number)}</span>;

  return (
    <span className="tabular" style={{ whiteSpace: 'nowrap' }}>
      {shown ? formatNumber(number) : masked}
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
