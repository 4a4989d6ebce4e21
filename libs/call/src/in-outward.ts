import { attach, awayTimer, clearAway, goAway, isOver, type Placing, SILENCE_MS } from './away.js';
import { GRACE_MS, NOTICE, notice } from './in-notice.js';
import { firstLeg, isLost, reasonOf } from './legs.js';
import { append, type At, become, close, log, recording, stay } from './step-parts.js';
import type { Effect } from './effect.js';
import type { Context, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

/** How long a number rings that we call. */
const RING_SECONDS = 45;
/** However it ends, that is told within this time after the last ring. */
const OVERDUE_MS = (RING_SECONDS + 10) * 1000;
/** Asterisk has stopped writing by then. */
const UNRECORD_MS = 2_000;
/** What a timer is the end of; one of before may be on its way. */
const [UNANSWERED, TOLD, OUT_OF_IT] = [0, 1, 2];

/**
 * A call we place. The agent's own phone is called first, and then the number, whose callee takes the caller's place: from
 * there on it is a call like any other. A callback waits among the callers until an agent is free for it.
 */
export function inOutward(call: At<'out'>, s: Stimulus, ctx: Context): Step {
  return isPlacing(call) ? placing(call, s, ctx) : seeking(call, s, ctx);
}

const isPlacing = (call: At<'out'>): call is Placing => call.offer !== null && call.leg !== null;

/** Nobody is on the line yet. */
function seeking(call: At<'out'>, s: Stimulus, ctx: Context): Step {
  const { offer, to } = call;
  switch (s.type) {
    case 'begin':
      return { ...stay(call), effects: [offer ? { do: 'call_agent', offer, kind: kindOf(call) } : waiting(call)] };
    case 'offered':
      if (offer) return { ...stay(call), effects: [{ do: 'refuse', offer: s.offer, reason: 'failed' }] };
      return {
        call: { ...call, offer: s.offer },
        events: log(ctx, { type: 'acd.offered', data: s.offer }),
        effects: [{ do: 'ring', leg: firstLeg(s.offer), offer: s.offer, ringMs: s.ringMs, attach: false }],
      };
    case 'leg_up':
      if (!offer) return stay(call);
      return become(
        call,
        { ...call, leg: { id: firstLeg(offer), up: true, ringing: false, awaySince: null } },
        ctx,
        [],
        [
          { do: 'accept', offer },
          { do: 'dial_callee', to, timeoutSeconds: RING_SECONDS },
          timer(UNANSWERED, OVERDUE_MS),
        ],
      );
    case 'leg_gone':
    case 'unanswered':
      if (!offer || s.leg !== firstLeg(offer)) return stay(call);
      return unanswered(call, s.type === 'leg_gone' ? reasonOf(s.cause) : s.reason, ctx);
    case 'moved': {
      const moved = { ...call, groups: s.groups };
      return { ...stay(moved), effects: offer ? [] : [waiting(moved)] };
    }
    case 'prioritised': {
      const raised = { ...call, priority: s.priority };
      return { ...stay(raised), effects: offer ? [] : [waiting(raised)] };
    }
    case 'adopted':
      return close(call, 'gone_while_away', ctx);
    default:
      return stay(call);
  }
}

/** The agent is on the line, or away from it for a moment, and the number rings. */
function placing(call: Placing, s: Stimulus, ctx: Context): Step {
  const { offer, leg, to } = call;
  switch (s.type) {
    case 'offered':
      return { ...stay(call), effects: [{ do: 'refuse', offer: s.offer, reason: 'failed' }] };
    case 'leg_up':
      if (!leg.up) return attached(call, ctx);
      return call.told && isDecided(ctx) ? connected(call, ctx) : stay(call);
    case 'leg_gone':
    case 'unanswered':
      if (s.leg !== leg.id || !(leg.up || leg.ringing)) return stay(call);
      if (leg.ringing || s.type === 'unanswered') return goAway(call, leg.awaySince ?? ctx.now, ctx);
      return isLost(s.cause) ? goAway(call, ctx.now - SILENCE_MS, ctx) : close(call, 'agent', ctx);
    case 'away':
      return s.by === offer.agentId && (leg.up || leg.ringing) ? goAway(call, ctx.now, ctx) : stay(call);
    case 'attach':
      return s.by === offer.agentId ? attach(call, ctx) : stay(call);
    case 'callee_dialled':
      return { ...stay(call), events: log(ctx, { type: 'agent.dialled', data: { to, cli: s.cli } }) };
    case 'callee_made':
      return { ...stay(call), effects: [{ do: 'ring_callee', timeoutSeconds: RING_SECONDS }] };
    case 'callee_heard':
      return call.early || call.told ? stay(call) : become(call, { ...call, early: true }, ctx, []);
    case 'callee_up':
      return call.told ? stay(call) : tell(call, ctx);
    case 'played':
      return call.told && s.playback.startsWith(NOTICE) ? told(call, s.failed !== true, ctx) : stay(call);
    case 'key': {
      const declines = call.told && !isDecided(ctx) && s.digit === ctx.recording?.optOutKey;
      return declines ? declined(call, s.digit, ctx) : stay(call);
    }
    case 'callee_gone':
      return close(call, call.told ? 'hung_up' : s.result, ctx);
    case 'timer':
      // Who has answered is not hung up on: the agent has some time yet from when the notice is over.
      if (isOver(offer, leg.awaySince, s)) return call.told ? stay(call) : close(call, 'agent_lost', ctx);
      if (s.name !== 'callee' || s.turn !== awaited(call, ctx)) return stay(call);
      return call.told ? connected(call, ctx) : close(call, 'no_answer', ctx);
    case 'moved':
      return stay({ ...call, groups: s.groups });
    case 'prioritised':
      return stay({ ...call, priority: s.priority });
    case 'adopted':
      // What rang has rung for nobody: a callback is made anew from its row.
      return close(call, 'gone_while_away', ctx);
    default:
      return stay(call);
  }
}

/** The desk is back before anybody is there to talk to. */
function attached(call: Placing, ctx: Context): Step {
  const { offer, leg } = call;
  const back: Placing = { ...call, leg: { id: leg.id, up: true, ringing: false, awaySince: null } };
  const so = become(call, back, ctx, [{ type: 'agent.attached', data: offer }], [], [clearAway(offer)]);
  // It was rung before the one called declined.
  return call.told && isDecided(ctx) ? append(so, { effects: unrecorded(back) }) : so;
}

/** The agent did not take it: a callback goes back to its place, a call by click is over. */
function unanswered(call: At<'out'>, reason: 'no_answer' | 'declined' | 'failed' | 'lost', ctx: Context): Step {
  const { offer } = call;
  if (!offer) return stay(call);
  const refused: Effect[] = [
    { do: 'drop_leg', leg: firstLeg(offer) },
    { do: 'refuse', offer, reason },
  ];
  if (!call.queued) {
    const over = close({ ...call, offer: null }, 'agent_unreached', ctx);
    return {
      ...over,
      events: [...log(ctx, { type: 'agent.unanswered', data: { ...offer, reason } }), ...over.events],
      effects: [...refused, ...over.effects],
    };
  }
  return {
    call: { ...call, offer: null },
    events: log(ctx, { type: 'agent.unanswered', data: { ...offer, reason } }),
    effects: refused,
  };
}

/** Who is called hears that the call is recorded, if it is, before anybody is heard; the agent hears it ring meanwhile. */
function tell(call: Placing, ctx: Context): Step {
  const { recording } = ctx;
  if (!recording?.due) return connected(call, ctx);
  // However long it is: its end is told.
  const effects: Effect[] = [{ do: 'clear_timer', name: 'callee' }, notice(recording.due.text)];
  return become(call, { ...call, told: true }, ctx, [], effects);
}

/** What was told is on record before anybody is heard: it decides whether the conversation is recorded. */
function told(call: Placing, complete: boolean, ctx: Context): Step {
  const { due, optOutKey } = ctx.recording ?? {};
  if (!due) return stay(call);
  return {
    call,
    events: log(ctx, { type: 'recording.announced', data: { noticeVersion: due.version, complete } }),
    effects: complete ? [timer(TOLD, optOutKey ? GRACE_MS : 0)] : unrecorded(call),
  };
}

function declined(call: Placing, key: string, ctx: Context): Step {
  return {
    call,
    events: log(ctx, { type: 'recording.declined', data: { key } }),
    effects: [{ do: 'stop_playing' }, ...unrecorded(call)],
  };
}

/** The agent's leg was answered before it was known whether it may be recorded, and comes up again without. */
const unrecorded = ({ leg }: Placing): Effect[] =>
  leg.up ? [{ do: 'unrecord', leg: leg.id }, timer(OUT_OF_IT, UNRECORD_MS)] : [timer(OUT_OF_IT, 0)];

function awaited(call: Placing, ctx: Context): number | undefined {
  if (!call.told) return UNANSWERED;
  if (ctx.recording?.due) return undefined;
  return isDecided(ctx) ? OUT_OF_IT : TOLD;
}

const isDecided = ({ recording }: Context): boolean => recording?.on === false && recording.due === null;

const timer = (turn: number, ms: number): Effect => ({ do: 'set_timer', name: 'callee', ms, turn });

/** An agent who is away is waited for, and the one called hears music. */
function connected(call: Placing, ctx: Context): Step {
  const { at: _, to: __, why: ___, queued: ____, told: _____, early: ______, ...place } = call;
  const { offer, leg } = call;
  return become(
    call,
    { ...place, at: 'agent', answeredAt: ctx.now, held: false, parties: [], consult: null },
    ctx,
    [{ type: 'agent.answered', data: offer }, leg.up ? recording(leg.id) : { type: 'agent.away', data: offer }],
    [
      { do: 'clear_timer', name: 'callee' },
      leg.up
        ? { do: 'record', leg: leg.id, assignmentId: offer.assignmentId }
        : awayTimer(offer, leg.awaySince ?? ctx.now, ctx.now),
    ],
  );
}

const waiting = ({ groups, since, priority }: At<'out'>): Effect => ({
  do: 'enqueue',
  groups,
  since,
  priority,
  askStaff: false,
  again: 'callback',
});

const kindOf = ({ why }: At<'out'>) => (why === 'click' ? 'outbound' : 'callback');
