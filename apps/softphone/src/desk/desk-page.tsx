import type { Desk } from '@sibai/contracts';
import { TelephonyBanner, useTitle } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { TicketModal } from '../context/ticket-modal';
import { useStore } from '../platform/store';
import { useAlerts } from './alerts';
import { DetachedCard } from './detached-card';
import { deskQuery } from './desk';
import { DeviceCheck, DeviceModal, useChecked } from './device-check';
import { useDialog } from './dialog';
import { Header } from './header';
import { IdleCard } from './idle-card';
import { Notices } from './notices';
import { PresenceBar } from './presence-bar';
import { RingingCard } from './ringing-card';
import { Shortcuts } from './shortcuts-help';
import { SidePanel } from './side-panel';
import { TalkingCard } from './talking-card';
import { viewOf } from './view';
import { devices, leaveCall, link, phone } from './workplace';
import { WrapUpCard } from './wrap-up-card';
import styles from './desk.module.css';

/** The agent's desk: one card that shows what is going on, the presence above it, and what is needed beside it. */
export function DeskPage() {
  const { t } = useTranslation('desk');
  const { data: desk } = useSuspenseQuery(deskQuery);
  const line = useStore(phone);
  const { access } = useStore(devices);
  const server = useStore(link);
  const seat = useStore(link.seat);
  const [checked, setChecked] = useChecked();
  const [choosing, setChoosing] = useDialog(line);
  useTitle(t('title'));
  useAlerts(line);

  // Opened as soon as it can work, and never closed for a passing failure: a call may be going on over it.
  const usable = access === 'granted' && desk.telephony && seat?.mine === true;
  useEffect(() => {
    if (!usable) return;
    phone.open();
    phone.verify();
  }, [usable]);
  // Another window or device takes over: the call goes there.
  useEffect(
    () => () => {
      leaveCall();
      void phone.close(false);
    },
    [],
  );

  // Asked once when the desk opens, so that the first caller does not wait for the browser's question.
  useEffect(() => {
    if (access === 'prompt') void devices.ask();
  }, [access]);

  const view = viewOf(desk, line);
  const checkFirst = view.is === 'idle' && !checked && desk.presence === 'offline';

  return (
    <div className={styles.page} data-phone={line.at} data-presence={desk.presence} data-link={server.at}>
      <Header line={line} server={server} onHeadset={() => setChoosing(true)} />
      <main className={styles.main}>
        <h1 className="visually-hidden">{t('title')}</h1>
        <div className={styles.work}>
          <TelephonyBanner />
          <Notices desk={desk} line={line} server={server} access={access} />
          <PresenceBar desk={desk} line={line} />
          {checkFirst ? <DeviceCheck onDone={setChecked} /> : <MainCard desk={desk} />}
        </div>
        <SidePanel desk={desk} line={line} />
      </main>
      <TicketModal title={desk.call?.ivrPath.at(-1) ?? ''} during={desk.call?.callId ?? null} />
      <DeviceModal open={choosing} onClose={() => setChoosing(false)} />
      <Shortcuts desk={desk} line={line} onHeadset={() => setChoosing(true)} />
    </div>
  );
}

function MainCard({ desk }: { desk: Desk }) {
  const view = viewOf(desk, useStore(phone));
  switch (view.is) {
    case 'ringing':
      return <RingingCard ring={view.ring} card={view.card} answering={view.answering} />;
    case 'talking':
      return <TalkingCard talk={view.talk} card={view.card} />;
    case 'detached':
      return <DetachedCard card={view.card} />;
    case 'wrap_up':
      return <WrapUpCard key={view.wrapUp.callId} wrapUp={view.wrapUp} />;
    case 'idle':
      return <IdleCard desk={desk} />;
  }
}
