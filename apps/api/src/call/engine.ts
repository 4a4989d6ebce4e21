import { type CallEvent, type Effect, type Offer, offersOf, type Seat, step, type Stimulus } from '@sibai/call';
import type { AgentId, CallId, LegId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { Floor } from './floor.js';
import { Phones } from './agent/phones.js';
import { Speaker } from './ivr/speaker.js';
import { Ledger } from './ledger.js';
import { bridgeOf, type CallFacts, legChannel, type LiveCall } from './live-call.js';
import { Recorder } from './recording/recorder.js';
import { Switchboard } from './switchboard.js';
import { LineBook } from './trunk/line-book.js';

type Runners = { [K in Effect['do']]: (live: LiveCall, effect: Extract<Effect, { do: K }>) => Promise<void> | void };

/** Told of each leg just before it is rung, and when it could not be. */
export interface LegWatcher {
  rung(live: LiveCall, leg: LegId): void;
  failed(leg: LegId): void;
}

/** Told of every change of a call, after it has been recorded. */
export type CallWatcher = (live: LiveCall, events: readonly CallEvent[]) => void;

/**
 * Runs the live calls: hands each stimulus to libs/call, records what came of it, and performs the effects. The stimuli
 * of one call are handled in the order given; calls do not wait for one another.
 */
@Injectable()
export class CallEngine {
  readonly #log = new Logger(CallEngine.name);
  readonly #calls = new Map<CallId, LiveCall>();
  readonly #mail = new Map<CallId, Promise<void>>();
  readonly #watchers = new Set<CallWatcher>();
  readonly #legWatchers = new Set<LegWatcher>();

  constructor(
    private readonly switchboard: Switchboard,
    private readonly ledger: Ledger,
    private readonly floor: Floor,
    private readonly phones: Phones,
    private readonly speaker: Speaker,
    private readonly recorder: Recorder,
    private readonly lines: LineBook,
  ) {}

  /** The live calls, of all tenants. */
  calls(): IterableIterator<LiveCall> {
    return this.#calls.values();
  }

  find(id: CallId): LiveCall | undefined {
    return this.#calls.get(id);
  }

  watch(watcher: CallWatcher): void {
    this.#watchers.add(watcher);
  }

  watchLegs(watcher: LegWatcher): void {
    this.#legWatchers.add(watcher);
  }

  /** Takes a call in: one that has just arrived, or one that is found on the line after a restart. */
  take(live: LiveCall, first: Stimulus, arrival: readonly CallEvent[] = []): Promise<void> {
    this.#calls.set(live.facts.id, live);
    return this.#post(live.facts.id, async () => {
      live.events.push(...arrival);
      await this.#handle(live, first, arrival);
    });
  }

  /** Resolves when the stimulus has been handled. News of a call that has ended is dropped. */
  dispatch(id: CallId, stimulus: Stimulus): Promise<void> {
    if (!this.#calls.has(id)) return Promise.resolve();
    return this.#post(id, async () => {
      const live = this.#calls.get(id);
      if (live) await this.#handle(live, stimulus);
    });
  }

  /** The offer that is ringing or talking on that call, if it is that agent's. */
  offerOf(id: CallId, agent: AgentId): Offer | undefined {
    const state = this.#calls.get(id)?.state;
    return state && offersOf(state).find(({ agentId }) => agentId === agent);
  }

  #post(id: CallId, work: () => Promise<void>): Promise<void> {
    const mail = (this.#mail.get(id) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => this.#log.error({ call: id, error: describe(error) }));
    this.#mail.set(id, mail);
    void mail.then(() => this.#mail.get(id) === mail && this.#mail.delete(id));
    return mail;
  }

  async #handle(live: LiveCall, stimulus: Stimulus, before: readonly CallEvent[] = []): Promise<void> {
    const now = Date.now();
    const { call, events, effects } = step(live.state, stimulus, {
      now,
      flow: live.flow,
      leg: uuid() as LegId,
      ...this.floor.customs(live.facts.tenantId),
    });
    const changed = call !== live.state;
    if (call.at !== live.state.at) live.since = now;
    live.state = call;
    live.events.push(...events);
    if (changed || events.length > 0 || before.length > 0) {
      await this.ledger.record(live, [...before, ...events]);
      for (const watcher of this.#watchers) watcher(live, [...before, ...events]);
    }
    for (const effect of effects) await this.#perform(live, effect);
    if (call.at === 'ended') this.#forget(live);
  }

  async #perform<K extends Effect['do']>(live: LiveCall, effect: Extract<Effect, { do: K }>): Promise<void> {
    try {
      await this.#run[effect.do as K](live, effect);
    } catch (error) {
      this.#log.error({ call: live.facts.id, effect: effect.do, error: describe(error) });
    }
  }

  #forget(live: LiveCall): void {
    for (const timer of live.timers.values()) clearTimeout(timer);
    this.#calls.delete(live.facts.id);
  }

  readonly #run: Runners = {
    answer: ({ facts }) => this.switchboard.answer(facts.channel),
    play: (live, { prompts, playback }) => this.#play(live, playback, () => this.speaker.files(prompts)),
    say: (live, { announcement, playback }) =>
      this.#play(live, playback, async () => [await this.speaker.announcement(announcement)]),
    stop_playing: async (live) => {
      const { playback } = live;
      live.playback = null;
      if (playback !== null) await this.switchboard.stopPlaying(playbackId(live.facts.id, playback));
    },
    music: async (live, { on }) => {
      if (live.music === on) return;
      live.music = on;
      await this.switchboard.music(live.facts.channel, on);
    },
    set_timer: (live, { name, ms, turn }) => {
      clearTimeout(live.timers.get(name));
      live.timers.set(
        name,
        setTimeout(() => void this.dispatch(live.facts.id, { type: 'timer', name, turn }), ms),
      );
    },
    clear_timer: (live, { name }) => {
      clearTimeout(live.timers.get(name));
      live.timers.delete(name);
    },
    enqueue: ({ facts, state }, { groups, since, askStaff, priority }) =>
      this.floor.enqueue(facts.tenantId, facts.id, groups, since, askStaff, {
        caller: facts.caller,
        lineId: facts.lineId,
        variables: 'position' in state ? state.position.variables : {},
        ...(priority > 0 && { priority }),
      }),
    leave_queue: ({ facts }) => this.floor.leave(facts.tenantId, facts.id),
    announce_place: ({ facts }) => {
      const place = this.floor.announced(facts.tenantId, facts.id);
      // Not waiting any more, or ringing: the answer would come too late to be true.
      if (place) void this.dispatch(facts.id, { type: 'placed', ...place });
    },
    ring: (live, effect) => this.#ring(live, effect),
    dial: (live, effect) => this.#dial(live, effect),
    drop_leg: (_, { leg }) => this.switchboard.hangup(legChannel(leg)),
    join: ({ facts }, { bridge, seats }) =>
      this.switchboard.join(
        bridgeOf(facts.id, bridge),
        seats.map((seat) => channelOf(facts, seat)),
      ),
    part: ({ facts }, { bridge, seat }) => this.switchboard.part(bridgeOf(facts.id, bridge), channelOf(facts, seat)),
    drop_bridge: ({ facts }, { bridge }) => this.switchboard.dropBridge(bridgeOf(facts.id, bridge)),
    leg_tone: (_, { leg, tone }) => this.switchboard.tone(legChannel(leg), tone),
    call_agent: ({ facts }, { offer, kind }) => this.floor.call(facts.tenantId, facts.id, offer, kind),
    uncall: ({ facts }, { offer }) => this.floor.uncall(facts.tenantId, facts.id, offer),
    accept: ({ facts }, { offer }) => this.floor.accept(facts.tenantId, facts.id, offer),
    record: ({ facts }, { leg, assignmentId }) => this.recorder.started(facts.tenantId, facts.id, leg, assignmentId),
    refuse: ({ facts }, { offer, reason }) => this.floor.refuse(facts.tenantId, facts.id, offer, reason),
    end_talk: ({ facts }, { offer }) => this.floor.endTalk(facts.tenantId, facts.id, offer),
    // Who has hung up needs no help.
    hangup: ({ facts, state }, { as }) =>
      state.at === 'ended' && state.cause === 'caller' ? undefined : this.switchboard.hangup(facts.channel, as),
  };

  /** Speech may have to be made first; the call does not stand still for it, and may have moved on when it is there. */
  #play(live: LiveCall, playback: string, files: () => Promise<string[]>): void {
    live.playback = playback;
    const play = async () => {
      const media = await files();
      if (live.playback === playback && this.#calls.has(live.facts.id))
        await this.switchboard.play(live.facts.channel, playbackId(live.facts.id, playback), media);
    };
    play().catch((error: unknown) => {
      // A caller is not left in silence because a prompt is missing: the call goes on as if it had been heard.
      this.#log.error({ call: live.facts.id, playback, error: describe(error) }, 'a prompt could not be played');
      void this.dispatch(live.facts.id, { type: 'played', playback });
    });
  }

  async #ring(live: LiveCall, { leg, offer, ringMs, attach }: EffectOf<'ring'>): Promise<void> {
    const { facts } = live;
    const unreachable = () => void this.dispatch(facts.id, { type: 'unanswered', leg, reason: 'failed' });
    const endpoint = await this.phones.endpointOf(facts.tenantId, offer.agentId).catch(() => undefined);
    if (endpoint === undefined) return unreachable();
    await this.#call(live, leg, unreachable, {
      endpoint: `PJSIP/${endpoint}`,
      callerId: facts.caller,
      ringMs,
      recording: this.recorder.spoolFile(leg),
      ...(attach && { attach: facts.id }),
    });
  }

  async #dial(live: LiveCall, { leg, to, timeoutSeconds }: EffectOf<'dial'>): Promise<void> {
    const { facts } = live;
    const fail = () => void this.dispatch(facts.id, { type: 'unanswered', leg, reason: 'failed' });
    const line = await this.lines.line(facts.tenantId, facts.lineId);
    // Without a number that may be shown there is no call: a 400 number can never be the caller.
    if (!line?.outboundCli) return fail();
    await this.#call(live, leg, fail, {
      endpoint: `PJSIP/${to}@${line.trunk}`,
      callerId: line.outboundCli,
      ringMs: timeoutSeconds * 1000,
      recording: this.recorder.spoolFile(leg),
    });
  }

  async #call(
    live: LiveCall,
    leg: LegId,
    failed: () => void,
    how: Pick<Parameters<Switchboard['ring']>[0], 'endpoint' | 'callerId' | 'ringMs' | 'recording' | 'attach'>,
  ): Promise<void> {
    for (const watcher of this.#legWatchers) watcher.rung(live, leg);
    try {
      const { id, channel: originator } = live.facts;
      await this.switchboard.ring({ ...how, channel: legChannel(leg), originator, words: [id, leg] });
    } catch (error) {
      this.#log.warn({ call: live.facts.id, leg, error: describe(error) }, 'a leg could not be rung');
      for (const watcher of this.#legWatchers) watcher.failed(leg);
      failed();
    }
  }
}

type EffectOf<K extends Effect['do']> = Extract<Effect, { do: K }>;

const channelOf = (facts: CallFacts, seat: Seat): string => (seat === 'caller' ? facts.channel : legChannel(seat));

const playbackId = (call: CallId, playback: string): string => `${call}.${playback}`;

/** The call and the playback that an id of Asterisk's names. */
export function ofPlayback(id: string): { call: CallId; playback: string } | undefined {
  const [call, playback] = id.split('.');
  return call !== undefined && playback !== undefined ? { call: call as CallId, playback } : undefined;
}

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
