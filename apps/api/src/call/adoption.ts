import type { Channel } from '@sibai/ari';
import type { Call, CallEvent, Stimulus } from '@sibai/call';
import type { CallId, TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Db } from '../platform/db.js';
import { CallEngine } from './engine.js';
import { Exchange } from './exchange.js';
import { agentChannel, callBridge, farChannel, isLeg, type LiveCall, type StoredCall } from './live-call.js';
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
    const rows = await this.db.as<{ stored: StoredCall; events: CallEvent[] }[]>(tenant, (em) =>
      em.query(
        `SELECT c.state AS stored,
                (SELECT jsonb_agg(jsonb_build_object('at', extract(epoch FROM e.at) * 1000, 'type', e.type, 'data', e.data) ORDER BY e.at, e.id)
                   FROM call_event e WHERE e.call_id = c.call_id AND e.at >= c.started_at - interval '1 minute') AS events
           FROM live_call c ORDER BY c.started_at`,
      ),
    );
    let adopted = 0;
    for (const { stored, events } of rows) {
      if (this.engine.find(stored.facts.id)) continue;
      const live = await this.#revive(stored, events ?? [], survey);
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
    const idle = bridges.filter(({ id }) => id.startsWith('call.') && !this.engine.find(id.slice(5) as CallId));
    const before = this.#suspects;
    this.#suspects = new Set([...unknown, ...idle].map(({ id }) => id));

    const strays = unknown.filter(({ id }) => before.has(id));
    const orphaned = strays.filter(({ id }) => isLeg(id) || this.exchange.isOver(id));
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
    const offer = offerOf(call);
    // Of a leg that has gone nothing more will be heard.
    if (offer && channels.has(agentChannel(offer.assignmentId))) this.exchange.knowLeg(live, offer);
    return live;
  }
}

/** What a call that stands as stored is to be told, now that this is what stands on Asterisk. */
function news({ facts, state }: LiveCall, { channels, bridges, startedAt }: Survey): Stimulus {
  if (!channels.has(facts.channel)) {
    const restarted = facts.startedAt < Date.parse(startedAt);
    return { type: 'hangup', cause: restarted ? 'media_restarted' : 'gone_while_away' };
  }
  const offer = offerOf(state);
  const leg = channels.get(
    state.at === 'number' ? farChannel(facts.id) : offer ? agentChannel(offer.assignmentId) : '',
  );
  if (!leg) return { type: 'adopted', leg: 'none' };
  // A leg may be up and not yet have entered Stasis: then its own news is still to come.
  const answered = leg.dialplan.app_name === 'Stasis' || bridges.some((b) => b.id === callBridge(facts.id));
  return { type: 'adopted', leg: leg.state === 'Up' && answered ? 'up' : 'ringing' };
}

const offerOf = (call: Call) => (call.at === 'acd' || call.at === 'agent' ? call.offer : null);
