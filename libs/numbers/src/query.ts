import type { Carrier, CarrierAllocation } from './carriers.js';
import type { Shape } from './shapes.js';
import type { TierId } from './tier.js';

/** A Chinese word and its pinyin, a syllable a character, without tones: 金融, jin rong. */
export interface Word {
  readonly text: string;
  readonly pinyin: readonly string[];
}

/**
 * What somebody wants of a number. All that is given must hold. Of `word`, `digits`, `fuzzy`, `mobile` and `birthday`
 * the first that is given, in this order, decides relevance.
 */
export interface NumberQuery {
  /** The one box: read by `understand`, and merged with the rest. */
  readonly text?: string;
  /** Digits, `?` for any digit, `*` for any run of digits; with or without 400 in front: `400-8?8-??66`, `*66`. */
  readonly pattern?: string;
  /** Typed digits, taken loosely: best at the end, then at the start, then anywhere, then with a mistake. */
  readonly digits?: string;
  /** Each of these somewhere in the seven digits after 400. */
  readonly contains?: readonly string[];
  /** The digits right after 400; may be written with 400. */
  readonly starts?: string;
  readonly ends?: string;
  /** None of these in the seven digits: `4`, `74`. */
  readonly without?: readonly string[];
  /** At least one of these. */
  readonly shapes?: readonly Shape[];
  /** Where the shapes and sounds are looked for. */
  readonly at?: 'anywhere' | 'end';
  /** At most so many different digits among the seven. */
  readonly distinct?: number;
  /** At least one of these sounds, by their digits (`518`), or any that we know. */
  readonly sounds?: readonly string[] | 'any';
  readonly word?: Word;
  /** Digits that may have so many mistakes: one wrong, one too many or one missing is one. */
  readonly fuzzy?: { readonly digits: string; readonly mistakes: 1 | 2 };
  /** Near to this mobile number: first the same tail, then the same stretch, then few differences. */
  readonly mobile?: string;
  /** YYYY-MM-DD, looked for in the ways it is written in digits. */
  readonly birthday?: string;
  readonly carriers?: readonly Carrier[];
  /** Which blocks are whose, if not as published. */
  readonly allocations?: readonly Pick<CarrierAllocation, 'prefix' | 'carrier'>[];
  readonly tiers?: readonly TierId[];
  readonly maxPriceFen?: number;
  /** Also numbers that somebody holds, for the waiting list. */
  readonly withHeld?: boolean;
}

export interface QueryProblem {
  readonly field: keyof NumberQuery | 'after';
  readonly code:
    | 'not_digits'
    | 'too_long'
    | 'too_many'
    | 'empty'
    | 'not_a_date'
    | 'not_a_mobile'
    | 'no_pinyin'
    | 'not_understood'
    | 'unknown'
    | 'stale';
  readonly zh: string;
  readonly en: string;
}
