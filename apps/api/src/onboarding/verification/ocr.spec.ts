import { readFileSync } from 'node:fs';

import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';

import { Clock } from '../../platform/clock.js';
import { Ocr } from './ocr.js';
import { type OcrPaper, type OcrProgress } from './ocr-reading.js';

/** Fictional papers drawn by tools/data/papers.ts, with what stands on them. */
const fixture = (file: string): Buffer => readFileSync(new URL(`./fixtures/${file}`, import.meta.url));
const papers = JSON.parse(fixture('truth.json').toString()) as readonly {
  readonly file: string;
  readonly paper: OcrPaper;
  readonly truth: Readonly<Record<string, string>>;
}[];
const FIELDS = [
  'companyName',
  'uscc',
  'companyType',
  'personName',
  'capital',
  'establishedOn',
  'expiresOn',
  'address',
  'scope',
  'idNumber',
] as const;
/** What each side of an ID card does not say. */
const ABSENT: Readonly<Record<string, readonly string[]>> = {
  'id-portrait.png': ['expiresOn', 'address'],
  'id-emblem.png': ['personName', 'idNumber', 'address'],
};

const ocr = new Ocr(new Clock());
afterAll(() => ocr.onApplicationShutdown());
const letters = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');

describe('clean pages', () => {
  it('are read with at least 95 % of the fields right', { timeout: 240_000 }, async () => {
    let right = 0;
    let all = 0;
    const wrong: string[] = [];
    const news: OcrProgress[][] = [];
    const outcomes = await Promise.all(
      papers.map(({ paper, file }, at) =>
        ocr.read(paper, fixture(file), (progress) => (news[at] ??= []).push(progress)),
      ),
    );
    for (const [at, { file, truth }] of papers.entries()) {
      const outcome = outcomes[at];
      for (const field of FIELDS.filter((name) => name in truth && !ABSENT[file]?.includes(name))) {
        all++;
        const found = outcome?.ok ? outcome.fields[field] : undefined;
        if (letters(found?.value ?? '') === letters(truth[field] ?? '')) right++;
        else wrong.push(`${file} ${field}: ${truth[field]} read as ${found?.value}`);
      }
      // The check digits say whether the numbers were read well, and they were.
      for (const field of ['uscc', 'idNumber'] as const)
        if (outcome?.ok && outcome.fields[field]) expect(outcome.fields[field].confidence).toBeGreaterThanOrEqual(0.99);
    }
    expect(all).toBe(21);
    expect(right / all, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);

    // One at a time: the last was told that three are before it, then two, one, and how far its own reading was.
    const last = news.at(-1) ?? [];
    expect([...new Set(last.map(({ position }) => position))]).toEqual([3, 2, 1, 0]);
    const percents = last.filter(({ position }) => position === 0).map(({ percent }) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(last.at(-1)).toEqual({ stage: 'done', position: 0, percent: 100 });
    expect(outcomes.map((outcome) => outcome.ok && outcome.side)).toEqual([undefined, undefined, 'portrait', 'emblem']);
  });

  it('lying on their side are turned', { timeout: 120_000 }, async () => {
    // Small, as that is read faster.
    const side = await sharp(fixture('id-emblem.png')).resize(450).rotate(90).jpeg().toBuffer();
    const outcome = await ocr.read('id_card', side);
    expect(outcome).toMatchObject({ ok: true, side: 'emblem' });
  });
});

it('a process that dies takes nobody along', async () => {
  const reading = ocr.read('id_card', fixture('id-emblem.png'));
  process.kill(ocr.pid as number, 'SIGKILL');
  expect(await reading).toEqual({ ok: false, reason: 'failed' });
});
