import { type Ari, AriError } from '@sibai/ari';
import type { OwnSupervision, SupervisionMode } from '@sibai/contracts';
import { type CallId, DomainError, type LegId, type TenantId, type UserId } from '@sibai/kernel';
import { legsOf, partiesOf } from '@sibai/call';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { Phones } from '../agent/phones.js';
import { handlingOf, LiveService } from '../analytics/live.service.js';
import { Dialler } from '../dialler.js';
import { CallEngine } from '../engine.js';
import { Exchange } from '../exchange.js';
import { legChannel, type LiveCall } from '../live-call.js';
import { Sockets } from '../sockets.js';
import { type Survey, Switchboard } from '../switchboard.js';
import { asideBridge, type Held, shownTo, snoopChannel, type Move, wayTo } from './supervision.js';
import { SupervisionStore } from './supervision.store.js';

/** A browser that answers by itself has done so by then, or is not there. */
const RING_MS = 20_000;
/** What is made in Stasis, or sent back there, is there within milliseconds. */
const ENTER_MS = 2_000;

export interface Supervised {
  readonly agentName: string;
  readonly groupName: string;
}

/**
 * Supervisors' legs. The engine rings a supervisor's browser, which answers by itself; from then on the leg is moved: beside the
 * agent's with a snoop between them, among those who talk, or into the agent's place. It is not a call of its own, and ends with the
 * call it is on. The next process takes it up from what is stored and what Asterisk has of it.
 */
@Injectable()
export class Supervisions {
  readonly #log = new Logger(Supervisions.name);
  readonly #held = new Map<UserId, Held>();
  /** Moves of one supervisor come one after another. */
  readonly #moves = new Map<UserId, Promise<void>>();
  /** Who waits for a channel to enter Stasis. */
  readonly #awaited = new Map<string, () => void>();

  constructor(
    private readonly engine: CallEngine,
    private readonly exchange: Exchange,
    private readonly switchboard: Switchboard,
    private readonly phones: Phones,
    private readonly sockets: Sockets,
    private readonly store: SupervisionStore,
    private readonly dialler: Dialler,
    live: LiveService,
  ) {
    live.showSupervisors((call) => this.of(call));
    engine.watch((call) => this.#callChanged(call));
  }

  of(call: CallId) {
    return [...this.#held.values()]
      .filter(({ callId }) => callId === call)
      .map(({ userId, name, mode }) => ({ userId, name, mode }));
  }

  own(user: UserId): OwnSupervision {
    const held = this.#held.get(user);
    return { supervision: held ? shownTo(held) : null };
  }

  held(user: UserId): Held | undefined {
    return this.#held.get(user);
  }

  /** Rings the supervisor's browser for a call whose agent talks. */
  async begin(
    who: { readonly userId: UserId; readonly name: string; readonly tenantId: TenantId },
    live: LiveCall,
    mode: SupervisionMode,
    { agentName, groupName }: Supervised,
  ): Promise<void> {
    const offer = handlingOf(live);
    if (!offer || live.state.at !== 'agent') throw new DomainError('floor.not_talking');
    const endpoint = await this.phones.supervisorEndpointOf(who.tenantId, who.userId);
    if (endpoint === undefined) throw new DomainError('floor.no_phone');
    await this.leave(who.userId);
    const leg = uuid() as LegId;
    const held: Held = {
      ...who,
      callId: live.facts.id,
      agentId: offer.agentId,
      agentName,
      groupId: offer.groupId,
      groupName,
      caller: live.facts.caller,
      since: Date.now(),
      leg,
      mode,
      connected: false,
      at: null,
      snoop: null,
    };
    this.#hold(held);
    this.#tell(held);
    try {
      await this.#keep(held);
      await this.switchboard.ring({
        channel: legChannel(leg),
        endpoint: `PJSIP/${endpoint}`,
        callerId: live.facts.caller,
        ringMs: RING_MS,
        originator: live.facts.channel,
        words: [live.facts.id, leg],
        attach: live.facts.id,
      });
    } catch (error) {
      this.#log.warn({ call: live.facts.id, error: String(error) }, 'a supervisor could not be rung');
      this.#forget(held);
      throw new DomainError('floor.no_phone', {}, { cause: error });
    }
  }

  /** Another way of being with the same call. Resolves when it is heard. */
  async change(held: Held, mode: SupervisionMode): Promise<void> {
    if (held.mode === 'take_over') return;
    held.mode = mode;
    this.#tell(held);
    await this.#keep(held);
    if (held.connected) await this.#bring(held);
  }

  /** Ends what a supervisor supervises. A call that was taken over ends with it. */
  async leave(user: UserId): Promise<void> {
    const held = this.#held.get(user);
    if (!held) return;
    await this.switchboard.hangup(legChannel(held.leg));
    await this.#gone(held);
  }

  /** Takes up those of the process before: who is still on the line goes on in the same mode, from wherever the leg is. */
  async adopt(tenant: TenantId, { channels }: Survey): Promise<void> {
    for (const { held: kept } of await this.store.of(tenant)) {
      if (this.#held.has(kept.userId)) continue;
      const { leg, callId, userId } = kept;
      const state = this.engine.find(callId)?.state;
      const channel = channels.get(legChannel(leg));
      // What was left of it is made anew, where it is needed.
      for (const { id } of channels.values())
        if (id.startsWith(`${snoopChannel(leg, '')}`)) await this.switchboard.hangup(id);
      if (!state || state.at === 'ended' || !channel) {
        if (channel) await this.switchboard.hangup(channel.id);
        await this.store.drop(tenant, userId);
        this.sockets.supervised(tenant, userId, { supervision: null });
        continue;
      }
      const joined = legsOf(state).some((own) => own.leg === leg);
      // One that still rings, or waits in the dialplan for us, says so itself when it enters Stasis.
      const connected = channel.state === 'Up' && channel.dialplan.app_name === 'Stasis';
      const held: Held = { ...kept, connected: connected || joined, at: joined ? 'call' : null, snoop: null };
      this.#hold(held);
      const handles = state.at === 'agent' && state.leg.id === leg;
      if (held.connected && !handles) await this.#bring(held);
      this.#tell(held);
    }
  }

  #hold(held: Held): void {
    this.#held.set(held.userId, held);
    this.exchange.own(held.leg, {
      tenant: held.tenantId,
      up: () => this.#unawaited(held, this.#up(held)),
      snooped: (channel) => this.#awaited.get(channel)?.(),
      gone: () => this.#unawaited(held, this.#gone(held)),
    });
  }

  /** Stored before it is acted on: a mode that was asked for is the one that is found. */
  #keep({ connected: _, at: __, snoop: ___, ...kept }: Held): Promise<unknown> {
    return this.store.keep(kept);
  }

  /** The agent's leg is another one: the agent has come back, or another agent has the call. A call that is over has no supervisor. */
  #callChanged(live: LiveCall): void {
    for (const held of this.#held.values()) {
      if (held.callId !== live.facts.id) continue;
      const { state } = live;
      if (state.at === 'ended') this.#unawaited(held, this.leave(held.userId));
      else if (held.snoop && held.mode !== 'take_over' && !(state.at === 'agent' && state.leg.id === held.snoop.of)) {
        const { channel } = held.snoop;
        held.snoop = null;
        this.#unawaited(held, this.switchboard.hangup(channel));
        if (state.at === 'agent' && state.leg.up) void this.#bring(held);
      } else if (!held.snoop && held.at === 'aside' && state.at === 'agent' && state.leg.up) void this.#bring(held);
    }
  }

  /** Asterisk may be away just then; what is left of a leg is hung up when it is back. */
  #unawaited({ callId }: Held, done: Promise<void>): void {
    done.catch((error: unknown) =>
      this.#log.warn({ call: callId, error: String(error) }, 'a supervisor’s leg is not where it should be'),
    );
  }

  async #up(held: Held): Promise<void> {
    const returned = this.#awaited.get(legChannel(held.leg));
    if (returned) return returned();
    if (this.#held.get(held.userId) !== held) return this.switchboard.hangup(legChannel(held.leg));
    held.connected = true;
    await this.#bring(held);
    this.#tell(held);
  }

  /** Brings the leg to where its mode is heard, after what is under way. */
  #bring(held: Held): Promise<void> {
    const before = this.#moves.get(held.userId) ?? Promise.resolve();
    const done = before.then(async () => {
      // What is wanted now, not what was when this was asked for.
      for (const move of wayTo(held.mode, held)) {
        if (this.#held.get(held.userId) !== held) return;
        await this.#move(held, move);
      }
    });
    const settled = done.catch((error: unknown) =>
      this.#log.error({ call: held.callId, mode: held.mode, error: String(error) }, 'a supervisor could not be moved'),
    );
    this.#moves.set(held.userId, settled);
    return settled;
  }

  async #move(held: Held, move: Move): Promise<void> {
    const { leg, callId, userId } = held;
    const channel = legChannel(leg);
    switch (move.do) {
      case 'mute':
        await this.#ask((ari) => ari.mute(channel, move.on));
        return;
      case 'snoop': {
        const agentLeg = this.#agentLeg(callId);
        if (!agentLeg) return;
        const snoop = snoopChannel(leg, uuid());
        await this.#bringIn(snoop, (ari) => ari.snoop(legChannel(agentLeg), snoop, { spy: 'both', whisper: 'out' }));
        held.snoop = { channel: snoop, of: agentLeg };
        return;
      }
      case 'aside':
        if (!held.snoop) return;
        await this.switchboard.join(asideBridge(leg), [channel, held.snoop.channel]);
        held.at = 'aside';
        return;
      case 'join': {
        await this.engine.dispatch(callId, { type: 'supervisor_joined', leg, userId });
        const state = this.engine.find(callId)?.state;
        const joined = state && partiesOf(state).some((party) => party.leg === leg);
        if (joined) held.at = 'call';
        // There is no room for one more.
        else held.mode = 'listen';
        return;
      }
      case 'part':
        await this.engine.dispatch(callId, { type: 'supervisor_left', leg });
        held.at = null;
        return;
      case 'take_over':
        await this.#recordFromNow(held);
        await this.engine.dispatch(callId, { type: 'taken_over', leg, userId });
        held.at = 'call';
        await this.#dropSnoop(held);
        return;
    }
  }

  /** What an agent says is recorded, where the call is; what a supervisor says to an agent is not. */
  async #recordFromNow({ leg, callId }: Held): Promise<void> {
    const live = this.engine.find(callId);
    const { recording } = live ? this.dialler.spool(live, leg) : {};
    if (recording === undefined) return;
    const channel = legChannel(leg);
    await this.#bringIn(channel, async (ari) => {
      await ari.setVariable(channel, 'SIBAI_RECORDING', recording);
      await ari.continueIn(channel, 'sibai-agent', 's');
    });
  }

  /** Does what makes a channel enter Stasis, and waits until it is there: no bridge takes it before. */
  async #bringIn(channel: string, verb: (ari: Ari) => Promise<void>): Promise<void> {
    const there = new Promise<void>((resolve) => this.#awaited.set(channel, resolve));
    const late = setTimeout(() => this.#awaited.get(channel)?.(), ENTER_MS);
    try {
      if (await this.#ask(verb)) await there;
    } finally {
      clearTimeout(late);
      this.#awaited.delete(channel);
    }
  }

  /** Of a leg that has gone meanwhile nothing is asked: the news of it is on its way. Answers whether it was still there. */
  async #ask(verb: (ari: Ari) => Promise<void>): Promise<boolean> {
    try {
      await verb(this.switchboard.ari);
      return true;
    } catch (error) {
      if (!(error instanceof AriError && error.gone)) throw error;
      return false;
    }
  }

  #agentLeg(call: CallId): LegId | undefined {
    const state = this.engine.find(call)?.state;
    return state?.at === 'agent' && state.leg.up ? state.leg.id : undefined;
  }

  async #gone(held: Held): Promise<void> {
    if (this.#held.get(held.userId) !== held) return;
    this.#forget(held);
    if (held.mode !== 'take_over')
      await this.engine.dispatch(held.callId, { type: 'supervised', userId: held.userId, mode: 'ended' });
    await this.#dropSnoop(held);
  }

  async #dropSnoop(held: Held): Promise<void> {
    const { snoop, leg } = held;
    held.snoop = null;
    if (snoop) await this.switchboard.hangup(snoop.channel);
    await this.switchboard.dropBridge(asideBridge(leg));
  }

  #forget(held: Held): void {
    this.#held.delete(held.userId);
    this.#tell(held);
    void this.store.drop(held.tenantId, held.userId);
  }

  #tell({ tenantId, userId }: Held): void {
    this.sockets.supervised(tenantId, userId, this.own(userId));
  }
}
