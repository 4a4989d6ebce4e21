import type { AgentId, GroupId, Instant } from '@sibai/kernel';

/** A skill group as configured. What is left out has the value in `GROUP_DEFAULTS`, or is not done at all. */
export interface Group {
  readonly id: GroupId;
  readonly name: string;
  /** Which of the group's ready agents is offered a caller. */
  readonly strategy?: StrategyName;
  /** A caller's last agent is waited for, within limits, before the strategy chooses. */
  readonly sticky?: Sticky;
  /** How long an agent's phone rings before the caller is offered to another. */
  readonly ringMs: number;
  /** After-call work granted after each talk; 0 for none. Without effect on a manual wrap-up. */
  readonly wrapUpMs: number;
  readonly wrapUp?: WrapUpMode;
  /** No wrap-up, extended or manual, lasts longer. */
  readonly wrapUpMaxMs?: number;
  readonly target?: ServiceTarget;
  /** A new caller's agent has at least this proficiency, until `relaxation` lowers it. */
  readonly minProficiency?: number;
  readonly relaxation?: readonly RelaxationStep[];
  /** To whom the group's agents are lent when they have no caller of their own. */
  readonly lends?: readonly Lending[];
  readonly overflow?: readonly OverflowRule[];
  readonly maxWait?: { readonly ms: number; readonly to: OverflowTarget };
  /** Who would be one more than `callers` in the queue is sent on. */
  readonly maxLength?: { readonly callers: number; readonly to: OverflowTarget };
}

export interface ServiceTarget {
  /** Answered within this time is in time. */
  readonly ms: number;
  /** The share, 0 to 1, that ought to be. */
  readonly share: number;
  /** Callers who hang up sooner are not counted. */
  readonly shortAbandonMs: number;
}

/**
 * `fixed`: ends after `wrapUpMs`. `extendable`: the agent may ask for more time. `manual`: ends when the agent says so.
 */
export const WRAP_UP_MODES = ['fixed', 'extendable', 'manual'] as const;
export type WrapUpMode = (typeof WRAP_UP_MODES)[number];

export interface Sticky {
  /** A talk longer ago than this binds nobody. */
  readonly withinMs: number;
  /** How long the caller waits for that agent alone, though others may be free. */
  readonly extraWaitMs: number;
}

/** Once a caller has waited `afterMs`: one or both of the two. */
export interface RelaxationStep {
  readonly afterMs: number;
  /** The proficiency asked from now on. */
  readonly proficiency?: number;
  /** The caller waits in this group as well. */
  readonly addGroup?: GroupId;
}

/** Lends ready agents to another group, for as long as the lender itself is safe. */
export interface Lending {
  readonly to: GroupId;
  /** The lender's service level of the last quarter to half hour must be at least this, 0 to 1. */
  readonly safeLevel: number;
  /** So many of the lender's agents stay ready for its own callers. */
  readonly keepReady: number;
  /** What a lent agent counts for in the other group, 1 to 10. */
  readonly proficiency: number;
}

/** Where a caller may be sent whom the group cannot answer in time. */
export type OverflowTarget =
  | { readonly kind: 'group'; readonly groupId: GroupId }
  | { readonly kind: 'number'; readonly to: string }
  | { readonly kind: 'voicemail'; readonly groupId?: GroupId }
  | { readonly kind: 'callback' }
  /** A node of the line's flow. */
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'hangup'; readonly words?: string };

/**
 * Offered to a caller at any of the conditions that are given: several targets at once. The caller keeps the place in
 * the queue meanwhile; whoever answers first has the call.
 */
export interface OverflowRule {
  readonly afterMs?: number;
  /** On joining a queue that holds at least so many others. */
  readonly atLength?: number;
  readonly to: readonly OverflowTarget[];
}

export interface Membership {
  readonly groupId: GroupId;
  /** 1 (weak) to 10. */
  readonly proficiency: number;
  /** 0 to 9; the agent serves groups of higher priority first. */
  readonly priority?: number;
  /** The place in `ring_order`, lowest first. */
  readonly order?: number;
}

export const GROUP_DEFAULTS = {
  strategy: 'longest_idle',
  wrapUp: 'fixed',
  wrapUpMaxMs: 30 * 60_000,
  target: { ms: 20_000, share: 0.8, shortAbandonMs: 5_000 },
  minProficiency: 1,
} as const satisfies Partial<Group>;

/** What a strategy may look at; all of it stands still while the agent is ready. */
export interface Ranked {
  readonly membership: Membership;
  /** Calls taken today. */
  readonly calls: number;
  /** Share of the time signed in today that was spent on calls, as of becoming ready; 0 to 1. */
  readonly occupancy: number;
}

/** Ranks a ready agent of a group. The lowest rank is offered the caller, among equals the agent idle longest. */
export type Strategy = (agent: Ranked) => number;

export const STRATEGIES = {
  longest_idle: () => 0,
  most_skilled: ({ membership }) => -membership.proficiency,
  fewest_calls: ({ calls }) => calls,
  least_occupied: ({ occupancy }) => occupancy,
  /** Drawn by dice, the chance in proportion to the proficiency; see `draw`. */
  weighted_random: () => 0,
  ring_order: ({ membership }) => membership.order ?? 0,
} as const satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof STRATEGIES;

const DAY_MS = 24 * 3_600_000;

/** Ways of sharing out callers by the names the field gives them. */
export const PRESETS = {
  /** 最长空闲优先 */
  longest_idle: { strategy: 'longest_idle' },
  /** 技能优先 */
  skill_first: { strategy: 'most_skilled' },
  /** 均衡分配: by calls taken */
  balanced_calls: { strategy: 'fewest_calls' },
  /** 均衡负荷: by time spent */
  balanced_load: { strategy: 'least_occupied' },
  /** 顺序振铃 */
  in_order: { strategy: 'ring_order' },
  /** 加权随机 */
  weighted_random: { strategy: 'weighted_random' },
  /** 熟客优先: the last agent first */
  familiar_first: { strategy: 'longest_idle', sticky: { withinMs: 7 * DAY_MS, extraWaitMs: 30_000 } },
} as const satisfies Record<string, Pick<Group, 'strategy' | 'sticky'>>;

export type PresetName = keyof typeof PRESETS;

/** Why a caller is put before others, and by how many seconds of waiting. */
export interface Weight {
  readonly why: 'line' | 'ivr' | 'vip' | 'callback' | 'redial' | 'supervisor';
  readonly seconds: number;
}

/** The agent who talked to this caller last. */
export interface LastAgent {
  readonly id: AgentId;
  readonly at: Instant;
}
