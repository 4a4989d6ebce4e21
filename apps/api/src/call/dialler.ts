import { type DialResult, type Effect, firstLeg, offersOf, recordingOf, type Stimulus } from '@sibai/call';
import { asCli } from '@sibai/compliance';
import { DomainError, type LegId, type UserId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Phones } from './agent/phones.js';
import { showingEndpoint } from './endpoint.js';
import { legChannel, type LiveCall } from './live-call.js';
import { Recorder } from './recording/recorder.js';
import { Switchboard } from './switchboard.js';
import { LineBook } from './trunk/line-book.js';
import { Permits } from './trunk/permits.js';

type EffectOf<K extends Effect['do']> = Extract<Effect, { do: K }>;
/** Tells the call what has come of it. */
export type Tell = (stimulus: Stimulus) => void;

/** Told of each leg just before it is rung, and when it could not be. */
export interface LegWatcher {
  rung(live: LiveCall, leg: LegId): void;
  failed(leg: LegId): void;
}

/** Rings the agents' phones and dials numbers. What cannot even be rung is told at once; the rest Asterisk tells. */
@Injectable()
export class Dialler {
  readonly #log = new Logger(Dialler.name);
  readonly #watchers = new Set<LegWatcher>();

  constructor(
    private readonly switchboard: Switchboard,
    private readonly phones: Phones,
    private readonly lines: LineBook,
    private readonly permits: Permits,
    private readonly recorder: Recorder,
  ) {}

  watch(watcher: LegWatcher): void {
    this.#watchers.add(watcher);
  }

  /** Where Asterisk is to write what a leg that is called now will say. Of a call we place that is decided once it is answered. */
  spool(live: LiveCall, leg: LegId): { recording?: string } {
    const recording = recordingOf(live.facts.recording, live.events);
    const undecided = live.state.at === 'out' && recording?.due;
    return !recording || recording.on || undecided ? { recording: this.recorder.spoolFile(leg) } : {};
  }

  async ring(live: LiveCall, { leg, offer, ringMs, attach }: EffectOf<'ring'>, tell: Tell): Promise<void> {
    const { facts } = live;
    const unreachable = () => tell({ type: 'unanswered', leg, reason: 'failed' });
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

  async dial(live: LiveCall, { leg, to, timeoutSeconds }: EffectOf<'dial'>, tell: Tell): Promise<void> {
    const { facts } = live;
    const fail = () => tell({ type: 'unanswered', leg, reason: 'failed' });
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
  async dialCallee(
    { facts, state }: LiveCall,
    { to, timeoutSeconds }: EffectOf<'dial_callee'>,
    tell: Tell,
  ): Promise<void> {
    const { id, tenantId, lineId, channel } = facts;
    const gone = (result: DialResult) => tell({ type: 'callee_gone', result });
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
      tell({ type: 'callee_dialled', cli });
    } catch (error) {
      this.#log.warn({ call: id, error: String(error) }, 'a number could not be dialled');
      gone(error instanceof DomainError ? 'not_allowed' : 'unreachable');
    }
  }

  ringCallee({ facts }: LiveCall, { timeoutSeconds }: EffectOf<'ring_callee'>, tell: Tell): Promise<void> {
    return this.switchboard.ringOutside(facts.channel, timeoutSeconds).catch((error: unknown) => {
      this.#log.warn({ call: facts.id, error: String(error) }, 'a number could not be rung');
      tell({ type: 'callee_gone', result: 'unreachable' });
    });
  }

  async #call(
    live: LiveCall,
    leg: LegId,
    failed: () => void,
    how: (words: { words: readonly [string, string] }) => Promise<void>,
  ): Promise<void> {
    for (const watcher of this.#watchers) watcher.rung(live, leg);
    try {
      await how({ words: [live.facts.id, leg] });
    } catch (error) {
      this.#log.warn({ call: live.facts.id, leg, error: String(error) }, 'a leg could not be rung');
      for (const watcher of this.#watchers) watcher.failed(leg);
      failed();
    }
  }
}
