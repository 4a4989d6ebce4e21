/**
 * Dimensioning by A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
 * telephone exchanges" (1917). `erlangs` is traffic offered: calls a second times seconds each.
 */

/** Erlang B: the share of calls that find every one of `lines` busy. By the recurrence, which does not overflow. */
export function erlangB(erlangs: number, lines: number): number {
  let blocking = 1;
  for (let n = 1; n <= lines; n++) blocking = (erlangs * blocking) / (n + erlangs * blocking);
  return blocking;
}

/** Erlang C: the share of calls that have to wait for one of `agents`; 1 where there are too few for all of them. */
export function erlangC(erlangs: number, agents: number): number {
  if (agents <= erlangs) return 1;
  const blocking = erlangB(erlangs, agents);
  return blocking / (1 - (erlangs / agents) * (1 - blocking));
}

/** The share of calls answered within `targetSeconds`, when each takes `handleSeconds` and nobody hangs up. */
export function erlangServiceLevel(
  erlangs: number,
  agents: number,
  handleSeconds: number,
  targetSeconds: number,
): number {
  if (agents <= erlangs) return 0;
  return 1 - erlangC(erlangs, agents) * Math.exp((-(agents - erlangs) * targetSeconds) / handleSeconds);
}

/** Average speed of answer (ASA) in seconds over all calls; infinite where there are too few agents. */
export function erlangAnswerSeconds(erlangs: number, agents: number, handleSeconds: number): number {
  return agents <= erlangs ? Infinity : (erlangC(erlangs, agents) * handleSeconds) / (agents - erlangs);
}

/** The fewest lines that block no more than that share of calls. */
export function linesFor(erlangs: number, blocking: number): number {
  if (erlangs === 0) return 0;
  let lines = 0;
  for (let blocked = 1; blocked > blocking; blocked = (erlangs * blocked) / (lines + erlangs * blocked)) lines++;
  return lines;
}

/** The fewest agents that answer that share of calls within `targetSeconds`. */
export function agentsFor(erlangs: number, handleSeconds: number, serviceLevel: number, targetSeconds: number): number {
  if (erlangs === 0) return 0;
  let agents = Math.floor(erlangs) + 1;
  while (erlangServiceLevel(erlangs, agents, handleSeconds, targetSeconds) < serviceLevel) agents++;
  return agents;
}
