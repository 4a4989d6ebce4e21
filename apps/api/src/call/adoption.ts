import type { Channel } from '@sibai/ari';
import { type CallEvent, legsOf, type Stimulus } from '@sibai/call';
import type { CallId, TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Db } from '../platform/db.js';
import { isOutage } from '../platform/pg-error.js';
import { CallEngine } from './engine.js';
import { Exchange } from './exchange.js';
import { isOurs, legChannel, type LiveCall, type StoredCall } from './live-call.js';
import { type Survey, Switchboard } from './switchboard.js';
import { LineBook } from './trunk/line-book.js';

/** Takes up calls that went on while nobody looked: after a restart of ours, of Asterisk, or of the line between. */
@Injectable()
export class Adoption {
  readonly #log = new Logger(Adoption.name);
  /** What the inspection before did not know: to be an orphan, a thing must be unknown twice. */
  #suspects: ReadonlySet<string> = new Set();

  constructor(
    private readonly db: Db,
    private readonly engine: CallEngine,
    private readonly exchange: Exchange,
    private readonly lines: LineBook,
    private readonly switchboard: Switchboard,
  ) {}

  /** Brings the tenant's stored calls to memory, those that are not there yet, and tells each how it stands. */
  async adoptStored(tenant: TenantId, survey: Survey): Promise<void> {
    const rows = await this.db.as<{ callId: CallId; stored: StoredCall; events: CallEvent[] }[]>(tenant, (em) =>
      em.query(
        `SELECT c.call_id AS "callId", c.state AS stored,
                (SELECT jsonb_agg(jsonb_build_object('at', extract(epoch FROM e.at) * 1000, 'type', e.type, 'data', e.data) ORDER BY e.at, e.id)
                   FROM call_event e WHERE e.call_id = c.call_id AND e.at >= c.started_at - interval '1 minute') AS events
           FROM live_call c ORDER BY c.started_at`,
      ),
    );
    let adopted = 0;
    for (const { callId, stored, events } of rows) {
      if (this.engine.find(callId)) continue;
      const live = await this.#revive(stored, events ?? [], survey).catch((error: unknown) => {
        if (isOutage(error)) throw error;
        this.#log.error({ call: callId, error: String(error) }, 'a call cannot be taken up from what is stored of it');
      });
      if (!live) continue;
      const stimulus = news(live, survey);
      if (stimulus.type === 'adopted') adopted++;
      await this.engine.take(live, stimulus);
    }
    if (rows.length > 0) this.#log.log(`${adopted} of ${rows.length} calls adopted for ${tenant}`);
  }

  /** After the line to Asterisk was lost: calls in memory are looked at again, since what was missed is never told. */
  async checkLive(survey: Survey): Promise<void> {
    for (const live of [...this.engine.calls()]) {
      live.music = null;
      await this.engine.dispatch(live.facts.id, news(live, survey));
    }
    // Their calls first: a caller who is gone must not be offered to another agent because a leg is gone too.
    this.exchange.dropLegsExcept(survey.channels);
  }

  /**
   * Lets in callers who arrived while nobody listened, and removes legs and bridges that belong to no call, and did not
   * the time before. Answers how many of each kind there were to remove.
   */
  async tidy({ channels, bridges }: Survey): Promise<{ channels: number; bridges: number }> {
    const unknown = [...channels.values()].filter(({ id }) => !this.exchange.knows(id));
    const idle = bridges.filter(({ id }) => !this.#isUsed(id));
    const before = this.#suspects;
    this.#suspects = new Set([...unknown, ...idle].map(({ id }) => id));

    const strays = unknown.filter(({ id }) => before.has(id));
    const orphaned = strays.filter(({ id }) => isOurs(id) || this.exchange.isOver(id));
    for (const channel of strays) if (!orphaned.includes(channel)) await this.letIn(channel);
    for (const { id } of orphaned) await this.switchboard.hangup(id);
    const empty = idle.filter(({ id }) => before.has(id));
    for (const { id } of empty) await this.switchboard.dropBridge(id);
    this.exchange.forgetExcept(channels);
    return { channels: orphaned.length, bridges: empty.length };
  }

  /** Takes in a caller who is on the line and of whom nothing is stored, if that is what the channel is. */
  async letIn(channel: Channel): Promise<void> {
    const { app_name, app_data } = channel.dialplan;
    const [app, role, endpoint = '', dialled = ''] = app_data.split(',');
    if (app_name !== 'Stasis' || app !== 'sibai' || role !== 'in') return;
    await this.exchange.arrive(channel, endpoint, dialled);
  }

  /** Those who came in between the last word of the process before and ours. */
  async letInWaiting({ channels }: Survey): Promise<void> {
    for (const channel of channels.values()) if (!this.exchange.knows(channel.id)) await this.letIn(channel);
  }

  async #revive({ facts, call }: StoredCall, events: CallEvent[], { channels }: Survey): Promise<LiveCall> {
    const flow = await this.lines.flow(facts.tenantId, facts.flowVersionId);
    // A version is never deleted while a call is on it; without one the call could not go on.
    if (!flow) throw new Error(`call ${facts.id} is on a flow version that is gone: ${facts.flowVersionId}`);
    const since = events.at(-1)?.at ?? facts.startedAt;
    const live: LiveCall = { facts, flow, state: call, since, events, timers: new Map(), playback: null, music: null };
    this.exchange.knowCaller(live);
    // Of a leg that has gone nothing more will be heard.
    for (const { leg } of legsOf(call)) if (channels.has(legChannel(leg))) this.exchange.knowLeg(live, leg);
    return live;
  }

  /** A bridge is a call's, or that of a leg that is known. */
  #isUsed(bridge: string): boolean {
    const [kind, id = ''] = bridge.split('.');
    if (kind === 'call' || kind === 'consult') return this.engine.find(id as CallId) !== undefined;
    return kind !== 'sup' || this.exchange.knows(legChannel(id));
  }
}

/** What a call that stands as stored is to be told, now that this is what stands on Asterisk. */
function news({ facts, state }: LiveCall, { channels, bridges, startedAt }: Survey): Stimulus {
  // A number that has not answered has no channel of its own, or one that says nothing yet.
  if (state.at === 'out') return { type: 'adopted', legs: {} };
  if (!channels.has(facts.channel)) {
    const restarted = facts.startedAt < Date.parse(startedAt);
    return { type: 'hangup', cause: restarted ? 'media_restarted' : 'gone_while_away' };
  }
  const inBridges = new Set(bridges.flatMap((bridge) => bridge.channels));
  const legs = legsOf(state).flatMap(({ leg }): [string, 'ringing' | 'up'][] => {
    const channel = channels.get(legChannel(leg));
    if (!channel) return [];
    // A leg may be up and not yet have entered Stasis: then its own news is still to come.
    const entered = channel.dialplan.app_name === 'Stasis' || inBridges.has(channel.id);
    return [[leg, channel.state === 'Up' && entered ? 'up' : 'ringing']];
  });
  return { type: 'adopted', legs: Object.fromEntries(legs) };
}
