import * as z from 'zod';

import { id, instant } from './ids.js';

/** 传统语音中继: the enterprise's own trunk; 云虚拟中继: one of the platform's, which carries the lines of many. */
export const LINE_TYPES = ['sip_trunk', 'cloud'] as const;
/** Calls at one time that a voice trunk of the trade carries. */
export const CHANNELS_PER_TRUNK = 30;
/** As Asterisk calls them: G.711 A-law and µ-law, G.722, G.729. */
export const CODECS = ['alaw', 'ulaw', 'g722', 'g729'] as const;
export const DTMF_MODES = ['rfc4733', 'inband', 'info'] as const;
/** Why a line is suspended. */
export const SUSPENSIONS = ['payment', 'verification', 'operator'] as const;
export type Suspension = (typeof SUSPENSIONS)[number];

export const Codecs = z
  .array(z.enum(CODECS))
  .max(CODECS.length)
  .refine((codecs) => codecs.includes('alaw') || codecs.includes('ulaw'), { error: 'line.needs_g711' })
  .overwrite((codecs) => CODECS.filter((codec) => codecs.includes(codec)));

/** What a line may be given; the defaults are those of the trade. */
const config = {
  name: z.string().trim().min(1).max(40),
  lineType: z.enum(LINE_TYPES).default('sip_trunk'),
  /** Of the enterprise's own trunk; on the platform's trunk the platform chooses. */
  trunkId: id<'Trunk'>().nullable().default(null),
  flowId: id<'Flow'>(),
  /** Calls at one time; the call over it hears the busy announcement. */
  concurrency: z.int().min(1).max(2000).default(100),
  codecs: Codecs.default(['alaw', 'ulaw', 'g729']),
  dtmf: z.enum(DTMF_MODES).default('rfc4733'),
};

const trunkFits = z.refine<{ lineType: string; trunkId: string | null }>(
  ({ lineType, trunkId }) => (lineType === 'sip_trunk') === (trunkId !== null),
  { path: ['trunkId'], error: 'line.needs_trunk' },
);

export const SaveLine = z
  .strictObject({
    /** Ten digits beginning 400. */
    number: z.string().regex(/^400\d{7}$/),
    ...config,
    confirmed: z.boolean().optional(),
  })
  .check(trunkFits);
export type SaveLine = z.infer<typeof SaveLine>;

export const Line = z.object({
  id: id<'Line'>(),
  number: z.string(),
  name: z.string(),
  lineType: z.enum(LINE_TYPES),
  /** Null of a closed line whose trunk is gone. Of a `cloud` line it is the platform's. */
  trunkId: id<'Trunk'>().nullable(),
  flowId: id<'Flow'>(),
  concurrency: z.int(),
  codecs: z.array(z.enum(CODECS)),
  dtmf: z.enum(DTMF_MODES),
  state: z.enum(['live', 'suspended', 'closed']),
  suspensions: z.array(z.enum(SUSPENSIONS)),
  suspendedNote: z.string().nullable(),
  liveAt: instant,
  closedAt: instant.nullable(),
  inUse: z.int(),
});
export type Line = z.infer<typeof Line>;

/** What must be there before a number may take calls. */
export const LINE_NEEDS = ['verification', 'number', 'plan', 'contract', 'payment', 'trunk'] as const;
export type LineNeed = (typeof LINE_NEEDS)[number];

/** A number of the enterprise, and how far it is from taking calls. */
export const LineCandidate = z.object({
  number: z.string(),
  lineId: id<'Line'>().nullable(),
  missing: z.array(z.enum(LINE_NEEDS)),
  /** Bought with the plan of the number; null without a plan. */
  concurrency: z.int().nullable(),
  lineType: z.enum(LINE_TYPES).nullable(),
});
export type LineCandidate = z.infer<typeof LineCandidate>;

/** All that the last step of the way to a line needs. */
export const LineStep = z.object({
  numbers: z.array(LineCandidate),
  /** Whether the platform has a trunk that lines can arrive on. */
  cloudTrunk: z.string().nullable(),
  company: z.string().nullable(),
});
export type LineStep = z.infer<typeof LineStep>;

/** Puts a number into service. Without a flow of its own a starter flow is made: a greeting, then a first skill group. */
export const GoLive = z
  .strictObject({
    number: SaveLine.shape.number,
    ...config,
    name: config.name.optional(),
    flowId: config.flowId.nullable().default(null),
    lineType: z.enum(LINE_TYPES).default('cloud'),
    /** Spoken by the starter flow; a sentence with the company's name by default. */
    greeting: z.string().trim().max(120).optional(),
    /** Whether who does it answers for the words in name and greeting that need evidence. */
    confirmed: z.boolean().optional(),
  })
  .check(trunkFits);
export type GoLive = z.infer<typeof GoLive>;

export const CHECK_ITEMS = ['options', 'call', 'audio', 'dtmf', 'codec', 'nat', 'concurrency'] as const;
export type CheckKey = (typeof CHECK_ITEMS)[number];
export const VERDICTS = ['pass', 'warn', 'fail'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One thing that was looked at. `finding` names what was found, in words of the page; `facts` are the figures. */
export const CheckItem = z.object({
  key: z.enum(CHECK_ITEMS),
  verdict: z.enum(VERDICTS),
  finding: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});
export type CheckItem = z.infer<typeof CheckItem>;

/** A message, or a stretch of audio, that went over the line during a check. `at` is milliseconds from the start. */
export const LadderMessage = z.object({
  at: z.number(),
  item: z.enum(CHECK_ITEMS),
  sent: z.boolean(),
  kind: z.enum(['sip', 'rtp']),
  title: z.string(),
  text: z.string(),
});
export type LadderMessage = z.infer<typeof LadderMessage>;

export const LineCheck = z.object({
  id: z.uuid(),
  state: z.enum(['running', 'done', 'broken_off']),
  verdict: z.enum(VERDICTS).nullable(),
  items: z.array(CheckItem),
  ladder: z.array(LadderMessage),
  startedAt: instant,
  finishedAt: instant.nullable(),
});
export type LineCheck = z.infer<typeof LineCheck>;

/** A past check, without its messages. */
export const LineCheckSummary = LineCheck.omit({ ladder: true });
export type LineCheckSummary = z.infer<typeof LineCheckSummary>;

export const CHANGE_KINDS = ['transfer', 'port_out', 'cancel'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
export const CHANGE_STATES = ['requested', 'notice', 'offered', 'accepted', 'done', 'withdrawn', 'lapsed'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export const RequestChange = z
  .strictObject({
    kind: z.enum(CHANGE_KINDS),
    /** The number, typed: nobody gives up a number by a slip of the hand. */
    typed: z.string().max(20),
    reason: z.string().trim().min(2).max(200),
    /** The company that takes the number over. */
    toName: z.string().trim().min(2).max(80).optional(),
  })
  .check(z.refine(({ kind, toName }) => kind !== 'transfer' || toName !== undefined, { path: ['toName'] }));
export type RequestChange = z.infer<typeof RequestChange>;

/** A change of holder. What the taker may not see of the giver, and the other way round, is not in it. */
export const LineChange = z.object({
  id: z.uuid(),
  lineId: id<'Line'>(),
  number: z.string(),
  kind: z.enum(CHANGE_KINDS),
  state: z.enum(CHANGE_STATES),
  /** Whether the enterprise that asks gives the number away, or gets it. */
  side: z.enum(['giver', 'taker']),
  reason: z.string().nullable(),
  toName: z.string().nullable(),
  /** Of the authorised person whom the confirming code goes to. */
  mobile: z.string().nullable(),
  requestedAt: instant,
  confirmedAt: instant.nullable(),
  effectiveAt: instant.nullable(),
  acceptedAt: instant.nullable(),
  verified: z.boolean(),
  contracted: z.boolean(),
  authorisation: z.string().nullable(),
  endedAt: instant.nullable(),
});
export type LineChange = z.infer<typeof LineChange>;

/** What a change would mean, before it is asked for. */
export const ChangeTerms = z.object({
  kind: z.enum(CHANGE_KINDS),
  effectiveAt: instant,
  /** The end of the three months for which a number is taken; null when they are over. */
  lockedUntil: instant.nullable(),
  mobile: z.string().nullable(),
  /** What is kept after the end, and until when. */
  kept: z.array(z.object({ what: z.enum(['contract', 'calls', 'recordings', 'identity']), until: instant })),
});
export type ChangeTerms = z.infer<typeof ChangeTerms>;

export const ConfirmChange = z.strictObject({ code: z.string().regex(/^\d{6}$/) });
export type ConfirmChange = z.infer<typeof ConfirmChange>;

/** Answered once, to the giver, to be handed to the taker. */
export const ConfirmedChange = z.object({ change: LineChange, invitation: z.string().nullable() });
export type ConfirmedChange = z.infer<typeof ConfirmedChange>;

export const AcceptTransfer = z.strictObject({ invitation: z.string().trim().min(8).max(40) });
export type AcceptTransfer = z.infer<typeof AcceptTransfer>;

export const SuspendLine = z.strictObject({ reason: z.string().trim().min(2).max(200) });
export type SuspendLine = z.infer<typeof SuspendLine>;

/** A line of any customer, as the operator sees it. */
export const CustomerLine = Line.omit({ inUse: true }).extend({
  tenantId: id<'Tenant'>(),
  tenantName: z.string(),
  lastCheck: z.enum(VERDICTS).nullable(),
  openChange: z.enum(CHANGE_KINDS).nullable(),
});
export type CustomerLine = z.infer<typeof CustomerLine>;

export const CustomerLineQuery = z.strictObject({
  q: z.string().trim().max(40).optional(),
  state: Line.shape.state.optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export type CustomerLineQuery = z.infer<typeof CustomerLineQuery>;

export const CustomerLinePage = z.object({ lines: z.array(CustomerLine), total: z.int() });
export type CustomerLinePage = z.infer<typeof CustomerLinePage>;
