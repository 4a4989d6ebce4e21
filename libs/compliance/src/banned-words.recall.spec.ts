import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { findBannedWords } from './banned-words.js';

/** Sentences of hotlines and shop signs; what an examiner would mark stands in 【】. About half have nothing to mark. */
const marked = JSON.parse(
  readFileSync(new URL('./banned-words.cases.json', import.meta.url), 'utf8'),
) as readonly string[];

interface Span {
  readonly start: number;
  readonly end: number;
}

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

describe('on labelled sentences', () => {
  let right = 0;
  const wrong: string[] = [];
  const missed: string[] = [];
  for (const { text, spans } of marked.map(unmark)) {
    const hits = findBannedWords(text);
    for (const hit of hits)
      if (spans.some((span) => touch(hit, span))) right++;
      else wrong.push(`${hit.found} (${hit.word}) in ${text}`);
    for (const span of spans)
      if (!hits.some((hit) => touch(hit, span))) missed.push(`${text.slice(span.start, span.end)} in ${text}`);
  }
  const all = marked.reduce((sum, sentence) => sum + unmark(sentence).spans.length, 0);

  it('has at least 400 sentences, half of them with nothing to find', () => {
    expect(new Set(marked).size).toBe(marked.length);
    expect(marked.length).toBeGreaterThanOrEqual(400);
    expect(marked.filter((sentence) => !sentence.includes('【')).length).toBeGreaterThanOrEqual(200);
  });

  it('finds at least 98 % of what is to be found', () => {
    expect((all - missed.length) / all, missed.join('\n')).toBeGreaterThanOrEqual(0.98);
  });

  it('is right in at least 98 % of what it finds', () => {
    expect(right / (right + wrong.length), wrong.join('\n')).toBeGreaterThanOrEqual(0.98);
  });
});
