import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Outcome } from './calls';

const COLOURS = {
  answered: 'success',
  abandoned: 'warning',
  callback: 'cyan',
  voicemail: 'blue',
  ivr: 'default',
  refused: 'orange',
  blocked: 'default',
  failed: 'error',
  unanswered: 'default',
} as const satisfies Record<Outcome, string>;

export function OutcomeTag({ outcome }: { outcome: Outcome | null }) {
  const { t } = useTranslation('cdr');
  return (
    <Tag color={outcome ? COLOURS[outcome] : 'processing'} style={{ marginInlineEnd: 0 }}>
      {t(`outcome.${outcome ?? 'live'}`)}
    </Tag>
  );
}
