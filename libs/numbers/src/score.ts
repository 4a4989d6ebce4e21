import { LENGTH } from './automaton.js';
import { END_FACTOR, END_RULE, STRETCH_RULES, type StretchRule, WHOLE_RULES } from './rules.js';

/** Why a number scores: one rule that applied, and which of the ten digits (0 to 9) it speaks of. */
export interface ScoreReason {
  readonly rule: string;
  readonly zh: string;
  readonly en: string;
  readonly points: number;
  readonly digits: readonly number[];
}

export interface Score {
  /** 0 to 100: how easily the number is remembered. */
  readonly score: number;
  readonly reasons: readonly ScoreReason[];
}

/** The rule that gives most for a stretch, of those for anywhere and of those for right after 400. */
export interface StretchPoints {
  readonly anywhere: ReadonlyMap<string, StretchRule>;
  readonly first: ReadonlyMap<string, StretchRule>;
}

let stretchPoints: StretchPoints | undefined;

export function pointsOfStretches(): StretchPoints {
  if (stretchPoints) return stretchPoints;
  const anywhere = new Map<string, StretchRule>();
  const first = new Map<string, StretchRule>();
  for (const rule of STRETCH_RULES)
    for (const stretch of rule.stretches) {
      const best = rule.first ? first : anywhere;
      if (rule.points > (best.get(stretch)?.points ?? 0)) best.set(stretch, rule);
    }
  stretchPoints = { anywhere, first };
  return stretchPoints;
}

/** What a stretch gives at the end, of what it gives elsewhere. */
export const atEnd = (points: number): number => Math.floor(points * END_FACTOR);

/** Brings a sum of points into 0 to 100. */
export const bounded = (points: number): number => Math.max(0, Math.min(100, points));

interface Cover {
  readonly points: number;
  readonly chosen: readonly { readonly rule: StretchRule; readonly from: number; readonly to: number }[];
}

/** Scores a number by the rules, and says which applied, the weightiest first. */
export function scoreOf(number: string): Score {
  const seven = number.slice(-LENGTH);
  const cover = bestCover(seven);
  const reasons: ScoreReason[] = cover.chosen.flatMap(({ rule, from, to }) => {
    const digits = positions(from, to);
    const text = seven.slice(from, to);
    const reason = reasonOf(rule, rule.points, digits, text);
    return to === LENGTH ? [reason, reasonOf(END_RULE, atEnd(rule.points) - rule.points, digits, text)] : [reason];
  });
  const counts = Array.from({ length: 10 }, (_, digit) => seven.split(String(digit)).length - 1);
  for (const rule of WHOLE_RULES) {
    const points = rule.points(counts, Number(seven.at(-1)));
    const { speaksOf } = rule;
    const digits = positions(0, LENGTH).filter((at) => !speaksOf || speaksOf.includes(number.slice(-10)[at] ?? ''));
    if (points !== 0) reasons.push(reasonOf(rule, points, rule.id === 'ends4' ? [9] : digits));
  }
  return {
    score: bounded(reasons.reduce((sum, { points }) => sum + points, 0)),
    reasons: reasons.toSorted((a, b) => b.points - a.points),
  };
}

/** The set of stretches that do not overlap and give most: best for the first digits, then for one more, and so on. */
function bestCover(seven: string): Cover {
  const { anywhere, first } = pointsOfStretches();
  const best: Cover[] = [{ points: 0, chosen: [] }];
  for (let to = 1; to <= LENGTH; to += 1) {
    let cover = best[to - 1] as Cover;
    for (let from = 0; from < to; from += 1) {
      const stretch = seven.slice(from, to);
      const before = best[from] as Cover;
      for (const rule of [anywhere.get(stretch), from === 0 ? first.get(stretch) : undefined]) {
        if (!rule) continue;
        const points = before.points + (to === LENGTH ? atEnd(rule.points) : rule.points);
        if (points > cover.points) cover = { points, chosen: [...before.chosen, { rule, from, to }] };
      }
    }
    best.push(cover);
  }
  return best[LENGTH] as Cover;
}

/** Of the seven digits' places `from` to before `to`, the places in the ten digits. */
export function positions(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => at + from + 3);
}

function reasonOf(
  { id, name }: { readonly id: string; readonly name: { readonly zh: string; readonly en: string } },
  points: number,
  digits: readonly number[],
  text?: string,
): ScoreReason {
  const about = text ? ` ${text}` : '';
  return { rule: id, zh: name.zh + about, en: name.en + about, points, digits };
}
