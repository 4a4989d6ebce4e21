import { NumberCard } from '@sibai/contracts';
import { type ApiError, formatNumber, formatTime, isRefusal, useErrorText } from '@sibai/ui';
import { App, Button, Modal, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';

import styles from './number.module.css';
import { NumberRow, type RowAct } from './number-row';
import { useNumberAct } from './numbers';

const Lost = z.object({
  number: z.string(),
  state: z.string(),
  until: z.string().nullable(),
  alternatives: z.array(NumberCard),
});
type Lost = z.infer<typeof Lost>;
const Full = z.object({ limit: z.int(), numbers: z.array(z.string()).min(1) });
interface Swap extends z.infer<typeof Full> {
  readonly wanted: string;
}

interface Pick {
  readonly act: (card: { number: string }, act: RowAct) => void;
  /** The number that is being picked. */
  readonly busy: string | null;
  /** The dialogues of what may come of it: somebody was faster, or one's hands are full. Rendered once. */
  readonly dialogues: ReactNode;
}

/** Picks a number: holds it or waits for it, and deals with what stands in the way. */
export function usePick(onHeld?: (number: string) => void): Pick {
  const { t } = useTranslation('number');
  const { message } = App.useApp();
  const errorText = useErrorText();
  const hold = useNumberAct('POST', 'hold');
  const wait = useNumberAct('POST', 'wait');
  const [lost, setLost] = useState<Lost | null>(null);
  const [swap, setSwap] = useState<Swap | null>(null);

  const refused = (number: string, error: unknown): void => {
    if (isRefusal(error, 'number.taken')) {
      const details = Lost.safeParse(error.details);
      if (details.success) return setLost(details.data);
    }
    if (isRefusal(error, 'number.hold_limit')) {
      const details = Full.safeParse((error as ApiError).details);
      if (details.success) return setSwap({ ...details.data, wanted: number });
    }
    void message.error(errorText(error), 6);
  };
  const act = ({ number }: { number: string }, what: RowAct, instead?: string): void => {
    const done = what === 'hold' ? 'done.held' : 'done.waiting';
    (what === 'hold' ? hold : wait).mutate(
      { number, ...(instead !== undefined && { instead }) },
      {
        onSuccess: () => {
          setLost(null);
          setSwap(null);
          void message.success(t(done, { number: formatNumber(number) }));
          if (what === 'hold') onHeld?.(number);
        },
        onError: (error) => refused(number, error),
      },
    );
  };
  const at = hold.isPending ? hold.variables.number : wait.isPending ? wait.variables.number : null;
  return {
    act,
    busy: at,
    dialogues: (
      <>
        <LostModal lost={lost} busy={at} onAct={act} onClose={() => setLost(null)} />
        <SwapModal
          swap={swap}
          busy={hold.isPending}
          onSwap={(wanted, instead) => act({ number: wanted }, 'hold', instead)}
          onClose={() => setSwap(null)}
        />
      </>
    ),
  };
}

interface LostProps {
  readonly lost: Lost | null;
  readonly busy: string | null;
  readonly onAct: Pick['act'];
  readonly onClose: () => void;
}

function LostModal({ lost, busy, onAct, onClose }: LostProps) {
  const { t } = useTranslation('number');
  const time = lost?.until ? formatTime(lost.until, 'short') : '';
  const why = lost?.state === 'held' ? 'lost.until' : lost?.state === 'cooling' ? 'lost.cooling' : 'lost.sold';
  return (
    <Modal
      open={lost !== null}
      title={lost && t('lost.title', { number: formatNumber(lost.number) })}
      width={760}
      onCancel={onClose}
      destroyOnHidden
      footer={
        <>
          {lost && (lost.state === 'held' || lost.state === 'cooling') && (
            <Button loading={busy === lost.number} onClick={() => onAct(lost, 'wait')}>
              {t('lost.wait')}
            </Button>
          )}
          <Button onClick={onClose}>{t('lost.close')}</Button>
        </>
      }
    >
      {lost && (
        <>
          <p>{t(why, { time })}</p>
          {lost.alternatives.length === 0 ? (
            <p>{t('lost.none')}</p>
          ) : (
            <>
              <p>
                <strong>{t('lost.alike')}</strong>
              </p>
              <ul className={styles.list}>
                {lost.alternatives.map((card) => (
                  <NumberRow key={card.number} card={card} busy={busy === card.number} onAct={onAct} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Modal>
  );
}

interface SwapProps {
  readonly swap: Swap | null;
  readonly busy: boolean;
  readonly onSwap: (wanted: string, instead: string) => void;
  readonly onClose: () => void;
}

function SwapModal({ swap, busy, onSwap, onClose }: SwapProps) {
  const { t } = useTranslation('number');
  const { t: frame } = useTranslation('frame');
  const [instead, setInstead] = useState<string | null>(null);
  const chosen = swap?.numbers.includes(instead ?? '') ? instead : (swap?.numbers[0] ?? null);
  return (
    <Modal
      open={swap !== null}
      title={swap && t('swap.title', { limit: swap.limit })}
      okText={t('swap.ok')}
      cancelText={frame('action.cancel')}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => swap && chosen && onSwap(swap.wanted, chosen)}
      destroyOnHidden
    >
      {swap && (
        <>
          <p>{t('swap.question', { number: formatNumber(swap.wanted) })}</p>
          <Radio.Group
            vertical
            value={chosen}
            onChange={({ target }) => setInstead(target.value as string)}
            options={swap.numbers.map((number) => ({ value: number, label: formatNumber(number) }))}
          />
        </>
      )}
    </Modal>
  );
}
