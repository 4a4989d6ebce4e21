import { type FloorSettings, type Live, PRESENCES, type Presence, type WallMetric } from '@sibai/contracts';
import { Elapsed, maskNumber, Nothing, PresenceTag, useNow } from '@sibai/ui';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { AgentActs } from '../steering/agent-acts';
import { levelOf } from './level';
import styles from './live.module.css';

interface Props {
  readonly live: Live;
  readonly skew: number;
  readonly steers: boolean;
}

/** More rows than this are counted, not listed: nobody reads them, and the page stays quick. */
const SHOWN = 100;

/** The agents by name, so that a change of state changes a tag and moves nobody. */
export function LiveAgents({ live, skew, steers }: Props) {
  const { agents } = live;
  const { t } = useTranslation('analytics');
  const { t: ui } = useTranslation('ui');
  const [only, setOnly] = useState<Presence | 'all'>('all');
  const [name, setName] = useState('');

  const count = (presence: Presence): number => agents.filter((agent) => agent.presence === presence).length;
  const wanted = name.trim().toLowerCase();
  const shown = agents
    .filter((agent) => (only === 'all' || agent.presence === only) && agent.name.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN') || (a.id < b.id ? -1 : 1));

  return (
    <section className={styles.panel} aria-labelledby="live-agents">
      <header>
        <h2 id="live-agents">{t('agents.title')}</h2>
        <span className={styles.spring} />
        <Input
          size="small"
          allowClear
          className={styles.find ?? ''}
          aria-label={t('agents.find')}
          placeholder={t('agents.find')}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Select
          size="small"
          aria-label={t('agents.title')}
          value={only}
          onChange={setOnly}
          style={{ width: 132 }}
          options={[
            { value: 'all' as const, label: `${t('agents.all')} ${agents.length}` },
            ...PRESENCES.map((value) => ({ value, label: `${ui(`presence.${value}`)} ${count(value)}` })),
          ]}
        />
      </header>
      <ul className={styles.rows}>
        {shown.slice(0, SHOWN).map((agent) => (
          <li key={agent.id} className={styles.agent}>
            <span className={styles.who}>
              {agent.name}
              <small>{callOf(live, agent.callId)}</small>
            </span>
            <PresenceTag presence={agent.presence} reason={agent.reason} />
            <Since agent={agent} thresholds={live.settings.thresholds} skew={skew} />
            {steers && <AgentActs agent={agent} groups={live.groups} />}
          </li>
        ))}
        {shown.length > SHOWN && <li className={styles.none}>{t('agents.more', { count: shown.length - SHOWN })}</li>}
        {shown.length === 0 && (
          <li>
            <Nothing text={t('agents.empty')} />
          </li>
        )}
      </ul>
    </section>
  );
}

const LIMITED: Partial<Record<Presence, WallMetric>> = { break: 'breakMinutes', busy: 'busyMinutes' };

/** How long the agent is in the state, in the colour of its limit if it has one. */
function Since({
  agent: { presence, since },
  thresholds,
  skew,
}: {
  readonly agent: Live['agents'][number];
  readonly thresholds: FloorSettings['thresholds'];
  readonly skew: number;
}) {
  const now = useNow();
  const metric = LIMITED[presence];
  const level = metric && levelOf(metric, (now - skew - Date.parse(since)) / 60_000, thresholds);
  return (
    <span className={styles.clock} data-level={level === 'good' ? undefined : level}>
      {presence !== 'offline' && <Elapsed since={since} skew={skew} />}
    </span>
  );
}

/** Whom the agent talks with. */
function callOf({ calls }: Live, callId: string | null): string {
  const call = callId === null ? undefined : calls.find((each) => each.callId === callId);
  return call ? `${maskNumber(call.caller)} · ${call.groupName ?? ''}` : '';
}
