import type { KeyKind, Prompt } from '@sibai/ivr';
import type { AssignmentId, GroupId, Instant, LegId, RecordingId } from '@sibai/kernel';

import type { AssignmentKind, Offer, SuspensionCause, UnansweredReason } from './event.js';
import type { PauseReason } from './recording.js';
import type { TimerName } from './stimulus.js';

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
  /** Rings the number on the channel that has been made for it. */
  | { readonly do: 'ring_callee'; readonly timeoutSeconds: number }
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
  /** Nothing more of a leg is written, which then comes up once more. */
  | { readonly do: 'unrecord'; readonly leg: LegId }
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
  | { readonly kind: 'blocked' }
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
  | { readonly kind: 'collect'; readonly what: KeyKind }
  /** What an administrator has written. */
  | { readonly kind: 'words'; readonly text: string };
