import { CheckCircleFilled, ClockCircleOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import type { NumberCard } from '@sibai/contracts';
import { TIERS } from '@sibai/numbers';
import { formatNumber, formatTime, formatYuan, language } from '@sibai/ui';
import { Button, Progress, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { Digits } from './digits';
import styles from './number.module.css';

/** What may be done with a number: hold it, wait for it, or nothing. */
export type RowAct = 'hold' | 'wait';

interface Props {
  readonly card: NumberCard;
  readonly id?: string;
  readonly active?: boolean;
  readonly busy?: boolean;
  /** Absent: only looked at. */
  readonly onAct?: ((card: NumberCard, act: RowAct) => void) | undefined;
}

/** One number: what marks it out, why it was found, what it costs, and the button. */
export function NumberRow({ card, id, active = false, busy = false, onAct }: Props) {
  const { number, matches, reasons, score } = card;
  const inChinese = language() === 'zh-CN';
  const said = matches.length > 0 ? matches : reasons;
  const marked = said.flatMap(({ digits }) => digits);
  return (
    <li id={id} className={`${styles.row} ${active ? styles.active : ''}`} role="option" aria-selected={active}>
      <div className={styles.what}>
        <Digits number={number} marked={marked} />
        <ul className={styles.why}>
          {[...matches, ...reasons.slice(0, Math.max(1, 3 - matches.length))].map((why, i) => (
            <li key={i} className={i < matches.length ? styles.match : undefined}>
              {inChinese ? why.zh : why.en}
            </li>
          ))}
        </ul>
      </div>
      <Score score={score} />
      <Facts card={card} />
      <Price card={card} />
      <div className={styles.act}>
        <Act card={card} busy={busy} onAct={onAct} />
      </div>
    </li>
  );
}

export const tierName = (tier: NumberCard['tier']): string => {
  const found = TIERS.find(({ id }) => id === tier);
  return (language() === 'zh-CN' ? found?.zh : found?.en) ?? tier;
};

function Score({ score }: { score: number }) {
  const { t } = useTranslation('number');
  return (
    <Tooltip title={t('card.score', { score })}>
      <div className={styles.score}>
        <Progress type="circle" percent={score} size={38} strokeWidth={9} format={() => score} />
        <small>{t('card.scoreShort')}</small>
      </div>
    </Tooltip>
  );
}

function Facts({ card: { tier, carrier, carrierSure } }: { card: NumberCard }) {
  const { t } = useTranslation('number');
  return (
    <div className={styles.facts}>
      <Tag color={tier === 'plain' ? 'default' : 'gold'}>{tierName(tier)}</Tag>
      {carrier && (
        <span>
          {t(`carrier.${carrier}`)}
          {!carrierSure && (
            <Tooltip title={t('card.unconfirmed')}>
              <QuestionCircleOutlined style={{ marginInlineStart: 4 }} />
            </Tooltip>
          )}
        </span>
      )}
    </div>
  );
}

function Price({ card: { priceFen } }: { card: NumberCard }) {
  const { t } = useTranslation('number');
  return (
    <div className={styles.price}>
      <b className="tabular">{formatYuan(priceFen)}</b>
      <small>{t('card.month')}</small>
    </div>
  );
}

function Act({ card, busy, onAct }: Pick<Props, 'card' | 'onAct'> & { readonly busy: boolean }) {
  const { t } = useTranslation('number');
  const { number, state, mine, until } = card;
  if (mine)
    return (
      <span className={styles.mine}>
        <CheckCircleFilled /> {state === 'held' ? t('card.mine') : t('card.yours')}
      </span>
    );
  if (state === 'free')
    return (
      onAct && (
        <Button
          type="primary"
          loading={busy}
          onClick={() => onAct(card, 'hold')}
          aria-label={t('card.holdThis', { number: formatNumber(number) })}
        >
          {t('card.hold')}
        </Button>
      )
    );
  const time = until ? formatTime(until, 'short') : '';
  return (
    <>
      {onAct && (state === 'held' || state === 'cooling') && (
        <Button loading={busy} icon={<ClockCircleOutlined />} onClick={() => onAct(card, 'wait')}>
          {t('card.wait')}
        </Button>
      )}
      <small className={styles.until}>
        {state === 'held'
          ? t('card.heldUntil', { time })
          : state === 'cooling'
            ? t('card.cooling', { time })
            : t(`state.${state}`)}
      </small>
    </>
  );
}
