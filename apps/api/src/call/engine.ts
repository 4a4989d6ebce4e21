import {
  type CallEvent,
  type Effect,
  type Offer,
  offersOf,
  type Seat,
  type Recording,
  recordingOf,
  step,
  type Stimulus,
} from '@sibai/call';
import type { AgentId, CallId, LegId, RecordingId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { Dialler, type Tell } from './dialler.js';
import { Floor } from './floor.js';
import { Ledger } from './ledger.js';
import { bridgeOf, type CallFacts, legChannel, type LiveCall } from './live-call.js';
import { Pauses } from './recording/pauses.js';
import { Recorder } from './recording/recorder.js';
import { Sounds } from './sounds.js';
import { Switchboard } from './switchboard.js';
import { Voicemails } from './voicemails.js';

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
    private readonly dialler: Dialler,
    private readonly sounds: Sounds,
    private readonly recorder: Recorder,
    private readonly pauses: Pauses,
    private readonly voicemails: Voicemails,
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
    return state && offersOf(state).find(({ agentId }) => agentId === agent);
  }

  #post(id: CallId, work: () => Promise<void>): Promise<void> {
    const mail = (this.#mail.get(id) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => this.#log.error({ call: id, error: String(error) }));
    this.#mail.set(id, mail);
    void mail.then(() => this.#mail.get(id) === mail && this.#mail.delete(id));
    return mail;
  }

  async #handle(live: LiveCall, stimulus: Stimulus, before: readonly CallEvent[] = []): Promise<void> {
    const now = Date.now();
    const recording = this.recording(live);
    const { call, events, effects } = step(live.state, stimulus, {
      now,
      flow: live.flow,
      leg: uuid() as LegId,
      ...(recording && { recording }),
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
      this.#log.error({ call: live.facts.id, effect: effect.do, error: String(error) });
    }
  }

  #forget(live: LiveCall): void {
    for (const timer of live.timers.values()) clearTimeout(timer);
    this.#calls.delete(live.facts.id);
    // What is still being made to be said comes too late.
    live.playback = null;
    this.pauses.forget(live.facts.id);
  }

  /** How a call stands to being recorded. */
  recording({ facts, events }: LiveCall): Recording | undefined {
    return recordingOf(facts.recording, events);
  }

  /** For what comes of an effect later. */
  #teller({ facts }: LiveCall): Tell {
    return (stimulus) => void this.dispatch(facts.id, stimulus);
  }

  readonly #run: Runners = {
    answer: ({ facts }) => this.switchboard.answer(facts.channel),
    play: (live, { prompts, playback }) => this.sounds.play(live, playback, prompts, this.#teller(live)),
    say: (live, { announcement, playback }) => this.sounds.say(live, playback, announcement, this.#teller(live)),
    stop_playing: (live) => this.sounds.stop(live),
    music: (live, { on }) => this.sounds.music(live, on),
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
    enqueue: ({ facts, state }, { groups, since, askStaff, priority, again }) =>
      this.floor.enqueue(facts.tenantId, facts.id, groups, since, askStaff, {
        caller: facts.caller,
        lineId: facts.lineId,
        variables: 'position' in state ? state.position.variables : {},
        ...(priority > 0 && { priority }),
        ...(again && { again }),
      }),
    leave_queue: ({ facts }) => this.floor.leave(facts.tenantId, facts.id),
    announce_place: ({ facts }) => {
      const place = this.floor.announced(facts.tenantId, facts.id);
      // Not waiting any more, or ringing: the answer would come too late to be true.
      if (place) void this.dispatch(facts.id, { type: 'placed', ...place });
    },
    ring: (live, effect) => this.dialler.ring(live, effect, this.#teller(live)),
    dial: (live, effect) => this.dialler.dial(live, effect, this.#teller(live)),
    dial_callee: (live, effect) => this.dialler.dialCallee(live, effect, this.#teller(live)),
    ring_callee: (live, effect) => this.dialler.ringCallee(live, effect, this.#teller(live)),
    take_message: (live, message) => this.voicemails.take(live, message),
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
    record: (live, { leg, assignmentId }) => {
      const { id, tenantId } = live.facts;
      this.recorder.started(tenantId, id, leg, assignmentId);
      const paused = this.recording(live)?.paused;
      this.pauses.recorded(tenantId, id, leg as string as RecordingId, paused ? { ...paused, at: paused.since } : null);
    },
    unrecord: (_, { leg }) => this.switchboard.stopRecording(legChannel(leg)),
    pause_recording: ({ facts }, { by, reason, at }) => this.pauses.begin(facts.id, { by, reason, at }),
    resume_recording: ({ facts }, { at }) => this.pauses.end(facts.id, at),
    refuse: ({ facts }, { offer, reason }) => this.floor.refuse(facts.tenantId, facts.id, offer, reason),
    end_talk: ({ facts }, { offer }) => this.floor.endTalk(facts.tenantId, facts.id, offer),
    // Who has hung up needs no help.
    hangup: ({ facts, state }, { as }) =>
      state.at === 'ended' && state.cause === 'caller' ? undefined : this.switchboard.hangup(facts.channel, as),
  };
}

const channelOf = (facts: CallFacts, seat: Seat): string => (seat === 'caller' ? facts.channel : legChannel(seat));
