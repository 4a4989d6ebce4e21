import type { CallCard } from '@sibai/contracts';
import { formatTime, language } from '@sibai/ui';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

const COLOURS = { on: 'red', paused: 'gold', off: 'default' } as const;

/** Whether the call is being recorded, and why not. */
export function RecordingState({ card }: { card: CallCard }) {
  const { t } = useTranslation('recording');
  if (card.answeredAt === null) return null;
  const { recording, recordingResumesAt, recordingDeclined } = card;
  return (
    <Tag color={COLOURS[recording]} role="status">
      {recording === 'paused' && recordingResumesAt
        ? t('pausedUntil', { time: formatTime(recordingResumesAt, 'time', language()) })
        : t(recording === 'off' && recordingDeclined ? 'declined' : recording)}
    </Tag>
  );
}
