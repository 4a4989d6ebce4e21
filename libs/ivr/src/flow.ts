import type { GroupId } from '@sibai/kernel';
import * as z from 'zod';

/** What a person at a telephone can press. */
export const Digit = z.enum(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#']);
export type Digit = z.infer<typeof Digit>;

export const NodeId = z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/);
export type NodeId = z.infer<typeof NodeId>;

export const VariableName = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);

/** Something to be heard: a text to be read aloud, which may hold `${variable}`, or an uploaded recording. */
export const Prompt = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().max(500) }),
  z.strictObject({ kind: z.literal('audio'), id: z.string().regex(/^[\w-]{1,64}$/) }),
]);
export type Prompt = z.infer<typeof Prompt>;

const Prompts = z.array(Prompt).max(10);

/** A part of a day, `24:00` being its end. When `to` is not after `from`, it runs into the next day. */
export const Interval = z
  .strictObject({
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], error: 'from equals to' });
export type Interval = z.infer<typeof Interval>;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const Intervals = z.array(Interval).max(8);
const node = { title: z.string().trim().max(40).default('') };

export const PlayNode = z.strictObject({
  ...node,
  kind: z.literal('play'),
  prompts: Prompts,
  /** Whether a key cuts it short. Off, so that a notice the law asks for is heard to its end. */
  bargeIn: z.boolean().default(false),
  next: NodeId,
});

export const MenuNode = z.strictObject({
  ...node,
  kind: z.literal('menu'),
  prompts: Prompts,
  options: z.partialRecord(Digit, NodeId),
  /** Silence allowed after the prompts have ended. */
  timeoutMs: z.int().min(1000).max(60_000).default(5000),
  /** How often the caller may be asked, the first time included. */
  retries: z.int().min(1).max(9).default(3),
  onTimeout: Prompt.optional(),
  onWrong: Prompt.optional(),
  exhausted: NodeId,
  bargeIn: z.boolean().default(true),
});

export const HoursNode = z.strictObject({
  ...node,
  kind: z.literal('hours'),
  timeZone: z.string().max(64).refine(isTimeZone, { error: 'unknown time zone' }).default('Asia/Shanghai'),
  weekly: z.partialRecord(z.enum(WEEKDAYS), Intervals),
  /** Days that differ from the week, by local date; no interval means closed all day. */
  exceptions: z
    .record(z.iso.date(), Intervals)
    .refine((days) => Object.keys(days).length <= 400, { error: 'more than 400 exceptions' })
    .default({}),
  /** Whether the tenant's calendar closes it on public holidays and opens it on the weekend days worked for them. */
  holidays: z.boolean().default(true),
  open: NodeId,
  closed: NodeId,
  /** Where callers go who are kept out by a holiday, when that is elsewhere. */
  holiday: NodeId.optional(),
});

export const SetNode = z.strictObject({
  ...node,
  kind: z.literal('set'),
  variable: VariableName,
  /** May hold `${variable}`. */
  value: z.string().max(200),
  next: NodeId,
});

export const QueueNode = z.strictObject({
  ...node,
  kind: z.literal('queue'),
  // A uuid on the wire; the brand exists for the compiler only.
  groups: z.array(z.uuid() as unknown as z.ZodType<GroupId, string>).max(20),
  musicOnHold: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .optional(),
  announce: z
    .strictObject({
      everySeconds: z.int().min(10).max(600).default(30),
      position: z.boolean().default(true),
      estimatedWait: z.boolean().default(true),
    })
    .prefault({}),
  /** Where a caller goes when nobody of the groups is signed in; without it the call engine decides. */
  nobody: NodeId.optional(),
});

export const NumberNode = z.strictObject({
  ...node,
  kind: z.literal('number'),
  to: z.string().regex(/^\d{5,15}$/),
  timeoutSeconds: z.int().min(5).max(120).default(30),
  /** Where a caller goes when the number does not answer. */
  next: NodeId,
});

export const HANGUP_CAUSES = ['normal', 'busy', 'closed'] as const;

export const HangupNode = z.strictObject({
  ...node,
  kind: z.literal('hangup'),
  prompts: Prompts.default([]),
  cause: z.enum(HANGUP_CAUSES).default('normal'),
});

export const FlowNode = z.discriminatedUnion('kind', [
  PlayNode,
  MenuNode,
  HoursNode,
  SetNode,
  QueueNode,
  NumberNode,
  HangupNode,
]);
export type FlowNode = z.infer<typeof FlowNode>;
export type FlowNodeKind = FlowNode['kind'];
export type NodeOf<K extends FlowNodeKind> = Extract<FlowNode, { kind: K }>;

export const MAX_NODES = 200;

/**
 * What a caller of a line meets. A parsed flow is well-formed, which is enough to save it as a draft;
 * whether it may go live is for `validateFlow` to say.
 */
export const Flow = z.strictObject({
  schemaVersion: z.literal(1),
  start: NodeId,
  nodes: z.record(NodeId, FlowNode).refine((nodes) => Object.keys(nodes).length <= MAX_NODES, {
    error: `more than ${MAX_NODES} nodes`,
  }),
});
export type Flow = z.infer<typeof Flow>;
export type FlowInput = z.input<typeof Flow>;

/** Variables that are there by themselves: the caller's number, the number dialled, and the holiday that closed the line. */
export const ENGINE_VARIABLES = ['caller', 'called', 'holiday'] as const;

/** The node of that id, ids being user input that may well spell `constructor`. */
export const nodeOf = (flow: Flow, id: NodeId): FlowNode | undefined =>
  Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;

export interface Exit {
  /** Where in the node it is written. */
  readonly path: readonly string[];
  readonly to: NodeId;
}

/** The ways out of a node. */
export function exits(node: FlowNode): readonly Exit[] {
  switch (node.kind) {
    case 'play':
    case 'set':
    case 'number':
      return [{ path: ['next'], to: node.next }];
    case 'menu':
      return [
        ...Object.entries(node.options).map(([digit, to]) => ({ path: ['options', digit], to })),
        { path: ['exhausted'], to: node.exhausted },
      ];
    case 'hours':
      return [
        { path: ['open'], to: node.open },
        { path: ['closed'], to: node.closed },
        ...(node.holiday === undefined ? [] : [{ path: ['holiday'], to: node.holiday }]),
      ];
    case 'queue':
      return node.nobody === undefined ? [] : [{ path: ['nobody'], to: node.nobody }];
    case 'hangup':
      return [];
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
