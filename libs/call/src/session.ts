import type { Calendar, Effect as FlowEffect, Flow, Position } from '@sibai/ivr';
import type { AgentId, GroupId, Instant, LegId, RecordingId } from '@sibai/kernel';

import type { Collecting } from './collecting.js';
import type { Effect, HangupAs } from './effect.js';
import type { CallEvent, EndCause, Offer, PartyWho } from './event.js';
import type { Recording } from './recording.js';
import type { CutOff } from './redial.js';

type QueueEffect = Extract<FlowEffect, { do: 'queue' }>;
/** What a caller may be recorded in: kept back until the notice has been heard. */
export type HeldBack = Extract<FlowEffect, { do: 'queue' | 'dial' }>;

/**
 * A live call. `position` is where the caller is, or was last, in the flow.
 *
 * ```txt
 *  trunk ──▶ ivr ──queue──▶ acd ──answered──▶ agent ──▶ ended
 *    │       │ ▲             │ ▲               │ ▲ │      ▲
 *    │       │ └──unstaffed──┘ └──agent lost───┤ │ │      │
 *    │       │                 └──in vain── transfer      │
 *    │       └──dial──▶ number ◀──answered──────┘         │
 *    └── refused ──▶ leaving ─────────────────────────────┘   a hang-up ends it from anywhere
 * ```
 *
 * At `agent` there may be more than two: `parties` talk with caller and agent, with the `consult`'s party the agent
 * talks while the caller hears music. Where each of them is heard is told by `seating`.
 */
export type Call =
  | { readonly at: 'trunk' }
  /** `heldBack` comes next, once the caller has been told of the recording. */
  | {
      readonly at: 'ivr';
      readonly position: Position;
      readonly toldUnstaffed: boolean;
      readonly heldBack?: HeldBack;
      /** The place that the caller was cut off from just before. */
      readonly cut?: CutOff;
    }
  | (Queued & {
      readonly at: 'acd';
      readonly offer: Offer | null;
      readonly announced: number;
      /** Set while an agent's transfer to a group has found nobody yet. */
      readonly passed: Passed | null;
      /** The caller has been told that a key asks for a call back. */
      readonly offersCallback?: boolean;
      /** Is being asked for the number to be called back. */
      readonly asking?: Asking;
    })
  /** A call we place: the agent's phone first, then the number. */
  | (Queued & {
      readonly at: 'out';
      readonly to: string;
      readonly why: 'click' | 'callback';
      /** Who is to talk; null while a callback waits for somebody. */
      readonly offer: Offer | null;
      /** Waits among the callers when nobody is there for it, rather than being meant for one agent. */
      readonly queued: boolean;
      /** Of the agent who has answered, so that the number rings; who leaves the desk may come back to it. */
      readonly leg: AgentLeg | null;
      /** The network says something before anybody has answered: the agent hears that instead of our ringing. */
      readonly early?: true;
      /** Who is called has answered, and is being told of the recording. */
      readonly told?: true;
    })
  | (Queued & {
      readonly at: 'agent';
      /** Who handles the call. */
      readonly offer: Offer;
      readonly answeredAt: Instant;
      readonly held: boolean;
      readonly leg: AgentLeg;
      /** Those who talk with caller and agent, or are being called for that. */
      readonly parties: readonly Party[];
      readonly consult: Consult | null;
      /** The caller is being asked to key something in, and hears nobody meanwhile. */
      readonly collecting?: Collecting;
    })
  /** An agent has passed the caller on and is gone; `party` rings, and in vain the caller goes back to that agent. */
  | (Queued & {
      readonly at: 'transfer';
      readonly by: Offer;
      readonly party: Party;
      /** It is the agent who had transferred the call that rings. */
      readonly returning: boolean;
    })
  /** The caller talks with a number, or it rings there; `leg` is the one the call hangs on. */
  | {
      readonly at: 'number';
      readonly position: Position;
      readonly leg: LegId;
      readonly to: string;
      readonly connectedAt: Instant | null;
      readonly toldUnstaffed: boolean;
      readonly parties: readonly Party[];
      /** Instead of an agent: the flow has nothing to say when the number does not answer. */
      readonly overflowed?: true;
    }
  /** The caller is told to leave a message, or is leaving it. */
  | {
      readonly at: 'voicemail';
      readonly position: Position;
      readonly group: GroupId;
      readonly id: RecordingId;
      /** Is being told how it goes, hears the tone, or speaks. */
      readonly stage: 'told' | 'tone' | 'recording';
    }
  /** The caller hears why there is no going on, and then the call ends. */
  | { readonly at: 'leaving'; readonly cause: EndCause; readonly as: HangupAs }
  | { readonly at: 'ended'; readonly cause: EndCause };

export interface Queued {
  readonly position: Position;
  readonly groups: readonly GroupId[];
  readonly announce: QueueEffect['announce'];
  /** When the wait began; kept when an agent does not answer or is lost, so the caller keeps the place. */
  readonly since: Instant;
  /** Higher goes first; 0 by default. */
  readonly priority: number;
  /** The caller has been told that nobody is signed in and has chosen to wait: not told again. */
  readonly toldUnstaffed: boolean;
  /** Comes back to a place that was left by no choice of the caller's, or by agreement. */
  readonly again?: 'redial' | 'callback';
  /** What an agent has to tell whoever takes the caller, or is asked, next. */
  readonly note?: HandOverNote;
}

export interface HandOverNote {
  readonly by: AgentId;
  readonly text: string;
}

/** What a caller who wants to be called back has told of the number so far. */
export interface Asking {
  readonly source: 'key' | 'overflow';
  /** The number that calls; null when none can be called back. */
  readonly own: string | null;
  readonly typed: string;
  /** What was typed has been read back. */
  readonly read: boolean;
}

/** The leg of the agent who handles the call, or places it. Neither up nor ringing: it is gone, and may come back for a while. */
export interface AgentLeg {
  readonly id: LegId;
  readonly up: boolean;
  /** Being rung once more, for an agent whose desk is back. */
  readonly ringing: boolean;
  /** Since when nobody has been heard on it. */
  readonly awaySince: Instant | null;
}

export type Party = { readonly leg: LegId; readonly who: PartyWho } & (
  | { readonly state: 'ringing' | 'up' }
  /** Of an agent's: it is gone and may come back, or rings for that; `since`: nobody has been heard on it. */
  | { readonly state: 'away' | 'attaching'; readonly since: Instant }
);

export interface Consult {
  readonly party: Party;
  /** Whom the agent hears now. */
  readonly with: 'consultee' | 'caller';
}

/** By whom a call was passed on to a group, and the place it goes back to when that agent is gone. */
export interface Passed {
  readonly by: Offer;
  readonly groups: readonly GroupId[];
  readonly since: Instant;
}

/** Caller, agent and everybody else together. */
export const MAX_PARTIES = 6;

export interface Step {
  readonly call: Call;
  readonly events: readonly CallEvent[];
  readonly effects: readonly Effect[];
}

export interface Context {
  readonly now: Instant;
  /** The version of the flow this call is on; absent only for a call that was refused. */
  readonly flow: Flow | undefined;
  /** A fresh id, for the one leg that a step may dial. */
  readonly leg: LegId;
  /** Without it nothing is asked: every leg is recorded. */
  readonly recording?: Recording;
  /** The tenant's holidays; without it every day is an ordinary one. */
  readonly calendar?: Calendar;
  /** Groups that have their own way of announcing to those who wait, whatever the flow says. */
  readonly announce?: ReadonlyMap<GroupId, QueueEffect['announce']>;
}
