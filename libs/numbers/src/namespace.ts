/** Scores, tiers and best-first order of all ten million numbers. Made once, never changed, may be shared. About 35 MB. */
export declare class Namespace {
  /** Makes it in steps of a few milliseconds: each `next()` is one. */
  static build(): Generator<{ readonly done: number }, Namespace>;
  score(number: string): number;
}
