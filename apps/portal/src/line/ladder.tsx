import type { LadderMessage } from '@sibai/contracts';
import { Grid, Typography } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './line.module.css';

const ROW = 28;
const HEAD = 40;
const BAND = 30;

/** Requests, answers that promise, that agree, that refuse; and audio. */
function colour({ kind, title }: LadderMessage): string {
  if (kind === 'rtp') return 'var(--ant-purple-6)';
  const status = /^(\d)\d\d/.exec(title)?.[1];
  if (status === undefined) return 'var(--ant-color-primary)';
  if (status === '1') return 'var(--ant-color-text-tertiary)';
  return status === '2' ? 'var(--ant-color-success)' : 'var(--ant-color-warning)';
}

/** The messages of a check between the two ends, from top to bottom as they went. */
export function Ladder({ messages }: { messages: readonly LadderMessage[] }) {
  const { t } = useTranslation('line');
  const wide = Grid.useBreakpoint().md ?? true;
  const [chosen, setChosen] = useState<number | null>(null);
  const width = wide ? 760 : 360;
  const [left, right] = wide ? [150, 700] : [58, 342];

  const begins = (i: number): boolean => messages[i]?.item !== messages[i - 1]?.item;
  const rows = messages.map((message, i) => {
    const bands = messages.filter((_, n) => n <= i && begins(n)).length;
    return { message, i, band: begins(i), y: HEAD + i * ROW + bands * BAND };
  });
  const height = (rows.at(-1)?.y ?? HEAD) + ROW + 12;
  const text = chosen === null ? undefined : messages[chosen]?.text;
  const pick = (i: number) => setChosen(i === chosen ? null : i);
  const onKey = (event: KeyboardEvent, i: number) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    pick(i);
  };
  return (
    <>
      <Typography.Paragraph type="secondary">{t('check.ladderLead')}</Typography.Paragraph>
      <div className={styles.ladder}>
        <svg viewBox={`0 0 ${width} ${height}`} fontSize={12} role="group" aria-label={t('check.ladder')}>
          <g fill="var(--ant-color-text)" fontWeight={600} textAnchor="middle">
            <text x={wide ? left : 40} y={24}>
              {t('check.tester')}
            </text>
            <text x={wide ? right : right - 26} y={24}>
              {t('check.server')}
            </text>
          </g>
          {[left, right].map((x) => (
            <line
              key={x}
              x1={x}
              x2={x}
              y1={HEAD - 6}
              y2={height - 6}
              stroke="var(--ant-color-border)"
              strokeWidth={2}
            />
          ))}
          {rows.map(({ message, i, band, y: top }) => (
            <g key={i}>
              {band && (
                <text
                  x={width / 2}
                  y={top - 9}
                  textAnchor="middle"
                  fill="var(--ant-color-text-secondary)"
                  fontWeight={600}
                >
                  {t(`check.item.${message.item}`)}
                </text>
              )}
              <g
                role="button"
                tabIndex={0}
                aria-pressed={i === chosen}
                aria-label={`${message.at} ms ${message.title}`}
                onClick={() => pick(i)}
                onKeyDown={(event) => onKey(event, i)}
              >
                <rect x={0} y={top} width={width} height={ROW} fill="transparent" />
                <Arrow
                  from={message.sent ? left : right}
                  to={message.sent ? right : left}
                  y={top + 20}
                  message={message}
                />
                <text x={(left + right) / 2} y={top + 14} textAnchor="middle" fill="var(--ant-color-text)">
                  {message.title}
                </text>
                <text x={4} y={top + 24} fill="var(--ant-color-text-tertiary)" fontSize={wide ? 12 : 10}>
                  {(message.at / 1000).toFixed(3)}
                </text>
              </g>
            </g>
          ))}
        </svg>
      </div>
      {text && <pre className={styles.message}>{text}</pre>}
    </>
  );
}

function Arrow({ from, to, y, message }: { from: number; to: number; y: number; message: LadderMessage }) {
  const tip = from < to ? -7 : 7;
  const stroke = colour(message);
  const dashed = message.kind === 'rtp' ? { strokeDasharray: '5 3', strokeWidth: 2.5 } : { strokeWidth: 1.5 };
  return (
    <>
      <line x1={from} x2={to} y1={y} y2={y} stroke={stroke} {...dashed} />
      <path d={`M ${to} ${y} l ${tip} -4 l 0 8 z`} fill={stroke} />
    </>
  );
}
