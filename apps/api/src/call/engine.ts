import {
  type CallEvent,
  type DialResult,
  type Effect,
  firstLeg,
  type Offer,
  offersOf,
  type Seat,
  type Recording,
  recordingOf,
  step,
  type Stimulus,
} from '@sibai/call';
import { asCli } from '@sibai/compliance';
import { type AgentId, type CallId, DomainError, type LegId, type RecordingId, type UserId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { showingEndpoint } from './endpoint.js';
import { Floor } from './floor.js';
import { Phones } from './agent/phones.js';
import { Speaker } from './ivr/speaker.js';
import { Ledger } from './ledger.js';
import { bridgeOf, type CallFacts, legChannel, type LiveCall } from './live-call.js';
import { Pauses } from './recording/pauses.js';
import { Recorder } from './recording/recorder.js';
import { Switchboard } from './switchboard.js';
import { LineBook } from './trunk/line-book.js';
import { Permits } from './trunk/permits.js';
import { Voicemails } from './voicemails.js';

type Runners = { [K in Effect['do']]: (live: LiveCall, effect: Extract<Effect, { do: K }>) => Promise<void> | void };

/** Told of each leg just before it is rung, and when it could not be. */
export interface LegWatcher {
  rung(live: LiveCall, leg: LegId): void;
  failed(leg: LegId): void;
}

/** A recording that is played for music begins anew this often. */
const MUSIC_ROUNDS = 100;

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
    private readonly pauses: Pauses,
    private readonly lines: LineBook,
    private readonly permits: Permits,
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
      this.#log.error({ call: live.facts.id, effect: effect.do, error: describe(error) });
    }
  }

  #forget(live: LiveCall): void {
    for (const timer of live.timers.values()) clearTimeout(timer);
    this.#calls.delete(live.facts.id);
    this.pauses.forget(live.facts.id);
  }

  /** How a call stands to being recorded. */
  recording({ facts, events }: LiveCall): Recording | undefined {
    return recordingOf(facts.recording, events);
  }

  /** Where Asterisk is to write what a leg that is called now will say. Of a call we place that is decided once it is answered. */
  spool(live: LiveCall, leg: LegId): { recording?: string } {
    const recording = this.recording(live);
    const undecided = live.state.at === 'out' && recording?.due;
    return !recording || recording.on || undecided ? { recording: this.recorder.spoolFile(leg) } : {};
  }

  readonly #run: Runners = {
    answer: ({ facts }) => this.switchboard.answer(facts.channel),
    play: (live, { prompts, playback }) => this.#play(live, playback, () => this.speaker.files(prompts)),
    say: (live, { announcement, playback }) =>
      this.#play(live, playback, async () => [
        await this.speaker.announcement(announcement),
        ...(announcement.kind === 'place' ? await this.#comfort(live) : []),
      ]),
    stop_playing: async (live) => {
      const { playback } = live;
      live.playback = null;
      if (playback !== null) await this.switchboard.stopPlaying(playbackId(live.facts.id, playback));
    },
    music: async (live, { on }) => {
      if (live.music === on) return;
      const { facts } = live;
      const own = on ? await this.#ownMusic(live) : undefined;
      const playing = playbackId(facts.id, 'music');
      if (own) await this.switchboard.play(facts.channel, playing, own);
      else {
        if (!on && live.music !== false) await this.switchboard.stopPlaying(playing);
        await this.switchboard.music(facts.channel, on);
      }
      live.music = on;
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
    ring: (live, effect) => this.#ring(live, effect),
    dial: (live, effect) => this.#dial(live, effect),
    dial_callee: (live, effect) => this.#dialCallee(live, effect),
    ring_callee: ({ facts: { id, channel } }, { timeoutSeconds }) =>
      this.switchboard.ringOutside(channel, timeoutSeconds).catch((error: unknown) => {
        this.#log.warn({ call: id, error: describe(error) }, 'a number could not be rung');
        void this.dispatch(id, { type: 'callee_gone', result: 'unreachable' });
      }),
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

  #waitingSounds({ facts, state }: LiveCall) {
    const [group] = 'groups' in state ? state.groups : [];
    return group && this.floor.waitingSounds(facts.tenantId, group);
  }

  /** What a caller of the group hears for music, over and over, where that is a recording of the tenant's. */
  async #ownMusic(live: LiveCall): Promise<string[] | undefined> {
    const id = this.#waitingSounds(live)?.music;
    if (!id) return undefined;
    try {
      const files = await this.speaker.files([{ kind: 'audio', id }]);
      return Array.from({ length: MUSIC_ROUNDS }, () => files).flat();
    } catch (error) {
      this.#log.warn({ call: live.facts.id, error: describe(error) }, 'the music of a group is not there');
      return undefined;
    }
  }

  /** One of the group's comfort messages after each announcement, by turns. */
  async #comfort(live: LiveCall): Promise<string[]> {
    const comfort = this.#waitingSounds(live)?.comfort ?? [];
    const turn = 'announced' in live.state ? live.state.announced - 1 : 0;
    const prompt = comfort[turn % comfort.length];
    return prompt ? this.speaker.files([prompt]) : [];
  }

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
      void this.dispatch(live.facts.id, { type: 'played', playback, failed: true });
    });
  }

  async #ring(live: LiveCall, { leg, offer, ringMs, attach }: EffectOf<'ring'>): Promise<void> {
    const { facts } = live;
    const unreachable = () => void this.dispatch(facts.id, { type: 'unanswered', leg, reason: 'failed' });
    const endpoint = await this.phones.endpointOf(facts.tenantId, offer.agentId).catch(() => undefined);
    if (endpoint === undefined) return unreachable();
    await this.#call(live, leg, unreachable, (words) =>
      this.switchboard.ring({
        ...words,
        ...{ channel: legChannel(leg), endpoint: `PJSIP/${endpoint}`, callerId: facts.caller },
        ...{ ringMs, ...this.spool(live, leg) },
        // Of a call we place there is no other channel yet.
        ...(live.state.at !== 'out' && { originator: facts.channel }),
        ...(attach && { attach: facts.id }),
      }),
    );
  }

  async #dial(live: LiveCall, { leg, to, timeoutSeconds }: EffectOf<'dial'>): Promise<void> {
    const { facts } = live;
    const fail = () => void this.dispatch(facts.id, { type: 'unanswered', leg, reason: 'failed' });
    const line = await this.lines.line(facts.tenantId, facts.lineId);
    const group = offersOf(live.state)[0]?.groupId ?? null;
    const cli = line && (await this.permits.cli(facts.tenantId, line, to, group));
    // Without a number that may be shown there is no call: a 400 number can never be the caller.
    if (!line || !cli) return fail();
    await this.#call(live, leg, fail, (words) =>
      this.switchboard.dial({
        ...words,
        ...{ channel: legChannel(leg), to, cli, via: showingEndpoint(line.trunkId, cli), originator: facts.channel },
        ...{ ringMs: timeoutSeconds * 1000, ...this.spool(live, leg) },
      }),
    );
  }

  /** The one called takes the caller's place in the call. */
  async #dialCallee({ facts, state }: LiveCall, { to, timeoutSeconds }: EffectOf<'dial_callee'>): Promise<void> {
    const { id, tenantId, lineId, channel } = facts;
    const gone = (result: DialResult) => void this.dispatch(id, { type: 'callee_gone', result });
    const offer = offersOf(state)[0];
    try {
      const line = await this.lines.line(tenantId, lineId);
      if (!line || !offer) return gone('unreachable');
      const cli =
        facts.cli === undefined
          ? (
              await this.permits.ask(tenantId, {
                ...{ to, line, group: offer.groupId, call: id, kind: 'callback' },
                ...{ user: offer.agentId as string as UserId, askedAt: facts.askedAt ?? null },
              })
            ).cli
          : asCli(facts.cli);
      if (!cli) return gone('not_allowed');
      const via = showingEndpoint(line.trunkId, cli);
      const originator = legChannel(firstLeg(offer));
      await this.switchboard.placeOutside({ channel, to, cli, via, originator, ringSeconds: timeoutSeconds });
      void this.dispatch(id, { type: 'callee_dialled', cli });
    } catch (error) {
      this.#log.warn({ call: id, error: describe(error) }, 'a number could not be dialled');
      gone(error instanceof DomainError ? 'not_allowed' : 'unreachable');
    }
  }

  async #call(
    live: LiveCall,
    leg: LegId,
    failed: () => void,
    how: (words: { words: readonly [string, string] }) => Promise<void>,
  ): Promise<void> {
    for (const watcher of this.#legWatchers) watcher.rung(live, leg);
    try {
      await how({ words: [live.facts.id, leg] });
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
