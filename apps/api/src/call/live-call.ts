import type { BridgeName, Call, CallEvent, RecordingRule, TimerName, Typed } from '@sibai/call';
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
  /** How the line is recorded; absent of calls from before there were rules. */
  readonly recording?: RecordingRule;
  /** `out`: we called; `channel` is then that of the one called, who may not be on the line yet. */
  readonly direction?: 'out';
  /** The number to be shown, where it was chosen before the call. */
  readonly cli?: string;
  readonly callbackId?: string;
  /** When the one called asked for the call. */
  readonly askedAt?: Instant;
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
  /** Keys the one outside has pressed in a row while talking. */
  typed?: Typed;
}

/** What is stored of a live call beside its events, to take it up again after a restart. */
export interface StoredCall {
  readonly facts: CallFacts;
  readonly call: Call;
}

/** The channel of who is called, in a call we place. */
export const calleeChannel = (call: string): string => `callee.${call}`;
/** Its other half, which the dialplan dials from. */
export const diallingChannel = (callee: string): string => callee.replace('callee.', 'dialling.');
export const calleeOf = (dialling: string): string => dialling.replace('dialling.', 'callee.');
/** Of a leg the engine has called; the snoops of such a leg are named after it. */
export const legChannel = (leg: string): string => `leg.${leg}`;
/** The leg's channel that a snoop was made for. */
export const snooping = (snoop: string): string => legChannel(snoop.split('.')[1] ?? '');
/** The leg of a number outside has two halves: the second dials, goes with the first, and is named after it by Asterisk. */
export const halved = (channel: string): string => channel.replace(/;2$/, '');
export const bridgeOf = (call: string, name: BridgeName): string => `${name}.${call}`;

/** Whether nobody but the engine can have made a channel, by its id. */
export const isOurs = (channel: string): boolean => isLeg(channel) || channel.startsWith('callee.');

/** Whether a channel is a leg's, by its id. */
export const isLeg = (channel: string): boolean => channel.startsWith('leg.') || channel.startsWith('snoop.');
