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

/** What a queue comes to whose callers hang up. Shares are of all callers. */
export interface ErlangA {
  readonly waits: number;
  readonly abandons: number;
  /** Over all callers, those who hang up included. */
  readonly meanWaitSeconds: number;
  /** Answered within the target, of all callers. */
  readonly serviceLevel: number;
}

/**
 * Erlang A: as Erlang C, but callers hang up after a patience that is exponential with the given mean. By C. Palm,
 * "Research on telephone traffic carried by full availability groups" (Tele, 1957); notation as in A. Mandelbaum and
 * S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007).
 *
 * With `n` callers in the system it leaves them at the rate r(n) = nμ, or cμ + (n − c)θ above c. Who joins q others
 * in the queue is answered in time with the chance E[exp(−θV); V ≤ T], V the sum of exponentials of rates
 * cμ + jθ, j = 0…q. Turned by exp(−θV), their rates are cμ + (j + 1)θ, and exp(−θV) is a beta variable
 * of (cμ/θ + 1, q + 1); its distribution is the sum below.
 */
export function erlangA(
  erlangs: number,
  agents: number,
  handleSeconds: number,
  patienceSeconds: number,
  targetSeconds: number,
): ErlangA {
  if (erlangs === 0) return { waits: 0, abandons: 0, meanWaitSeconds: 0, serviceLevel: 1 };
  const arrival = erlangs / handleSeconds;
  const hangUp = 1 / patienceSeconds;
  const served = agents / handleSeconds;
  // Relative to the chance of `agents` in the system, downwards and upwards, so that nothing overflows.
  let below = 0;
  for (let n = agents, weight = 1; n > 0 && weight > 1e-18; n--) below += weight *= n / erlangs;

  const power = served / hangUp + 1;
  const late = Math.exp(-hangUp * targetSeconds);
  let tailTerm = late ** power;
  let tail = 0;
  let all = below;
  let waits = 0;
  let abandons = 0;
  let inTime = below;
  for (let ahead = 0, weight = 1; ahead < agents + 10 || weight > 1e-15; ahead++) {
    // `tail`: the chance that a beta variable of (power, ahead + 1) is less than `late`.
    tail += tailTerm;
    tailTerm *= ((power + ahead) / (ahead + 1)) * (1 - late);
    const stays = served / (served + (ahead + 1) * hangUp);
    all += weight;
    waits += weight;
    abandons += weight * (1 - stays);
    inTime += weight * stays * (1 - tail);
    weight *= arrival / (served + (ahead + 1) * hangUp);
  }
  const abandoned = abandons / all;
  return {
    waits: waits / all,
    abandons: abandoned,
    meanWaitSeconds: abandoned * patienceSeconds,
    serviceLevel: inTime / all,
  };
}
