import type { BusyReason, Presence } from '@sibai/contracts';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

const COLOURS = {
  offline: 'default',
  ready: 'success',
  busy: 'warning',
  break: 'gold',
  ringing: 'processing',
  talking: 'blue',
  wrap_up: 'purple',
} as const satisfies Record<Presence, string>;

/** What an agent is doing, and why when busy. */
export function PresenceTag({ presence, reason }: { presence: Presence; reason?: BusyReason | null }) {
  const { t } = useTranslation('ui');
  return (
    <Tag color={COLOURS[presence]} style={{ marginInlineEnd: 0 }}>
      {t(`presence.${presence}`)}
      {reason ? ` · ${t(`reason.${reason}`)}` : ''}
    </Tag>
  );
}
