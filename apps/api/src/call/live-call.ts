import type { Call, CallEvent, TimerName } from '@sibai/call';
import type { Flow } from '@sibai/ivr';
import type { CallId, FlowVersionId, Instant, LineId, TenantId } from '@sibai/kernel';

/** What does not change about a call from its arrival on. */
export interface CallFacts {
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly lineId: LineId;
  readonly lineName: string;
  readonly flowVersionId: FlowVersionId;
  /** Asterisk's id of the caller's channel. */
  readonly channel: string;
  /** The PJSIP endpoint the call came by. */
  readonly endpoint: string;
  readonly caller: string;
  readonly dialled: string;
  readonly startedAt: Instant;
}

/** A call in memory: a projection of its row in `live_call` and its events. */
export interface LiveCall {
  readonly facts: CallFacts;
  readonly flow: Flow;
  state: Call;
  /** When the call entered its present stage. */
  since: Instant;
  readonly events: CallEvent[];
  readonly timers: Map<TimerName, NodeJS.Timeout>;
  /** What is being played, or is about to be: a playback whose name is not this one any more is not started. */
  playback: string | null;
  /** Whether the caller hears music; null when it is not known, as after a restart. */
  music: boolean | null;
}

/** What is stored of a live call beside its events, to take it up again after a restart. */
export interface StoredCall {
  readonly facts: CallFacts;
  readonly call: Call;
}

export const agentChannel = (assignment: string): string => `agent.${assignment}`;
export const farChannel = (call: string): string => `far.${call}`;
export const callBridge = (call: string): string => `call.${call}`;

/** Whether a channel is one the engine itself has called, by its id. */
export const isLeg = (channel: string): boolean => channel.startsWith('agent.') || channel.startsWith('far.');
