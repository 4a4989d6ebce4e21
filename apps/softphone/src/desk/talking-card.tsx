import {
  AudioMutedOutlined,
  AudioOutlined,
  PauseOutlined,
  PhoneFilled,
  PlayCircleOutlined,
  SwapOutlined,
  UsergroupAddOutlined,
} from '@ant-design/icons';
import type { CallCard } from '@sibai/contracts';
import { Elapsed, Failure } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Talk } from '../phone/phone-state';
import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { hold, useAct } from './call-actions';
import { Caller, CallFacts } from './call-facts';
import { callPanel } from './call-panel';
import { Collecting, CollectControl } from './collect';
import { Control } from './control';
import { notesQuery } from './desk';
import { PauseRecording } from '../recording/pause-recording';
import { RecordingState } from '../recording/recording-state';
import { HandOverNote } from './hand-over-note';
import { Keypad } from './keypad';
import { NotesForm } from './notes-form';
import { PartyList } from './party-list';
import { SoundReadout } from './sound-readout';
import { TransferPanel } from './transfer-panel';
import { phone } from './workplace';
import styles from './desk.module.css';

/** A call in progress: who, for how long, what can be done with it, and what the agent writes about it. */
export function TalkingCard({ talk, card }: { talk: Talk; card: CallCard | null }) {
  const { t } = useTranslation('desk');
  const skew = useStore(clock);
  const panel = useStore(callPanel);
  const { act, acting } = useAct();
  const held = card?.held ?? false;
  // Who was called in talks, and leaves the rest to who handles the call.
  const steers = card?.role === 'handler' && card.answeredAt !== null;
  return (
    <Card className={styles.card ?? ''} data-held={held} data-muted={talk.muted} data-call={card?.callId}>
      <div className={styles.callHead}>
        <div>
          <div className={styles.state}>
            <State card={card} />
            {card && <RecordingState card={card} />}
          </div>
          <Caller number={card?.caller ?? talk.from} region={card?.region} />
        </div>
        <div className={styles.timer} role="timer">
          {card?.answeredAt ? <Elapsed since={card.answeredAt} skew={skew} /> : <Elapsed since={talk.since} />}
        </div>
      </div>
      {card && <HandOverNote card={card} />}
      <div className={styles.controls} role="toolbar" aria-label={t('call.talking')}>
        <Control
          label={talk.muted ? t('call.unmute') : t('call.mute')}
          shortcut="F8"
          on={talk.muted}
          icon={talk.muted ? <AudioMutedOutlined aria-hidden /> : <AudioOutlined aria-hidden />}
          onClick={() => phone.mute(!talk.muted)}
        />
        <Control
          label={held ? t('call.unhold') : t('call.hold')}
          shortcut="F9"
          on={held}
          icon={held ? <PlayCircleOutlined aria-hidden /> : <PauseOutlined aria-hidden />}
          disabled={!steers || acting || card.consult !== null}
          onClick={() => card && void act(() => hold(card.callId, !held))}
        />
        {card?.answeredAt && <PauseRecording card={card} />}
        {steers && card && <CollectControl card={card} />}
        <Keypad disabled={held} open={panel === 'keypad'} onOpen={(open) => callPanel.show(open ? 'keypad' : null)} />
        <Control
          label={t('call.transfer')}
          shortcut="T"
          icon={<SwapOutlined aria-hidden />}
          disabled={!card || !(card.may.consult || card.may.transfer)}
          onClick={() => callPanel.show('attended')}
        />
        <Control
          label={t('call.invite')}
          shortcut="C"
          icon={<UsergroupAddOutlined aria-hidden />}
          disabled={!card?.may.add}
          onClick={() => callPanel.show('invite')}
        />
        <Control
          label={t('call.hangUp')}
          shortcut="F4"
          danger
          icon={<PhoneFilled rotate={225} aria-hidden />}
          onClick={() => void phone.hangUp()}
        />
      </div>
      {/* Below the buttons: what comes and goes must not move them away from the pointer. */}
      <Troubles talk={talk} held={held} />
      {card && <Collecting card={card} />}
      {card && <PartyList card={card} />}
      <SoundReadout talk={talk} />
      {card && <CallFacts card={card} />}
      {card?.answeredAt && <NotesInCall key={card.callId} callId={card.callId} />}
      {card && (
        <TransferPanel
          card={card}
          mode={panel === 'attended' || panel === 'blind' || panel === 'invite' ? panel : null}
          onMode={(mode) => callPanel.show(mode)}
        />
      )}
    </Card>
  );
}

/** A page that was reloaded goes on from what was saved, and until it knows that, overwrites nothing. */
function NotesInCall({ callId }: { callId: string }) {
  const { data, error, refetch } = useQuery(notesQuery(callId));
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  return data ? <NotesForm callId={callId} saved={data} /> : <Skeleton active paragraph={{ rows: 3 }} title={false} />;
}

function State({ card }: { card: CallCard | null }) {
  const { t } = useTranslation('desk');
  if (card?.held)
    return (
      <>
        <Tag color="gold">{t('call.held')}</Tag>
        <span className={styles.held}>{t('call.heldText')}</span>
      </>
    );
  if (card?.direction === 'out') return t(card.answeredAt ? 'call.talkingOut' : 'call.dialling');
  if (card?.role === 'party') return t(card.via === 'consult' ? 'call.in.consult' : 'call.in.conference');
  return t('call.talking');
}

function Troubles({ talk, held }: { talk: Talk; held: boolean }) {
  const { t } = useTranslation('desk');
  const said = !talk.media
    ? ({ type: 'error', title: t('call.noMedia') } as const)
    : !talk.signal
      ? ({ type: 'warning', title: t('call.noSignal') } as const)
      : talk.muted && !held
        ? ({ type: 'info', title: t('call.muted') } as const)
        : null;
  return said && <Alert {...said} showIcon className={styles.trouble ?? ''} />;
}
