/** block: may not be used; ask: only with evidence, a person decides; inform: mind the law. */
export type BannedSeverity = 'block' | 'ask' | 'inform';

/** One hit, with its place in the original text (UTF-16 offsets, end exclusive). */
export interface BannedHit {
  readonly start: number;
  readonly end: number;
  /** As it stands in the text. */
  readonly found: string;
  /** The word of the list. */
  readonly word: string;
  /** The list the word is of: `superlative`, `first`, `finance` … */
  readonly family: string;
  readonly severity: BannedSeverity;
  /** 广告法 第九条第（三）项 … */
  readonly article: string;
  /** What to write instead; empty when the word should just be left out. */
  readonly suggestion: string;
  /** How it was found: as written, or disguised. */
  readonly by: 'exact' | 'variant' | 'pinyin';
}
