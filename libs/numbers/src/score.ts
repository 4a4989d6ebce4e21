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

export declare function scoreOf(number: string): Score;
