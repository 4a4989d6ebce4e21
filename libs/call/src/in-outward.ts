import { GRACE_MS, NOTICE, notice } from './in-notice.js';
import { firstLeg, reasonOf } from './legs.js';
import { type At, become, close, log, recording, stay } from './step-parts.js';
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
  const { offer, dialling, to } = call;
  const own = offer && 'leg' in s && firstLeg(offer) === s.leg;
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
      if (!offer || !own) return stay(call);
      if (dialling) return call.told && isDecided(ctx) ? connected(call, ctx) : stay(call);
      return become(
        call,
        { ...call, dialling: true },
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
      if (!offer || !own) return stay(call);
      return dialling
        ? close(call, 'agent', ctx)
        : unanswered(call, s.type === 'leg_gone' ? reasonOf(s.cause) : s.reason, ctx);
    case 'callee_dialled':
      return { ...stay(call), events: log(ctx, { type: 'agent.dialled', data: { to, cli: s.cli } }) };
    case 'callee_made':
      return dialling ? { ...stay(call), effects: [{ do: 'ring_callee', timeoutSeconds: RING_SECONDS }] } : stay(call);
    case 'callee_heard':
      return dialling && !call.early && !call.told ? become(call, { ...call, early: true }, ctx, []) : stay(call);
    case 'callee_up':
      return offer && dialling && !call.told ? tell(call, ctx) : stay(call);
    case 'played':
      return call.told && s.playback.startsWith(NOTICE) ? told(call, s.failed !== true, ctx) : stay(call);
    case 'key': {
      const declines = call.told && !isDecided(ctx) && s.digit === ctx.recording?.optOutKey;
      return declines ? declined(call, s.digit, ctx) : stay(call);
    }
    case 'callee_gone':
      return dialling ? close(call, call.told ? 'hung_up' : s.result, ctx) : stay(call);
    case 'timer':
      if (s.name !== 'callee' || !dialling) return stay(call);
      if (s.turn !== awaited(call, ctx)) return stay(call);
      return call.told ? connected(call, ctx) : close(call, 'no_answer', ctx);
    case 'moved': {
      const moved = { ...call, groups: s.groups };
      return { ...stay(moved), effects: offer ? [] : [waiting(moved)] };
    }
    case 'prioritised': {
      const raised = { ...call, priority: s.priority };
      return { ...stay(raised), effects: offer ? [] : [waiting(raised)] };
    }
    case 'adopted':
      // What rang has rung for nobody: a callback is made anew from its row.
      return close(call, 'gone_while_away', ctx);
    default:
      return stay(call);
  }
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
function tell(call: At<'out'>, ctx: Context): Step {
  const { recording } = ctx;
  if (!recording?.due) return connected(call, ctx);
  // However long it is: its end is told.
  const effects: Effect[] = [{ do: 'clear_timer', name: 'callee' }, notice(recording.due.text)];
  return become(call, { ...call, told: true }, ctx, [], effects);
}

/** What was told is on record before anybody is heard: it decides whether the conversation is recorded. */
function told(call: At<'out'>, complete: boolean, ctx: Context): Step {
  const { due, optOutKey } = ctx.recording ?? {};
  if (!due) return stay(call);
  return {
    call,
    events: log(ctx, { type: 'recording.announced', data: { noticeVersion: due.version, complete } }),
    effects: complete ? [timer(TOLD, optOutKey ? GRACE_MS : 0)] : unrecorded(call),
  };
}

function declined(call: At<'out'>, key: string, ctx: Context): Step {
  return {
    call,
    events: log(ctx, { type: 'recording.declined', data: { key } }),
    effects: [{ do: 'stop_playing' }, ...unrecorded(call)],
  };
}

/** The agent's leg was answered before it was known whether it may be recorded, and comes up again without. */
const unrecorded = ({ offer }: At<'out'>): Effect[] => [
  ...(offer ? [{ do: 'unrecord', leg: firstLeg(offer) } as const] : []),
  timer(OUT_OF_IT, UNRECORD_MS),
];

function awaited(call: At<'out'>, ctx: Context): number | undefined {
  if (!call.told) return UNANSWERED;
  if (ctx.recording?.due) return undefined;
  return isDecided(ctx) ? OUT_OF_IT : TOLD;
}

const isDecided = ({ recording }: Context): boolean => recording?.on === false && recording.due === null;

const timer = (turn: number, ms: number): Effect => ({ do: 'set_timer', name: 'callee', ms, turn });

function connected(call: At<'out'>, ctx: Context): Step {
  const {
    offer,
    at: _,
    to: __,
    why: ___,
    dialling: ____,
    queued: _____,
    told: ______,
    early: _______,
    ...place
  } = call;
  if (!offer) return stay(call);
  const leg = firstLeg(offer);
  return become(
    call,
    {
      ...place,
      at: 'agent',
      offer,
      answeredAt: ctx.now,
      held: false,
      leg: { id: leg, up: true, ringing: false, awaySince: null },
      parties: [],
      consult: null,
    },
    ctx,
    [{ type: 'agent.answered', data: offer }, recording(leg)],
    [
      { do: 'clear_timer', name: 'callee' },
      { do: 'record', leg, assignmentId: offer.assignmentId },
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
