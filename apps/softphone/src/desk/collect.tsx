import { FieldNumberOutlined } from '@ant-design/icons';
import type { CallCard, CollectKeys } from '@sibai/contracts';
import { formatDuration, json, send, useNow } from '@sibai/ui';
import { Alert, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { useAct } from './call-actions';
import { callPanel } from './call-panel';
import { Control } from './control';
import styles from './desk.module.css';

const KINDS = ['order', 'id_card', 'card', 'password', 'digits'] as const satisfies readonly CollectKeys['kind'][];

const path = (callId: string) => `/agent/calls/${callId}/collect`;

/** Asks the caller to key something in, while the agent waits. */
export function CollectControl({ card }: { card: CallCard }) {
  const { t } = useTranslation('desk');
  const { act, acting } = useAct();
  const open = useStore(callPanel) === 'collect';
  const disabled = acting || !card.may.collect;
  return (
    <Dropdown
      trigger={['click']}
      autoFocus
      disabled={disabled}
      open={open && !disabled}
      onOpenChange={(next) => callPanel.show(next ? 'collect' : null)}
      menu={{
        items: KINDS.map((kind) => ({ key: kind, label: t(`collect.kind.${kind}`) })),
        onClick: ({ key }) => {
          callPanel.show(null);
          void act(() => send(path(card.callId), json('POST', { kind: key })));
        },
      }}
    >
      <div>
        <Control label={t('collect.ask')} shortcut="I" icon={<FieldNumberOutlined aria-hidden />} disabled={disabled} />
      </div>
    </Dropdown>
  );
}

/** What the caller is keying in, or what came of it. */
export function Collecting({ card }: { card: CallCard }) {
  const { t } = useTranslation('desk');
  const { act, acting } = useAct();
  const { collecting, collected } = card;
  if (collecting) {
    const { kind, count, max, shown } = collecting;
    return (
      <section className={`${styles.parties} ${styles.consult}`} aria-label={t('collect.ask')} data-collecting={count}>
        <div role="status">
          {t('collect.typing', { kind: t(`collect.kind.${kind}`) })}{' '}
          <output className={`${styles.dots} tabular`} aria-label={t('keypad.pressed', { count })}>
            {shown ?? '●'.repeat(count)}
          </output>{' '}
          <span className={`${styles.secondary} tabular`}>
            {count}/{max} · {t('collect.until')} <Left until={collecting.until} />
          </span>
        </div>
        <div className={styles.secondary}>{t('collect.apart')}</div>
        <div className={styles.choices}>
          <Button
            danger
            disabled={acting}
            onClick={() => void act(() => send(path(card.callId), { method: 'DELETE' }))}
          >
            {t('collect.cancel')}
          </Button>
        </div>
      </section>
    );
  }
  if (!collected) return null;
  const { kind, outcome, shown } = collected;
  return (
    <Alert
      className={styles.trouble ?? ''}
      type={outcome === 'done' ? 'success' : 'warning'}
      showIcon
      data-collected={outcome}
      title={t(`collect.outcome.${outcome}`, { kind: t(`collect.kind.${kind}`) })}
      description={shown === null ? undefined : <strong className={`${styles.dots} tabular`}>{shown}</strong>}
    />
  );
}

function Left({ until }: { until: string }) {
  const now = useNow() - useStore(clock);
  return formatDuration(Math.max(0, Date.parse(until) - now));
}
