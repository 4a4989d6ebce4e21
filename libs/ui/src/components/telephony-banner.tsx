import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { ready } from '../api/ready.js';

/** On pages that need the telephone: says when it is not there, why, and what the choices are. */
export function TelephonyBanner() {
  const { t } = useTranslation('ui');
  const { data } = useQuery(ready);
  if (!data || (data.parts.asterisk.ok && data.parts.ari.ok)) return null;

  const details = [data.parts.asterisk, data.parts.ari].flatMap((part) =>
    !part.ok && part.detail ? [part.detail] : [],
  );
  const why = [...new Set(details)];
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBlockEnd: 16 }}
      title={t('telephony.title')}
      description={
        <>
          {why.length > 0 && <div>{why.join(' · ')}</div>}
          <div>{t('telephony.lead')}</div>
          <ul style={{ margin: '4px 0 0', paddingInlineStart: 20 }}>
            <li>{t('telephony.install')}</li>
            <li>{t('telephony.ari')}</li>
            <li>{t('telephony.restart')}</li>
          </ul>
        </>
      }
    />
  );
}
