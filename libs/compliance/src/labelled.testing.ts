import { findBannedWords } from './banned-words.js';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** What an examiner would mark stands in 【】. */
function unmark(sentence: string): { text: string; spans: Span[] } {
  const spans: Span[] = [];
  let text = '';
  let start = 0;
  for (const character of sentence)
    if (character === '【') start = text.length;
    else if (character === '】') spans.push({ start, end: text.length });
    else text += character;
  return { text, spans };
}

const touch = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** How what is found compares with what an examiner has marked. */
export function judged(sentences: readonly string[]) {
  const wrong: string[] = [];
  const missed: string[] = [];
  let [right, all] = [0, 0];
  for (const { text, spans } of sentences.map(unmark)) {
    const hits = findBannedWords(text);
    all += spans.length;
    for (const hit of hits)
      if (spans.some((span) => touch(hit, span))) right++;
      else wrong.push(`${hit.found} (${hit.word}) in ${text}`);
    for (const span of spans)
      if (!hits.some((hit) => touch(hit, span))) missed.push(`${text.slice(span.start, span.end)} in ${text}`);
  }
  return { precision: right / (right + wrong.length), recall: (all - missed.length) / all, wrong, missed };
}
