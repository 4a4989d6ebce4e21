import type { Desk } from '@sibai/contracts';
import { useNow } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { dayQuery } from './day';
import { overstayOf } from './overstay';
import { ringer } from './workplace';

/** A break that grows long is easily forgotten: said before the supervisor is alarmed, and then with a note in the ear. */
export function OverstayNotice({ desk }: { desk: Desk }) {
  const { t } = useTranslation('desk');
  const { data } = useQuery(dayQuery(desk));
  const now = useNow() - useStore(clock);
  const overstay = data ? overstayOf(desk, data.limits, now) : null;
  const tooLong = overstay?.is === 'too_long';
  useEffect(() => {
    if (!tooLong) return;
    void ringer.notify();
    if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
    const notice = new Notification(t('overstay.title'), { body: t('overstay.back'), tag: 'sibai-break' });
    return () => notice.close();
  }, [tooLong, t]);
  if (!overstay) return null;
  return (
    <Alert
      type={tooLong ? 'error' : 'warning'}
      showIcon
      data-overstay={overstay.is}
      title={t(`overstay.${overstay.is}`, { minutes: overstay.minutes, limit: overstay.limit })}
      description={t('overstay.back')}
    />
  );
}
