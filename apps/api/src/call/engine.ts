import { type CallEvent, type Effect, type Offer, step, type Stimulus } from '@sibai/call';
import type { AgentId, CallId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Floor } from './floor.js';
import { Phones } from './agent/phones.js';
import { Speaker } from './ivr/speaker.js';
import { Ledger } from './ledger.js';
import { agentChannel, callBridge, type CallFacts, farChannel, type LiveCall } from './live-call.js';
import { Recorder } from './recording/recorder.js';
import { Switchboard } from './switchboard.js';
import { LineBook } from './trunk/line-book.js';

type Runners = { [K in Effect['do']]: (live: LiveCall, effect: Extract<Effect, { do: K }>) => Promise<void> | void };

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
    const offer = state?.at === 'acd' || state?.at === 'agent' ? state.offer : null;
    return offer?.agentId === agent ? offer : undefined;
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
    const { call, events, effects } = step(live.state, stimulus, { now, flow: live.flow });
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
    enqueue: ({ facts }, { groups, since, askStaff }) =>
      this.floor.enqueue(facts.tenantId, facts.id, groups, since, askStaff),
    leave_queue: ({ facts }) => this.floor.leave(facts.tenantId, facts.id),
    announce_place: ({ facts }) => {
      const place = this.floor.place(facts.tenantId, facts.id);
      // Not waiting any more, or ringing: the answer would come too late to be true.
      if (place) void this.dispatch(facts.id, { type: 'placed', ...place });
    },
    ring: ({ facts }, { offer, ringMs }) => this.#ring(facts, offer, ringMs),
    cancel_ring: (_, { offer }) => this.switchboard.hangup(agentChannel(offer.assignmentId)),
    bridge: async (live, { offer }) => {
      await this.#run.stop_playing(live, { do: 'stop_playing' });
      await this.#run.music(live, { do: 'music', on: false });
      await this.switchboard.bridge(callBridge(live.facts.id), [live.facts.channel, agentChannel(offer.assignmentId)]);
    },
    unbridge: async ({ facts }, { offer }) => {
      await this.switchboard.dropBridge(callBridge(facts.id));
      await this.switchboard.hangup(agentChannel(offer.assignmentId));
    },
    accept: ({ facts }, { offer }) => this.floor.accept(facts.tenantId, facts.id, offer),
    record: ({ facts }, { offer }) => this.recorder.started(facts.tenantId, facts.id, offer.assignmentId),
    refuse: ({ facts }, { offer, reason }) => this.floor.refuse(facts.tenantId, facts.id, offer, reason),
    end_talk: ({ facts }, { offer }) => this.floor.endTalk(facts.tenantId, facts.id, offer),
    dial: ({ facts }, { to, timeoutSeconds }) => this.#dial(facts, to, timeoutSeconds),
    join_far_end: ({ facts }) => this.switchboard.bridge(callBridge(facts.id), [facts.channel, farChannel(facts.id)]),
    drop_far_end: async ({ facts }) => {
      await this.switchboard.dropBridge(callBridge(facts.id));
      await this.switchboard.hangup(farChannel(facts.id));
    },
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

  async #ring(facts: CallFacts, offer: Offer, ringMs: number): Promise<void> {
    const unreachable = () => void this.dispatch(facts.id, { type: 'unanswered', offer, reason: 'failed' });
    try {
      const endpoint = await this.phones.endpointOf(facts.tenantId, offer.agentId);
      if (endpoint === undefined) return unreachable();
      await this.switchboard.ring({
        channel: agentChannel(offer.assignmentId),
        endpoint: `PJSIP/${endpoint}`,
        callerId: facts.caller,
        ringMs,
        originator: facts.channel,
        words: [facts.id, offer.assignmentId],
        recording: this.recorder.spoolFile(offer.assignmentId),
      });
    } catch (error) {
      this.#log.warn({ call: facts.id, agent: offer.agentId, error: describe(error) }, 'an agent could not be rung');
      unreachable();
    }
  }

  async #dial(facts: CallFacts, to: string, timeoutSeconds: number): Promise<void> {
    const fail = (reason: string) => void this.dispatch(facts.id, { type: 'far_end_left', reason });
    const line = await this.lines.line(facts.tenantId, facts.lineId);
    // Without a number that may be shown there is no call: a 400 number can never be the caller.
    if (!line?.outboundCli) return fail('no_outbound_cli');
    try {
      await this.switchboard.ring({
        channel: farChannel(facts.id),
        endpoint: `PJSIP/${to}@${line.trunk}`,
        callerId: line.outboundCli,
        ringMs: timeoutSeconds * 1000,
        originator: facts.channel,
        words: [facts.id, 'far'],
      });
    } catch (error) {
      this.#log.warn({ call: facts.id, to, error: describe(error) }, 'a number could not be dialled');
      fail('failed');
    }
  }
}

const playbackId = (call: CallId, playback: string): string => `${call}.${playback}`;

/** The call and the playback that an id of Asterisk's names. */
export function ofPlayback(id: string): { call: CallId; playback: string } | undefined {
  const [call, playback] = id.split('.');
  return call !== undefined && playback !== undefined ? { call: call as CallId, playback } : undefined;
}

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
