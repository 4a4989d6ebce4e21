import type { Desk } from '@sibai/contracts';
import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { useStore } from '../platform/store';
import { update } from '../platform/update';

/** A newer desk is there. It comes by itself where nobody can be disturbed, and never in a call or while one may ring. */
export function UpdateNotice({ desk, line }: { desk: Desk; line: PhoneState }) {
  const { t } = useTranslation('desk');
  const newer = useStore(update);
  const occupied = desk.call !== null || desk.wrapUp !== null || !['offline', 'connecting', 'ready'].includes(line.at);
  const unseen = newer && !occupied && desk.presence !== 'ready';
  useEffect(() => {
    if (unseen && document.hidden) window.location.reload();
  }, [unseen]);
  if (!newer) return null;
  return (
    <Alert
      type="info"
      showIcon
      data-update
      title={t('update.title')}
      description={t(occupied ? 'update.later' : 'update.text')}
      action={
        <Button type="primary" disabled={occupied} onClick={() => window.location.reload()}>
          {t('update.now')}
        </Button>
      }
    />
  );
}
