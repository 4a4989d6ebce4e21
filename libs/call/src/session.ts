import type { Calendar, Effect as FlowEffect, Flow, Position, Prompt } from '@sibai/ivr';
import type { AgentId, AssignmentId, GroupId, Instant, LegId, RecordingId, UserId } from '@sibai/kernel';
import type { OverflowTarget } from '@sibai/routing';

import type { DialResult } from './callback.js';
import type {
  AssignmentKind,
  Callee,
  CallEvent,
  EndCause,
  Offer,
  PartyWho,
  RefusalCause,
  SupervisionMode,
  SuspensionCause,
  TransferTarget,
  UnansweredReason,
} from './event.js';
import type { CutOff } from './redial.js';
import type { PauseReason, Recording } from './recording.js';

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
      /** The agent is on the line, and the number rings. */
      readonly dialling: boolean;
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

/** The leg of the agent who handles the call. Neither up nor ringing: it is gone, and may come back for a while. */
export interface AgentLeg {
  readonly id: LegId;
  readonly up: boolean;
  /** Being rung once more, for an agent whose desk is back. */
  readonly ringing: boolean;
  /** Since when nobody has been heard on it. */
  readonly awaySince: Instant | null;
}

export interface Party {
  readonly leg: LegId;
  readonly who: PartyWho;
  readonly state: 'ringing' | 'up';
}

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

/** What has just happened, as the media server, the router or a timer tells it. Late and repeated news is normal. */
export type Stimulus =
  | {
      readonly type: 'arrived';
      readonly refused: RefusalCause | null;
      readonly variables: Record<string, string>;
      /** What the caller was cut off from, if anything. */
      readonly cut?: CutOff;
    }
  | { readonly type: 'played'; readonly playback: string; readonly failed?: boolean }
  | { readonly type: 'key'; readonly digit: string }
  | { readonly type: 'timer'; readonly name: TimerName; readonly turn: number }
  /** None of the groups the caller waits for has an agent signed in. */
  | { readonly type: 'unstaffed' }
  | {
      readonly type: 'placed';
      readonly place: number;
      readonly estimateSeconds: number | null;
      /** Whom the caller is told to be put through to. */
      readonly title?: string;
      /** Whether one of the groups calls back who asks for it. */
      readonly callback?: boolean;
    }
  | { readonly type: 'offered'; readonly offer: Offer; readonly ringMs: number }
  /** The router has reserved an agent whom the call itself has asked for. */
  | { readonly type: 'called'; readonly offer: Offer; readonly ringMs: number }
  /** A leg could not be rung, or the router took it back. */
  | { readonly type: 'unanswered'; readonly leg: LegId; readonly reason: UnansweredReason }
  | { readonly type: 'leg_up'; readonly leg: LegId }
  /** With the cause of Q.850; 0 when it ended without a word. */
  | { readonly type: 'leg_gone'; readonly leg: LegId; readonly cause: number }
  /** The phone of an agent's has put its far end on hold, or taken it back. */
  | { readonly type: 'held'; readonly leg: LegId; readonly on: boolean }
  | { readonly type: 'hangup'; readonly cause: EndCause }
  /** The engine has come back and found the caller on the line, with those of its legs that are there. */
  | { readonly type: 'adopted'; readonly legs: Readonly<Record<string, 'ringing' | 'up'>> }
  /** Who steers the floor has moved a waiting caller, or raised the priority. */
  | { readonly type: 'moved'; readonly groups: readonly GroupId[] }
  | { readonly type: 'prioritised'; readonly priority: number }
  | PauseStimulus
  /** The first of a call we place. */
  | { readonly type: 'begin' }
  | { readonly type: 'callee_dialled'; readonly cli: string }
  | { readonly type: 'callee_up' }
  /** The number was not reached, or was not to be called. */
  | { readonly type: 'callee_gone'; readonly result: DialResult }
  | { readonly type: 'overflow'; readonly to: readonly OverflowTarget[]; readonly reason: string }
  /** The caller has left a message, or has nothing more to say. */
  | { readonly type: 'message_taken' }
  | Wish
  | SupervisorStimulus;

/** Whoever asks, by a name that can be shown: it is not only for the agent to ask. */
export type PauseStimulus =
  | { readonly type: 'recording_pause'; readonly asker: string; readonly reason: PauseReason }
  | { readonly type: 'recording_resume'; readonly asker: string };

/** What the agent who handles the call has asked for at the desk. Of anybody else it is without meaning. */
export type Wish = { readonly by: AgentId } & (
  | { readonly type: 'hold'; readonly on: boolean }
  | { readonly type: 'transfer'; readonly to: TransferTarget }
  | { readonly type: 'consult'; readonly to: Callee }
  | { readonly type: 'consult_complete' }
  | { readonly type: 'consult_cancel' }
  | { readonly type: 'consult_swap' }
  | { readonly type: 'consult_merge' }
  | { readonly type: 'party_add'; readonly to: Callee }
  | { readonly type: 'party_drop'; readonly leg: LegId }
  /** The desk's page is about to go, and the leg with it. */
  | { readonly type: 'away' }
  /** The desk is back and wants to be rung. */
  | { readonly type: 'attach' }
);

/** The legs of supervisors are others' to ring and to drop; a call knows only of those that talk with the caller. */
export type SupervisorStimulus =
  | { readonly type: 'supervised'; readonly userId: UserId; readonly mode: SupervisionMode }
  | { readonly type: 'supervisor_joined'; readonly leg: LegId; readonly userId: UserId }
  /** The leg goes on elsewhere. */
  | { readonly type: 'supervisor_left'; readonly leg: LegId }
  /** The supervisor's leg takes the place of the agent's. */
  | { readonly type: 'taken_over'; readonly leg: LegId; readonly userId: UserId };

export type TimerName = 'input' | 'announce' | 'away' | 'transfer' | 'callee' | 'notice' | 'recording';

/** What must be done, in order. `playback` names what is played, so that the news of its end can be told apart. */
export type Effect =
  | { readonly do: 'answer' }
  | { readonly do: 'play'; readonly prompts: readonly Prompt[]; readonly playback: string }
  | { readonly do: 'say'; readonly announcement: Announcement; readonly playback: string }
  | { readonly do: 'stop_playing' }
  | { readonly do: 'music'; readonly on: boolean }
  | { readonly do: 'set_timer'; readonly name: TimerName; readonly ms: number; readonly turn: number }
  | { readonly do: 'clear_timer'; readonly name: TimerName }
  | {
      readonly do: 'enqueue';
      readonly groups: readonly GroupId[];
      readonly since: Instant;
      readonly priority: number;
      readonly askStaff: boolean;
      readonly again?: 'redial' | 'callback';
    }
  | { readonly do: 'leave_queue' }
  | { readonly do: 'announce_place' }
  /** `attach`: of an agent who is on this call already, and whose phone answers by itself. */
  | {
      readonly do: 'ring';
      readonly leg: LegId;
      readonly offer: Offer;
      readonly ringMs: number;
      readonly attach: boolean;
    }
  | { readonly do: 'dial'; readonly leg: LegId; readonly to: string; readonly timeoutSeconds: number }
  /** Calls the number that takes the caller's place. */
  | { readonly do: 'dial_callee'; readonly to: string; readonly timeoutSeconds: number }
  /** Records what the caller says until it ends: by a key, by silence, or because it is long enough. */
  | {
      readonly do: 'take_message';
      readonly id: RecordingId;
      readonly group: GroupId;
      readonly maxSeconds: number;
      readonly silenceSeconds: number;
    }
  | { readonly do: 'drop_leg'; readonly leg: LegId }
  /** Puts them into a bridge, which is made if need be; from another bridge they are moved. */
  | { readonly do: 'join'; readonly bridge: BridgeName; readonly seats: readonly Seat[] }
  | { readonly do: 'part'; readonly bridge: BridgeName; readonly seat: Seat }
  | { readonly do: 'drop_bridge'; readonly bridge: BridgeName }
  /** What a leg hears that is in no bridge. */
  | { readonly do: 'leg_tone'; readonly leg: LegId; readonly tone: 'music' | 'ringback' | 'none' }
  /** Asks the router for one agent, who is rung when `called` says that the router agrees. */
  | { readonly do: 'call_agent'; readonly offer: Offer; readonly kind: AssignmentKind }
  /** Nobody wants an agent any more who was asked for and has not answered. */
  | { readonly do: 'uncall'; readonly offer: Offer }
  | { readonly do: 'accept'; readonly offer: Offer }
  | { readonly do: 'refuse'; readonly offer: Offer; readonly reason: UnansweredReason }
  | { readonly do: 'end_talk'; readonly offer: Offer }
  /** A leg is being recorded since it was answered: keep account of it, with the assignment it belongs to, if any. */
  | { readonly do: 'record'; readonly leg: LegId; readonly assignmentId: AssignmentId | null }
  | { readonly do: 'pause_recording'; readonly by: string; readonly reason: PauseReason; readonly at: Instant }
  | { readonly do: 'resume_recording'; readonly at: Instant }
  | { readonly do: 'hangup'; readonly as: HangupAs };

export type BridgeName = 'call' | 'consult';
/** One who takes part: the caller, or a leg of ours. */
export type Seat = 'caller' | LegId;

/** What the network is told of a call that is ended. */
export type HangupAs = 'normal' | 'busy' | 'unavailable';

/** Something the product itself says to a caller; the words are the speech module's. */
export type Announcement =
  | { readonly kind: 'line_busy' }
  | { readonly kind: SuspensionCause }
  | { readonly kind: 'out_of_order' }
  | { readonly kind: 'unstaffed' }
  | { readonly kind: 'agent_lost' }
  | { readonly kind: 'notice'; readonly text: string }
  | {
      readonly kind: 'place';
      readonly place: number;
      readonly estimateSeconds: number | null;
      readonly title?: string;
      readonly callback?: boolean;
    }
  | { readonly kind: 'beep' }
  | { readonly kind: 'voicemail' | 'voicemail_taken' | 'callback_wrong' | 'callback_kept' }
  | { readonly kind: 'callback_ask'; readonly number: string | null }
  | { readonly kind: 'callback_read'; readonly number: string }
  /** What an administrator has written. */
  | { readonly kind: 'words'; readonly text: string };

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
