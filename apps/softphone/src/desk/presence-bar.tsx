import {
  CoffeeOutlined,
  DownOutlined,
  LogoutOutlined,
  PauseCircleOutlined,
  PlayCircleOutlined,
  ReadOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { Desk, SetPresence } from '@sibai/contracts';
import { Elapsed, PresenceTag, useErrorText } from '@sibai/ui';
import { App, Button, Dropdown, Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { useSetPresence } from './desk';
import { flushNotes } from './notes';
import { mayChoose } from './view';
import styles from './desk.module.css';

/** Changes the presence, with what was written before it; a refusal is told and leaves it as it was. */
export function useChoosePresence(): { choose: (presence: SetPresence) => Promise<boolean>; choosing: boolean } {
  const { message } = App.useApp();
  const errorText = useErrorText();
  const { mutateAsync, isPending } = useSetPresence();
  const choose = async (presence: SetPresence): Promise<boolean> => {
    try {
      await flushNotes();
      await mutateAsync(presence);
      return true;
    } catch (error) {
      void message.error(errorText(error));
      return false;
    }
  };
  return { choose, choosing: isPending };
}

/** Why an agent cannot be ready now; null when they can. During a call it is said for the time after it. */
export function useObstacle(desk: Desk, line: PhoneState): string | null {
  const { t } = useTranslation('desk');
  if (!mayChoose(desk, line)) return null;
  if (!desk.telephony) return t('presence.noTelephony');
  return line.at === 'ready' ? null : t('presence.noPhone');
}

/** The choices, by Alt and a number key in this order. */
export const CHOICES = [
  { presence: 'ready' },
  { presence: 'break' },
  { presence: 'busy', reason: 'meeting' },
  { presence: 'busy', reason: 'training' },
] as const satisfies readonly SetPresence[];

const ICONS: readonly ReactNode[] = [
  <PlayCircleOutlined key="ready" aria-hidden />,
  <CoffeeOutlined key="break" aria-hidden />,
  <TeamOutlined key="meeting" aria-hidden />,
  <ReadOutlined key="training" aria-hidden />,
];

/** What the agent is doing and since when, and the switch between what they may choose: for now, or for after the call. */
export function PresenceBar({ desk, line }: { desk: Desk; line: PhoneState }) {
  const { t } = useTranslation(['desk', 'ui']);
  const skew = useStore(clock);
  const { choose, choosing } = useChoosePresence();
  const obstacle = useObstacle(desk, line);
  const onCall = !mayChoose(desk, line);
  const current = onCall ? (desk.next ?? { presence: 'ready' as const, reason: null }) : desk;
  const isNow = ({ presence, ...wish }: SetPresence) =>
    current.presence === presence && (!('reason' in wish) || current.reason === wish.reason);

  const others = (['paperwork', 'other'] as const).map((key) => ({ key, label: t(`ui:reason.${key}`) }));
  const otherNow = current.presence === 'busy' && others.some(({ key }) => key === current.reason);

  return (
    <section className={styles.presence} aria-label={t('presence.label')}>
      <div className={styles.presenceNow} role="status">
        <span className={styles.presenceTag}>
          <PresenceTag presence={desk.presence} reason={desk.reason} />
        </span>
        <span className={styles.secondary}>
          {t('presence.lasted')} <Elapsed since={desk.since} skew={skew} />
        </span>
        {onCall && desk.next && (
          <Tag closable={{ 'aria-label': t('presence.cancelNext') }} onClose={() => void choose({ presence: 'ready' })}>
            {t('presence.next')}
            {t(`ui:presence.${desk.next.presence}`)}
            {desk.next.reason && ` · ${t(`ui:reason.${desk.next.reason}`)}`}
          </Tag>
        )}
      </div>
      <div
        className={styles.presenceSwitch}
        role="group"
        aria-label={t(onCall ? 'presence.labelNext' : 'presence.label')}
      >
        {CHOICES.map((wish, n) => {
          const label = 'reason' in wish ? t(`ui:reason.${wish.reason}`) : t(`presence.${wish.presence}`);
          const blocked = wish.presence === 'ready' && !isNow(wish) ? obstacle : null;
          return (
            <Tooltip
              key={label}
              title={blocked ?? (onCall ? t('presence.afterCall') : t('presence.key', { key: n + 1 }))}
            >
              <Button
                icon={ICONS[n]}
                type={isNow(wish) ? 'primary' : 'default'}
                ghost={onCall && isNow(wish)}
                aria-pressed={isNow(wish)}
                disabled={blocked !== null || choosing}
                onClick={() => !isNow(wish) && void choose(wish)}
              >
                {label}
              </Button>
            </Tooltip>
          );
        })}
        <Dropdown
          trigger={['click']}
          disabled={choosing}
          menu={{
            selectable: true,
            selectedKeys: otherNow && current.reason ? [current.reason] : [],
            items: others,
            onClick: ({ key }) => {
              const reason = others.find((each) => each.key === key)?.key;
              if (reason) void choose({ presence: 'busy', reason });
            },
          }}
        >
          <Button
            icon={<PauseCircleOutlined aria-hidden />}
            type={otherNow ? 'primary' : 'default'}
            aria-pressed={otherNow}
          >
            {t('presence.busy')}
            <DownOutlined className={styles.caret} aria-hidden />
          </Button>
        </Dropdown>
        <Button
          icon={<LogoutOutlined aria-hidden />}
          type={onCall && current.presence === 'offline' ? 'primary' : 'default'}
          disabled={choosing || desk.presence === 'offline'}
          onClick={() => void choose({ presence: 'offline' })}
        >
          {t('presence.offline')}
        </Button>
      </div>
    </section>
  );
}
