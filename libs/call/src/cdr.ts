import type { AgentId, GroupId, Instant, LegId, LineId } from '@sibai/kernel';

import type { CallEvent, EndCause, PartyWho } from './event.js';

/**
 * `answered`: a person spoke with the caller. `abandoned`: the caller waited in a queue and gave up, or was given up.
 * `ivr`: ended in the flow without asking for a person. `refused`: not let in. `blocked`: on the block list. `failed`: ended by a fault of ours.
 * `voicemail`, `callback`: instead of waiting on, the caller left a message, or asked to be called back. `unanswered`: of a
 * call we placed, nobody was put through.
 */
export type Outcome =
  'answered' | 'abandoned' | 'ivr' | 'refused' | 'blocked' | 'failed' | 'voicemail' | 'callback' | 'unanswered';

/** A call record. All durations are milliseconds; those still running are counted up to the last event. */
export interface Cdr {
  readonly caller: string;
  readonly dialled: string;
  readonly lineId: LineId | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly queuedAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly outcome: Outcome | null;
  readonly cause: EndCause | null;
  /** The last group and agent that took part. */
  readonly groupId: GroupId | null;
  readonly agentId: AgentId | null;
  readonly ivrPath: readonly string[];
  readonly ivrMs: number;
  /** Waiting, ringing included: what the caller lives through. */
  readonly queueMs: number;
  readonly ringMs: number;
  readonly talkMs: number;
  readonly holdMs: number;
  readonly recorded: boolean;
  /** `out`: we called; `caller` is the person called, and `dialled` the number that was shown. */
  readonly direction: 'in' | 'out';
}

type Phase = 'ivr' | 'queue' | 'talk' | null;

interface Tally extends Cdr {
  readonly phase: Phase;
  readonly phaseSince: Instant;
  readonly ringSince: Instant | null;
  readonly holdSince: Instant | null;
  /** An agent has passed the caller on, and nobody has taken the call yet. */
  readonly transferring: boolean;
  /** Instead of waiting on. */
  readonly left: 'voicemail' | 'callback' | null;
  /** Those who talk with the caller beside the agent who handles the call, in the order in which they joined. */
  readonly joined: readonly Joined[];
}

interface Joined {
  readonly leg: LegId;
  readonly who: PartyWho;
}

const FAULTS: readonly EndCause[] = ['media_restarted', 'failed', 'no_flow', 'flow_loop', 'flow_broken'];

/** Folds the events of one call, in order, into its record. Undefined without a first event. */
export function foldCdr(events: readonly CallEvent[]): Cdr | undefined {
  const [first, ...rest] = events;
  if (first?.type !== 'trunk.arrived' && first?.type !== 'trunk.placed') return undefined;
  const out = first.type === 'trunk.placed';
  const tally = rest.reduce(count, {
    caller: out ? first.data.to : first.data.caller,
    dialled: first.data.dialled,
    lineId: first.data.lineId,
    direction: out ? 'out' : 'in',
    startedAt: first.at,
    endedAt: null,
    queuedAt: null,
    answeredAt: null,
    outcome: null,
    cause: null,
    groupId: null,
    agentId: null,
    ivrPath: [],
    ivrMs: 0,
    queueMs: 0,
    ringMs: 0,
    talkMs: 0,
    holdMs: 0,
    recorded: false,
    phase: out ? null : 'ivr',
    phaseSince: first.at,
    left: null,
    ringSince: null,
    holdSince: null,
    transferring: false,
    joined: [],
  });
  const {
    phase: _,
    phaseSince: __,
    ringSince: ___,
    holdSince: ____,
    transferring: _____,
    joined: ______,
    left: _______,
    ...cdr
  } = tally;
  return cdr;
}

function count(so: Tally, event: CallEvent): Tally {
  const { at } = event;
  switch (event.type) {
    case 'ivr.entered': {
      // From a conversation an agent has sent the caller back into the flow.
      const here = so.phase === 'talk' ? enter(stopHold(so, at), 'ivr', at) : so;
      return event.data.title ? { ...here, ivrPath: [...here.ivrPath, event.data.title] } : here;
    }
    case 'agent.collecting':
    case 'agent.collected':
      return so;
    case 'ivr.pressed':
      return { ...so, ivrPath: [...so.ivrPath, event.data.key] };
    case 'acd.queued':
      return {
        ...enter(stopHold(so, at), 'queue', at),
        queuedAt: so.queuedAt ?? at,
        groupId: so.groupId ?? event.data.groups[0] ?? null,
      };
    case 'acd.unstaffed':
      return enter(so, 'ivr', at);
    case 'acd.offered':
      return { ...so, ringSince: at, groupId: event.data.groupId };
    case 'agent.unanswered':
      return stopRing(so, at);
    case 'agent.answered':
      return {
        ...enter(stopHold(stopRing(so, at), at), 'talk', at),
        answeredAt: so.answeredAt ?? at,
        agentId: event.data.agentId,
        groupId: event.data.groupId,
      };
    case 'agent.held':
    case 'agent.consulted':
      return startHold(so, at);
    // Without one who was called in the others go on; a number that is being called has nobody to miss.
    case 'agent.away':
      return event.data.party || so.phase !== 'talk' ? so : startHold(so, at);
    case 'agent.attached':
      return event.data.party ? so : stopHold(so, at);
    case 'agent.resumed':
    case 'agent.consult_ended':
      return stopHold(so, at);
    case 'agent.transferred':
      // The caller hears music until somebody answers, and is still being served.
      return { ...startHold(stopHold(so, at), at), transferring: true };
    case 'agent.joined':
      return { ...so, joined: [...so.joined, event.data] };
    case 'agent.parted':
      return { ...so, joined: so.joined.filter((each) => !isSame(each, event.data)) };
    case 'agent.left':
      return agentLeft(so, at);
    case 'trunk.connected':
      return { ...enter(stopHold(so, at), 'talk', at), answeredAt: so.answeredAt ?? at };
    case 'trunk.unconnected':
      return enter(so, 'ivr', at);
    case 'recording.started':
      return { ...so, recorded: true };
    case 'agent.dialled':
      return { ...stopRing(so, at), dialled: event.data.cli };
    case 'acd.overflowed': {
      const { to, reason } = event.data;
      // Who finds all groups closed has not queued.
      const then: Tally = isShut(reason) && to.kind !== 'group' ? { ...enter(so, 'ivr', at), queuedAt: null } : so;
      return to.kind === 'voicemail' ? { ...enter(then, 'ivr', at), left: 'voicemail' } : then;
    }
    case 'acd.callback_asked':
      return { ...enter(so, null, at), left: 'callback' };
    case 'trunk.refused':
      return { ...so, outcome: event.data.cause === 'blocked' ? 'blocked' : 'refused' };
    case 'cdr.closed': {
      const { cause } = event.data;
      const ended = enter(stopHold(stopRing(so, at), at), null, at);
      return { ...ended, endedAt: at, cause, outcome: so.outcome ?? outcome(so, cause) };
    }
    case 'trunk.arrived':
    case 'trunk.placed':
    case 'trunk.dialled':
    case 'acd.redialled':
    case 'acd.announced':
    case 'agent.returned':
    case 'agent.invited':
    case 'agent.supervised':
    case 'recording.announced':
    case 'recording.declined':
    case 'recording.paused':
    case 'recording.resumed':
    case 'cdr.adopted':
      return so;
  }
}

/** An agent who has come back is on another leg. */
const isSame = (one: Joined, other: Joined): boolean =>
  one.leg === other.leg ||
  (one.who.kind === 'agent' && other.who.kind === 'agent' && one.who.assignmentId === other.who.assignmentId);

/** Whether a caller was sent on because the groups were closed. */
export const isShut = (reason: string): boolean => reason === 'closed' || reason === 'holiday';

function outcome(so: Tally, cause: EndCause): Outcome {
  if (so.answeredAt !== null) return 'answered';
  if (so.direction === 'out') return 'unanswered';
  // A message is one only when there was something to leave it on.
  if (so.left === 'callback' || (so.left === 'voicemail' && so.recorded)) return so.left;
  if (FAULTS.includes(cause)) return 'failed';
  return so.queuedAt !== null ? 'abandoned' : 'ivr';
}

function enter(so: Tally, phase: Phase, at: Instant): Tally {
  const spent = Math.max(0, at - so.phaseSince);
  return {
    ...so,
    phase,
    phaseSince: at,
    ivrMs: so.ivrMs + (so.phase === 'ivr' ? spent : 0),
    queueMs: so.queueMs + (so.phase === 'queue' ? spent : 0),
    talkMs: so.talkMs + (so.phase === 'talk' ? spent : 0),
  };
}

/** Of those who go on talking with the caller an agent, if there is one, handles the call from now on. */
function agentLeft(so: Tally, at: Instant): Tally {
  const heir = so.joined.find(({ who }) => who.kind === 'agent') ?? so.joined[0];
  // A transfer goes on as part of the conversation.
  if (!heir) return so.holdSince !== null && so.transferring ? so : enter(stopHold(so, at), null, at);
  const joined = so.joined.filter((each) => each !== heir);
  const { who } = heir;
  return { ...stopHold(so, at), joined, agentId: who.kind === 'agent' ? who.agentId : so.agentId };
}

const startHold = (so: Tally, at: Instant): Tally => (so.holdSince === null ? { ...so, holdSince: at } : so);

const stopRing = (so: Tally, at: Instant): Tally =>
  so.ringSince === null ? so : { ...so, ringSince: null, ringMs: so.ringMs + Math.max(0, at - so.ringSince) };

const stopHold = (so: Tally, at: Instant): Tally =>
  so.holdSince === null
    ? so
    : { ...so, holdSince: null, transferring: false, holdMs: so.holdMs + Math.max(0, at - so.holdSince) };
