import { QuestionCircleOutlined } from '@ant-design/icons';
import type { Desk } from '@sibai/contracts';
import { FloatButton, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { ticketPad } from '../context/context';
import { pauseRecording } from '../recording/pause-recording';
import { consult, hold, useAct } from './call-actions';
import { callPanel } from './call-panel';
import { useDialog } from './dialog';
import { CHOICES, useChoosePresence, useObstacle } from './presence-bar';
import { COMMANDS, KEYS, useShortcuts } from './shortcuts';
import { dialPad, sideTab } from './side-tab';
import { phone } from './workplace';
import styles from './desk.module.css';

interface Props {
  readonly desk: Desk;
  readonly line: PhoneState;
  readonly onHeadset: () => void;
}

/** The keys, and the list of them. */
export function Shortcuts({ desk, line, onHeadset }: Props) {
  const { t } = useTranslation(['desk', 'ui']);
  const [open, setOpen] = useDialog(line);
  const { act } = useAct();
  const { choose } = useChoosePresence();
  const obstacle = useObstacle(desk, line);
  const card = desk.call?.role === 'handler' && desk.call.answeredAt !== null ? desk.call : null;
  const callId = desk.call?.callId ?? desk.wrapUp?.callId;
  const mayPause = card !== null && card.recording !== 'off' && card.collecting === null;
  const consulting = card?.consult?.party.state === 'up';

  useShortcuts(
    {
      help: () => setOpen(!open),
      headset: onHeadset,
      dial: () => dialPad.focus(),
      callbacks: () => sideTab.show('callbacks'),
      ...(line.at === 'ringing' && { answer: () => void phone.answer(), hang_up: () => void phone.decline() }),
      ...(line.at === 'talking' && { hang_up: () => void phone.hangUp(), mute: () => phone.mute(!line.muted) }),
      ...(line.at === 'talking' && { keypad: () => callPanel.show('keypad') }),
      ...(line.at === 'talking' &&
        card && {
          ...(!card.consult && { hold: () => void act(() => hold(card.callId, !card.held)) }),
          ...(card.may.consult && { transfer: () => callPanel.show('attended') }),
          ...(card.may.transfer && { blind: () => callPanel.show('blind') }),
          ...(card.may.collect && { collect: () => callPanel.show('collect') }),
          ...(mayPause && {
            pause: () => void act(() => pauseRecording(card.callId, card.recording !== 'paused')),
          }),
          ...(card.recording === 'on' && { card: () => void act(() => pauseRecording(card.callId, true, true)) }),
          ...(card.may.add && { invite: () => callPanel.show('invite') }),
          ...(consulting && {
            swap: () => void act(() => consult(card.callId, 'swap')),
            complete: () => void act(() => consult(card.callId, 'complete')),
          }),
        }),
      ...((line.at === 'talking' || desk.wrapUp) && { notes: () => document.getElementById('notes')?.focus() }),
      ...(callId && { ticket: () => ticketPad.open(callId) }),
      ...(desk.wrapUp && obstacle === null && { finish: () => void choose({ presence: 'ready' }) }),
    },
    (n) => {
      const wish = CHOICES[n];
      if (!wish || (wish.presence === 'ready' && obstacle !== null)) return false;
      void choose(wish);
      return true;
    },
  );

  return (
    <>
      <FloatButton
        className={styles.help ?? ''}
        icon={<QuestionCircleOutlined aria-hidden />}
        tooltip={t('keys.title')}
        aria-label={t('keys.title')}
        onClick={() => setOpen(true)}
      />
      <Modal title={t('keys.title')} open={open} footer={null} onCancel={() => setOpen(false)} width={640}>
        <dl className={styles.keys}>
          {COMMANDS.map((command) => (
            <Key key={command} name={t(`keys.${command}`)} keys={KEYS[command]} />
          ))}
          {CHOICES.map((wish, n) => (
            <Key
              key={n}
              name={'reason' in wish ? t(`ui:reason.${wish.reason}`) : t(`ui:presence.${wish.presence}`)}
              keys={[`Alt+${n + 1}`]}
            />
          ))}
        </dl>
        <p className={styles.secondary}>{t('keys.hint')}</p>
      </Modal>
    </>
  );
}

function Key({ name, keys }: { name: string; keys: readonly string[] }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key} className={styles.key}>
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  );
}
