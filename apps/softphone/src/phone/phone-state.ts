import { assertNever } from '@sibai/kernel';

/** Why the phone is not ready: what the agent is told, and what is tried next. */
export type PhoneProblem = 'account' | 'unreachable' | 'refused' | 'lost';

/** Whom the phone is ringing for. `callId` is null where the server does not name the call in the INVITE. */
export interface Ring {
  readonly from: string;
  readonly callId: string | null;
  /** A call this agent is on already, rung again after a reload or a change of network: it answers by itself. */
  readonly returns: boolean;
}

export interface Talk extends Ring {
  readonly since: number;
  readonly muted: boolean;
  /** Whether the SIP server can be reached. The call goes on without it, since media takes another way. */
  readonly signal: boolean;
  /** Whether media packets pass. */
  readonly media: boolean;
}

/**
 * The agent's line.
 *
 * ```txt
 *                                        ┌──── rung again ────┐
 *  offline ──▶ connecting ──▶ ready ──▶ ringing ──▶ answering ◀┘─▶ talking
 *     ▲          ▲  ▲           ▲ │        │            │          │  │
 *     │          │  └── lost ───┼─┴────────┴────────────┘          │  │
 *     │          │              └─────────── ended ────────────────┘  │
 *     │          └──────────────── ended while unregistered ──────────┘
 *     └─ closed (from every state)
 * ```
 */
export type PhoneState =
  | { readonly at: 'offline' }
  | { readonly at: 'connecting'; readonly attempt: number; readonly problem: PhoneProblem | null }
  | { readonly at: 'ready' }
  | ({ readonly at: 'ringing' } & Ring)
  | ({ readonly at: 'answering' } & Ring)
  | ({ readonly at: 'talking' } & Talk);

export type PhoneEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'registered' }
  | { readonly type: 'lost'; readonly problem: PhoneProblem }
  | ({ readonly type: 'rang' } & Ring)
  | { readonly type: 'answering' }
  | { readonly type: 'answered'; readonly now: number; readonly muted: boolean }
  /** The call in progress goes on over another leg. */
  | { readonly type: 'returned' }
  | { readonly type: 'muted'; readonly on: boolean }
  | { readonly type: 'media'; readonly flows: boolean }
  | { readonly type: 'ended'; readonly registered: boolean }
  | { readonly type: 'closed' };

/**
 * The only place where the phone's state changes. An event that has no meaning in the current state
 * leaves it as it was, since SIP delivers late and twice.
 */
export function step(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case 'opened':
      return state.at === 'offline' ? { at: 'connecting', attempt: 0, problem: null } : state;
    case 'registered':
      if (state.at === 'connecting') return { at: 'ready' };
      return state.at === 'talking' ? { ...state, signal: true } : state;
    case 'lost':
      return lose(state, event.problem);
    case 'rang':
      if (state.at !== 'ready') return state;
      return {
        at: event.returns ? 'answering' : 'ringing',
        from: event.from,
        callId: event.callId,
        returns: event.returns,
      };
    case 'answering':
      return state.at === 'ringing' ? { ...state, at: 'answering' } : state;
    case 'answered':
      if (state.at !== 'answering') return state;
      return { ...state, at: 'talking', since: event.now, muted: event.muted, signal: true, media: true };
    case 'returned':
      return state.at === 'talking' ? { ...state, signal: true, media: true } : state;
    case 'muted':
      return state.at === 'talking' ? { ...state, muted: event.on } : state;
    case 'media':
      return state.at === 'talking' ? { ...state, media: event.flows } : state;
    case 'ended':
      if (state.at !== 'ringing' && state.at !== 'answering' && state.at !== 'talking') return state;
      return event.registered ? { at: 'ready' } : { at: 'connecting', attempt: 0, problem: null };
    case 'closed':
      return { at: 'offline' };
    default:
      return assertNever(event);
  }
}

function lose(state: PhoneState, problem: PhoneProblem): PhoneState {
  if (state.at === 'offline') return state;
  if (state.at === 'talking') return { ...state, signal: false };
  return { at: 'connecting', attempt: state.at === 'connecting' ? state.attempt + 1 : 1, problem };
}

/** Milliseconds to wait before the next try. `draw` in [0, 1) spreads the agents of a restarted server over time. */
export const backoff = (attempt: number, draw: number): number =>
  Math.round(Math.min(8_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + draw / 2));
