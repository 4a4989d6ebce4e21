import type { Live } from '@sibai/contracts';
import { Elapsed, formatNumber, PhoneNumber } from '@sibai/ui';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { CallActs } from '../steering/call-acts';
import styles from './live.module.css';

type LiveCall = Live['calls'][number];

const COLUMNS = ['ivr', 'waiting', 'talking'] as const;
type Column = (typeof COLUMNS)[number];

/** A ringing call still waits, whatever stage the server files it under: the caller hears music. */
export function columnOf({ stage, ringing }: Pick<LiveCall, 'stage' | 'ringing'>): Column {
  switch (stage) {
    case 'trunk':
    case 'ivr':
      return 'ivr';
    case 'acd':
      return 'waiting';
    case 'agent':
      return ringing ? 'waiting' : 'talking';
    case 'number':
      return 'talking';
  }
}

/** More rows than this in one column are counted, not listed: nobody reads them, and the page stays quick. */
const SHOWN = 50;

interface Props {
  readonly live: Live;
  readonly skew: number;
  readonly steers: boolean;
}

export function LiveCalls({ live, skew, steers }: Props) {
  const { calls, groups } = live;
  const { t } = useTranslation('analytics');
  const byColumn = Map.groupBy(
    calls.toSorted((a, b) => (a.since < b.since ? -1 : 1)),
    columnOf,
  );
  return (
    <div className={styles.columns}>
      {COLUMNS.map((column) => {
        const those = byColumn.get(column) ?? [];
        return (
          <section key={column} className={styles.panel} aria-labelledby={`calls-${column}`}>
            <header>
              <h2 id={`calls-${column}`}>{t(`calls.${column}`)}</h2>
              <span className={`${styles.count} tabular`}>{those.length}</span>
            </header>
            <ul className={styles.rows} data-column={column}>
              {those.slice(0, SHOWN).map((call) => (
                <CallRow key={call.callId} call={call} skew={skew}>
                  {steers && <CallActs call={call} groups={groups} />}
                </CallRow>
              ))}
              {those.length === 0 && <li className={styles.none}>{t('calls.none')}</li>}
              {those.length > SHOWN && (
                <li className={styles.none}>{t('calls.more', { count: those.length - SHOWN })}</li>
              )}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function CallRow({ call, skew, children }: { call: LiveCall; skew: number; children: ReactNode }) {
  const { t } = useTranslation('analytics');
  return (
    <li className={styles.call}>
      <span className={styles.who}>
        <PhoneNumber number={call.caller} />
        <small>
          {[formatNumber(call.dialled), call.groupName, call.agentName].filter((part) => part !== null).join(' · ')}
        </small>
      </span>
      <span className={styles.clock}>
        {call.supervisors.map(({ userId, name, mode }) => (
          <Tag key={userId} color="purple" title={name}>
            {t(`calls.supervised.${mode}`)}
          </Tag>
        ))}
        {call.priority > 0 && <Tag color="gold">{t('calls.priority', { priority: call.priority })}</Tag>}
        {call.ringing && <Tag color="processing">{t('calls.ringing')}</Tag>}
        {call.stage === 'number' && <Tag>{t('calls.external')}</Tag>}
        <Link to={`/calls/${call.callId}`} title={`${t('calls.total')} ${call.startedAt}`}>
          <Elapsed since={call.since} skew={skew} />
        </Link>
        {children}
      </span>
    </li>
  );
}
