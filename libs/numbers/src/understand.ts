import type { NumberQuery } from './query.js';

/** One thing that was understood of a free text, for the page to show beside the box. */
export interface Understood {
  readonly kind:
    | 'number'
    | 'mobile'
    | 'pattern'
    | 'digits'
    | 'word'
    | 'pinyin'
    | 'letters'
    | 'shape'
    | 'birthday'
    | 'without'
    | 'ends'
    | 'starts'
    | 'unknown';
  /** The part of the text. */
  readonly text: string;
  readonly zh: string;
  readonly en: string;
}

export interface Understanding {
  readonly pieces: readonly Understood[];
  readonly query: NumberQuery;
}

/** Gives the pinyin of a Chinese text, a syllable a character, without tones. Such as pinyin-pro's. */
export type ToPinyin = (text: string) => readonly string[];

export declare function understand(text: string, toPinyin?: ToPinyin): Understanding;
