import { formatNumber, maskNumber } from '@sibai/ui';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { useStore } from '../platform/store';
import { autoAnswer, phone, ringer } from './workplace';

const TITLE_MS = 1000;

/** Makes a call noticed wherever the agent looks: sound, the tab's title, a notification of the system. */
export function useAlerts(line: PhoneState): void {
  const { t } = useTranslation('desk');
  const from = line.at === 'ringing' ? maskNumber(line.from) : null;

  const byItself = useStore(autoAnswer);

  useEffect(() => {
    if (from === null || byItself) return;
    ringer.start();
    return () => ringer.stop();
  }, [from, byItself]);

  useEffect(() => {
    if (from === null) return;
    const calm = document.title;
    const loud = t('alert.tab', { from: formatNumber(from) });
    document.title = loud;
    const timer = window.setInterval(() => {
      document.title = document.title === loud ? calm : loud;
    }, TITLE_MS);
    return () => {
      window.clearInterval(timer);
      document.title = calm;
    };
  }, [from, t]);

  useEffect(() => {
    if (from === null || !document.hidden || !('Notification' in window) || Notification.permission !== 'granted')
      return;
    const notice = new Notification(t('alert.title', { from: formatNumber(from) }), {
      body: t('alert.text'),
      tag: 'sibai-call',
      requireInteraction: true,
    });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
    return () => notice.close();
  }, [from, t]);

  const busy = line.at === 'ringing' || line.at === 'answering' || line.at === 'talking';
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [busy]);

  // A laptop that wakes up, or a page that comes back from the background, may hold a dead connection.
  useEffect(() => {
    const woken = () => !document.hidden && phone.verify();
    document.addEventListener('visibilitychange', woken);
    return () => document.removeEventListener('visibilitychange', woken);
  }, []);
}
