import { AudioOutlined, CloseOutlined, CustomerServiceOutlined, SoundOutlined, SwapOutlined } from '@ant-design/icons';
import type { Supervision } from '@sibai/contracts';
import { Elapsed, PhoneNumber, useErrorText } from '@sibai/ui';
import { Alert, App, Button, Segmented, Tag, Tooltip } from 'antd';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useLive } from '../analytics/live-feed';
import { HeardLevel } from './heard-level';
import { steering, useSteering } from './steering';
import styles from './steering.module.css';

const MODES = ['listen', 'whisper', 'barge'] as const;
type Mode = (typeof MODES)[number];
const ICONS: Readonly<Record<Mode, ReactNode>> = {
  listen: <CustomerServiceOutlined />,
  whisper: <SoundOutlined />,
  barge: <AudioOutlined />,
};
const KEYS: Readonly<Record<string, Mode>> = { '1': 'listen', '2': 'whisper', '3': 'barge' };

/** Whom one listens to, on every page: the mode, how to change it, and how to leave. */
export function SupervisionBar() {
  const { supervision, error } = useSteering();
  const { t } = useTranslation('steering');
  const errorText = useErrorText();
  return (
    <>
      {error && (
        <Alert
          className={styles.error ?? ''}
          type="error"
          showIcon
          title={errorText(error)}
          closable={{ closeIcon: true, onClose: () => steering.forgive(), 'aria-label': t('dismiss') }}
        />
      )}
      {supervision && (
        <>
          {/* What stands at the foot of a page can be scrolled out from under the bar. */}
          <div className={styles.room} aria-hidden />
          <Bar supervision={supervision} />
        </>
      )}
    </>
  );
}

function Bar({ supervision }: { supervision: Supervision }) {
  const { t } = useTranslation('steering');
  const { modal } = App.useApp();
  const { trouble } = useSteering();
  // The news of this call's end comes over the same socket as the wall: it stays open while one listens.
  const { skew } = useLive();
  const { callId, mode, connected } = supervision;
  const taken = mode === 'take_over';

  const takeOver = (): void =>
    void modal.confirm({
      title: t('takeOver.question', { agent: supervision.agentName }),
      content: t('takeOver.consequence'),
      okText: t('mode.take_over'),
      cancelText: t('cancel'),
      onOk: () => steering.takeOver(callId),
    });

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const wanted = KEYS[event.key];
    if (wanted && !taken) void steering.change(wanted);
    else if (event.key === '4' && connected && !taken) takeOver();
    else if (event.key === '0') void steering.leave();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);

  return (
    <section className={styles.bar} data-mode={mode} aria-label={t('title')}>
      <div className={styles.whom} role="status">
        <Tag color={connected ? 'processing' : 'default'}>{connected ? t(`mode.${mode}`) : t('connecting')}</Tag>
        <strong>{supervision.agentName}</strong>
        <span className={styles.call}>
          {supervision.groupName} · <PhoneNumber number={supervision.caller} />
        </span>
        <Elapsed since={supervision.since} skew={skew} />
        <HeardLevel />
      </div>
      <div className={styles.acts}>
        {!taken && (
          <Segmented<Mode>
            aria-label={t('modes')}
            value={mode}
            onChange={(wanted) => void steering.change(wanted)}
            options={MODES.map((value, i) => ({
              value,
              icon: ICONS[value],
              label: t(`mode.${value}`),
              title: `${t(`hint.${value}`)} (${i + 1})`,
            }))}
          />
        )}
        {!taken && (
          <Tooltip title={`${t('hint.take_over')} (4)`}>
            <Button icon={<SwapOutlined />} disabled={!connected} onClick={takeOver}>
              {t('mode.take_over')}
            </Button>
          </Tooltip>
        )}
        <Tooltip title="0">
          <Button danger={taken} icon={<CloseOutlined />} onClick={() => void steering.leave()}>
            {taken ? t('hangUp') : t('leave')}
          </Button>
        </Tooltip>
      </div>
      <p className={styles.hint}>{trouble ? t(`trouble.${trouble}`) : t(`hint.${mode}`)}</p>
    </section>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === 'radio');
