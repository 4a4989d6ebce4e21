import type { KeysAsked } from '@sibai/ivr';
import type { AgentId, GroupId, LegId, UserId } from '@sibai/kernel';
import type { OverflowTarget } from '@sibai/routing';

import type { DialResult } from './callback.js';
import type {
  Callee,
  EndCause,
  Offer,
  RefusalCause,
  SupervisionMode,
  TransferTarget,
  UnansweredReason,
} from './event.js';
import type { PauseReason } from './recording.js';
import type { CutOff } from './redial.js';

/** What has just happened, as the media server, the router or a timer tells it. Late and repeated news is normal. */
export type Stimulus =
  | {
      readonly type: 'arrived';
      readonly refused: RefusalCause | null;
      /** By what the caller is kept out; `silent`: is told the line is busy, and no words. */
      readonly block?: { readonly entry: string | null; readonly silent: boolean };
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
  /** The channel is there for the number to be rung on. */
  | { readonly type: 'callee_made' }
  /** The network sends sound before the number has answered: its own ringing, or its words. */
  | { readonly type: 'callee_heard' }
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

/**
 * What an agent has asked for at the desk. To leave it and to come back is for every agent on the call, the rest is for
 * who handles it: of anybody else it is without meaning.
 */
export type Wish = { readonly by: AgentId } & (
  | { readonly type: 'hold'; readonly on: boolean }
  /** `note`: what whoever is called sees on the desk. */
  | { readonly type: 'transfer'; readonly to: TransferTarget; readonly note?: string | undefined }
  | { readonly type: 'consult'; readonly to: Callee; readonly note?: string | undefined }
  | { readonly type: 'consult_complete' }
  | { readonly type: 'consult_cancel' }
  | { readonly type: 'consult_swap' }
  | { readonly type: 'consult_merge' }
  | { readonly type: 'party_add'; readonly to: Callee; readonly note?: string | undefined }
  | { readonly type: 'party_drop'; readonly leg: LegId }
  | { readonly type: 'collect'; readonly asked: KeysAsked }
  | { readonly type: 'collect_cancel' }
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

export type TimerName = 'input' | 'announce' | 'transfer' | 'callee' | 'notice' | 'recording' | 'collect' | AwayTimer;
/** Of one agent, by the assignment: several may be away at once. */
export type AwayTimer = `away.${string}`;
