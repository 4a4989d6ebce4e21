import type { GroupId } from '@sibai/kernel';

import { GROUP_DEFAULTS, type OverflowTarget, type RelaxationStep } from './config.js';
import type { Acd } from './floor.js';
import type { Caller, Effect, OverflowReason, Want, WantReason } from './model.js';
import { byCodeUnit } from './sorted-set.js';

type Overflow = Extract<Effect, { do: 'overflow' }>;

/** In which groups, and with what proficiency, a caller waits after `reachedMs`; in order of the groups' ids. */
export function wantsOf({ groups }: Pick<Acd, 'groups'>, caller: Asked): Want[] {
  const wants: Want[] = [];
  const relaxed: GroupId[] = [];
  for (const groupId of caller.groups) {
    if (caller.shut.includes(groupId)) continue;
    const config = groups.get(groupId)?.config;
    const asked = caller.proficiency ?? config?.minProficiency ?? GROUP_DEFAULTS.minProficiency;
    let proficiency = asked;
    for (const step of config?.relaxation ?? NO_STEPS) {
      if (step.afterMs > caller.reachedMs) continue;
      proficiency = Math.min(proficiency, step.proficiency ?? asked);
      if (step.addGroup) relaxed.push(step.addGroup);
    }
    wants.push({ groupId, proficiency, why: proficiency < asked ? 'relaxed' : 'asked' });
  }
  const add = (groupId: GroupId, why: WantReason): void => {
    if (wants.some((want) => want.groupId === groupId)) return;
    const proficiency = groups.get(groupId)?.config.minProficiency ?? GROUP_DEFAULTS.minProficiency;
    wants.push({ groupId, proficiency, why });
  };
  for (const groupId of relaxed) add(groupId, 'relaxed');
  for (const groupId of caller.added) add(groupId, 'overflow');
  return wants.length > 1 ? wants.sort((a, b) => byCodeUnit(a.groupId, b.groupId)) : wants;
}

type Asked = Pick<Caller, 'groups' | 'shut' | 'added' | 'proficiency' | 'reachedMs'>;

const NO_STEPS: readonly RelaxationStep[] = [];

/** What is due at a time of waiting: a step of relaxation has nothing to send, the others have. */
interface Due {
  readonly afterMs: number;
  readonly group: GroupId;
  readonly send?: { readonly reason: OverflowReason; readonly to: readonly OverflowTarget[] };
}

function* duesOf({ groups }: Pick<Acd, 'groups'>, caller: Caller): Generator<Due> {
  for (const group of caller.groups) {
    const config = groups.get(group)?.config;
    if (!config) continue;
    for (const { afterMs } of config.relaxation ?? []) yield { afterMs, group };
    for (const { afterMs, to } of config.overflow ?? [])
      if (afterMs !== undefined) yield { afterMs, group, send: { reason: 'after', to } };
    if (config.maxWait)
      yield { afterMs: config.maxWait.ms, group, send: { reason: 'max_wait', to: [config.maxWait.to] } };
  }
}

export interface Advanced {
  readonly caller: Caller;
  readonly overflows: readonly Overflow[];
}

/** Does all that has become due by `waitedMs`. Answers the same caller when nothing has. */
export function advance(floor: Pick<Acd, 'groups'>, caller: Caller, waitedMs: number): Advanced {
  if (waitedMs <= caller.reachedMs) return { caller, overflows: [] };
  const dues = [...duesOf(floor, caller)].filter(({ afterMs }) => afterMs > caller.reachedMs && afterMs <= waitedMs);
  if (dues.length === 0) return { caller, overflows: [] };
  dues.sort((a, b) => a.afterMs - b.afterMs);
  const sent = dues.flatMap(({ group, send }) => (send ? [{ group, ...send }] : []));
  return sendOn(floor, { ...caller, reachedMs: waitedMs }, sent);
}

/** When something becomes due next, in milliseconds of waiting; undefined when nothing will. */
export function nextDue(floor: Pick<Acd, 'groups'>, caller: Caller): number | undefined {
  let next: number | undefined;
  for (const { afterMs } of duesOf(floor, caller))
    if (afterMs > caller.reachedMs && (next === undefined || afterMs < next)) next = afterMs;
  return next;
}

/**
 * What the lengths of the queues mean for one who is about to join them. A full queue is not joined where there is
 * another to join; where there is none the caller waits in it until the shell has sent the call on.
 */
export function join(floor: Pick<Acd, 'groups'>, caller: Caller): Advanced {
  const sent: Sent[] = [];
  const full: GroupId[] = [];
  for (const group of caller.groups) {
    const state = floor.groups.get(group);
    if (!state) continue;
    const { overflow, maxLength } = state.config;
    for (const { atLength, to } of overflow ?? [])
      if (atLength !== undefined && state.waiting.size >= atLength) sent.push({ group, reason: 'at_length', to });
    if (maxLength && state.waiting.size >= maxLength.callers) {
      sent.push({ group, reason: 'max_length', to: [maxLength.to] });
      full.push(group);
    }
  }
  if (sent.length === 0) return { caller, overflows: [] };
  const elsewhere =
    caller.groups.some((id) => floor.groups.get(id) && !full.includes(id)) ||
    sent.some(({ to }) => to.some((target) => target.kind === 'group' && !full.includes(target.groupId)));
  return sendOn(floor, { ...caller, shut: elsewhere ? full : [] }, sent);
}

interface Sent {
  readonly group: GroupId;
  readonly reason: OverflowReason;
  readonly to: readonly OverflowTarget[];
}

/** Targets that are groups are joined; the others are the shell's. */
function sendOn(floor: Pick<Acd, 'groups'>, caller: Caller, sent: readonly Sent[]): Advanced {
  const added = new Set(caller.added);
  const overflows: Overflow[] = [];
  for (const { group, reason, to } of sent) {
    for (const target of to) if (target.kind === 'group') added.add(target.groupId);
    const ways = to.filter((target) => target.kind !== 'group');
    if (ways.length > 0) overflows.push({ do: 'overflow', call: caller.call, group, reason, to: ways });
  }
  const moved: Caller = { ...caller, added: [...added] };
  return { caller: { ...moved, wants: wantsOf(floor, moved) }, overflows };
}
