import { AudioMutedOutlined, AudioOutlined, PauseOutlined, PhoneFilled, PlayCircleOutlined } from '@ant-design/icons';
import type { CallCard } from '@sibai/contracts';
import { Elapsed } from '@sibai/ui';
import { Alert, Card, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Talk } from '../phone/phone-state';
import { Caller, CallFacts } from './call-facts';
import { Control } from './control';
import { Keypad } from './keypad';
import { NotesForm } from './notes-form';
import { SoundReadout } from './sound-readout';
import { useHold } from './use-hold';
import { phone } from './workplace';
import styles from './desk.module.css';

/** A call in progress: who, for how long, what can be done with it, and what the agent writes about it. */
export function TalkingCard({ talk, card }: { talk: Talk; card: CallCard | null }) {
  const { t } = useTranslation('desk');
  const { hold, holding } = useHold();
  return (
    <Card className={styles.card ?? ''} data-held={talk.held} data-muted={talk.muted}>
      <div className={styles.callHead}>
        <div>
          <div className={styles.secondary}>
            {talk.held ? <Tag color="gold">{t('call.held')}</Tag> : t('call.talking')}
            {talk.held && t('call.heldText')}
          </div>
          <Caller number={card?.caller ?? talk.from} />
        </div>
        <div className={styles.timer} role="timer">
          <Elapsed since={talk.since} />
        </div>
      </div>
      <Troubles talk={talk} />
      <div className={styles.controls} role="toolbar" aria-label={t('call.talking')}>
        <Control
          label={talk.muted ? t('call.unmute') : t('call.mute')}
          shortcut="F8"
          on={talk.muted}
          icon={talk.muted ? <AudioMutedOutlined aria-hidden /> : <AudioOutlined aria-hidden />}
          onClick={() => phone.mute(!talk.muted)}
        />
        <Control
          label={talk.held ? t('call.unhold') : t('call.hold')}
          shortcut="F9"
          on={talk.held}
          icon={talk.held ? <PlayCircleOutlined aria-hidden /> : <PauseOutlined aria-hidden />}
          disabled={holding || !talk.signal}
          onClick={() => void hold(!talk.held)}
        />
        <Keypad disabled={talk.held} />
        <Control
          label={t('call.hangUp')}
          shortcut="F4"
          danger
          icon={<PhoneFilled rotate={225} aria-hidden />}
          onClick={() => void phone.hangUp()}
        />
      </div>
      <SoundReadout />
      {card && <CallFacts card={card} />}
      {card && <NotesForm key={card.callId} callId={card.callId} saved={null} />}
    </Card>
  );
}

function Troubles({ talk }: { talk: Talk }) {
  const { t } = useTranslation('desk');
  const said = !talk.media
    ? ({ type: 'error', title: t('call.noMedia') } as const)
    : !talk.signal
      ? ({ type: 'warning', title: t('call.noSignal') } as const)
      : talk.muted && !talk.held
        ? ({ type: 'info', title: t('call.muted') } as const)
        : null;
  return said && <Alert {...said} showIcon className={styles.trouble ?? ''} />;
}
