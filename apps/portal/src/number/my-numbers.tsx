import { ClockCircleOutlined } from '@ant-design/icons';
import type { MyNumber, MyNumbers as Mine, MyWait } from '@sibai/contracts';
import { formatDuration, formatNumber, formatTime, formatYuan, useErrorText, useNow } from '@sibai/ui';
import { App, Button, Card, Progress, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { Digits } from './digits';
import styles from './number.module.css';
import { tierName } from './number-row';
import { useNumberAct } from './numbers';

const DAY = 24 * 3600 * 1000;

interface Props {
  readonly mine: Mine & { readonly skew: number };
  /** Takes a number whose turn has come. */
  readonly onConfirm: (number: string) => void;
  readonly busy: string | null;
}

/** The numbers an enterprise holds, has and waits for, each with its clock. */
export function MyNumbers({ mine, onConfirm, busy }: Props) {
  const { t } = useTranslation('number');
  const { numbers, waits, limits, skew } = mine;
  const held = numbers.filter(({ hold }) => hold && hold.kind !== 'turn').length;
  return (
    <>
      <Card
        title={t('mine.title')}
        extra={<span className={styles.note}>{t('mine.room', { room: Math.max(0, limits.cart - held) })}</span>}
        styles={{ body: { padding: numbers.length ? 0 : undefined } }}
      >
        {numbers.length === 0 ? (
          <span className={styles.note}>{t('mine.none')}</span>
        ) : (
          <ul className={styles.list}>
            {numbers.map((each) => (
              <Owned key={each.number} owned={each} skew={skew} busy={busy === each.number} onConfirm={onConfirm} />
            ))}
          </ul>
        )}
      </Card>
      {waits.length > 0 && (
        <Card title={t('waits.title')} styles={{ body: { padding: 0 } }}>
          <ul className={styles.list}>
            {waits.map((wait) => (
              <Waiting key={wait.number} wait={wait} />
            ))}
          </ul>
          <p className={styles.cardNote}>{t('waits.hint')}</p>
        </Card>
      )}
    </>
  );
}

interface OwnedProps {
  readonly owned: MyNumber;
  readonly skew: number;
  readonly busy: boolean;
  readonly onConfirm: (number: string) => void;
}

function Owned({ owned: { number, state, tier, priceFen, carrier, hold }, skew, busy, onConfirm }: OwnedProps) {
  const { t } = useTranslation('number');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const release = useNumberAct('DELETE', 'hold');
  const spoken = formatNumber(number);

  const ask = (): void => {
    void modal.confirm({
      title: t('mine.releaseQuestion', { number: spoken }),
      content: t('mine.releaseHint'),
      okText: t('mine.release'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await release.mutateAsync({ number });
          void message.success(t('done.released', { number: spoken }));
        } catch (error) {
          void message.error(errorText(error), 6);
        }
      },
    });
  };
  return (
    <li className={styles.owned}>
      <div className={styles.what}>
        <Digits number={number} />
        <span className={styles.note}>
          {[tierName(tier), carrier && t(`carrier.${carrier}`)].filter(Boolean).join(' · ')} · {formatYuan(priceFen)}
          {t('card.month')}
        </span>
      </div>
      {hold ? (
        <Countdown hold={hold} skew={skew} />
      ) : (
        <Tag color={state === 'sold' ? 'success' : 'error'} style={{ justifySelf: 'start' }}>
          {state === 'sold' ? t('mine.sold') : t('mine.suspended')}
        </Tag>
      )}
      {hold && (
        <div className={styles.act}>
          {hold.kind === 'turn' && (
            <Button type="primary" loading={busy} onClick={() => onConfirm(number)}>
              {t('mine.confirm')}
            </Button>
          )}
          <Button type="text" danger onClick={ask}>
            {t('mine.release')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** How long a hold lasts: ticking by the server's clock, and drawn. */
function Countdown({ hold, skew }: { hold: NonNullable<MyNumber['hold']>; skew: number }) {
  const { t } = useTranslation('number');
  const until = Date.parse(hold.until);
  const left = Math.max(0, until - (useNow() - skew));
  const whole = until - Date.parse(hold.placedAt);
  const urgent = left < 5 * 60_000;
  const hint = hold.kind === 'turn' ? t('mine.turnHint') : hold.kind === 'cart' ? t('mine.extend') : null;
  return (
    <div className={styles.countdown}>
      <span className={urgent ? styles.urgent : undefined} role="timer" aria-label={t('mine.left')}>
        <ClockCircleOutlined /> {t(`mine.kind.${hold.kind}`)}
        {' · '}
        <b className="tabular">
          {left === 0
            ? t('mine.expired')
            : left > DAY
              ? t('days', { count: Math.ceil(left / DAY) })
              : formatDuration(left)}
        </b>
      </span>
      <Progress
        percent={Math.min(100, (left / Math.max(1, whole)) * 100)}
        showInfo={false}
        size="small"
        status={urgent ? 'exception' : 'normal'}
      />
      <small>
        {t('mine.until', { time: formatTime(hold.until, 'short') })}
        {hint && ` · ${hint}`}
      </small>
    </div>
  );
}

function Waiting({ wait: { number, ahead, state, until } }: { wait: MyWait }) {
  const { t } = useTranslation('number');
  const { message } = App.useApp();
  const errorText = useErrorText();
  const leave = useNumberAct('DELETE', 'wait');
  const time = until ? formatTime(until, 'short') : '';
  return (
    <li className={styles.owned}>
      <div className={styles.what}>
        <Digits number={number} />
        <span className={styles.note}>
          {state === 'cooling' ? t('card.cooling', { time }) : t('card.heldUntil', { time })}
        </span>
      </div>
      <span>{ahead === 0 ? t('waits.first') : t('waits.ahead', { count: ahead })}</span>
      <Button
        type="text"
        loading={leave.isPending}
        onClick={() =>
          leave.mutate(
            { number },
            {
              onSuccess: () => void message.success(t('done.left')),
              onError: (error) => void message.error(errorText(error), 6),
            },
          )
        }
      >
        {t('waits.leave')}
      </Button>
    </li>
  );
}
