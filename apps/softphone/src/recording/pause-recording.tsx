import { CreditCardOutlined, PauseCircleOutlined, PlayCircleOutlined } from '@ant-design/icons';
import type { CallCard } from '@sibai/contracts';
import { json, send } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

import { useAct } from '../desk/call-actions';
import { Control } from '../desk/control';

/** Stops or resumes the recording of a call. */
export const pauseRecording = (callId: string, paused: boolean, card = false): Promise<void> =>
  send(`/agent/calls/${callId}/recording`, json('POST', { paused, card }));

/** Stops the recording for a while: for what must not be recorded, above all a card number. */
export function PauseRecording({ card }: { card: CallCard }) {
  const { t } = useTranslation('recording');
  const { act, acting } = useAct();
  const paused = card.recording === 'paused';
  return (
    <>
      <Control
        label={t(paused ? 'resume' : 'pause')}
        shortcut="R"
        icon={paused ? <PlayCircleOutlined aria-hidden /> : <PauseCircleOutlined aria-hidden />}
        on={paused}
        disabled={acting || card.recording === 'off' || card.collecting !== null}
        onClick={() => void act(() => pauseRecording(card.callId, !paused))}
      />
      <Control
        label={t('card')}
        shortcut="P"
        icon={<CreditCardOutlined aria-hidden />}
        disabled={acting || card.recording !== 'on'}
        onClick={() => void act(() => pauseRecording(card.callId, true, true))}
      />
    </>
  );
}
