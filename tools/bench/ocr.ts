import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';

import {
  fictionalPapers,
  idEmblemPicture,
  idPortraitPicture,
  type IdCardTruth,
  licencePicture,
  type LicenceTruth,
  type Quality,
} from '../lib/papers.ts';
import { processorTime } from './processor.ts';
import { table } from './table.ts';

const QUALITIES: readonly Quality[] = ['clean', 'photo', 'small'];
const GOAL = 0.95;
const PAGES = 6;
const WATCH_MS = 50;

const LICENCE_FIELDS = [
  'companyName',
  'uscc',
  'companyType',
  'personName',
  'capital',
  'establishedOn',
  'expiresOn',
  'address',
  'scope',
] as const;

interface Reader {
  readonly pid: number | undefined;
  read(
    paper: 'business_licence' | 'id_card',
    image: Uint8Array,
  ): Promise<
    | {
        readonly ok: true;
        readonly fields: Readonly<Record<string, { readonly value: string } | undefined>>;
        readonly ms: number;
      }
    | { readonly ok: false; readonly reason: string }
  >;
  onApplicationShutdown(): void;
}
interface Tally {
  right: number;
  all: number;
}

/** `--pages N`: that many companies, each with a licence and both sides of an ID card, in each quality. */
export async function run(argv: readonly string[]): Promise<void> {
  const pages = Number(argv[argv.indexOf('--pages') + 1] ?? PAGES) || PAGES;
  // The api is a program, not a library of the tools: its build is loaded as one loads a plug-in.
  const api = new URL('../../apps/api/dist/onboarding/verification/ocr.js', import.meta.url).href;
  const { Ocr } = (await import(api)) as { Ocr: new (clock: { now(): Date }) => Reader };
  const ocr = new Ocr({ now: () => new Date() });
  const peak = watchMemory(ocr);
  const tallies = new Map<string, Map<Quality, Tally>>();
  const times = new Map<Quality, number[]>();
  const processor = new Map<Quality, number[]>();
  const wrong: string[] = [];

  const look = async (
    paper: 'business_licence' | 'id_card',
    quality: Quality,
    picture: Buffer,
    truth: LicenceTruth | IdCardTruth,
    fields: readonly string[],
  ): Promise<void> => {
    const before = ocr.pid === undefined ? 0 : await processorTime(ocr.pid);
    const outcome = await ocr.read(paper, picture);
    const used = ocr.pid === undefined ? 0 : (await processorTime(ocr.pid)) - before;
    if (outcome.ok) times.set(quality, [...(times.get(quality) ?? []), outcome.ms]);
    processor.set(quality, [...(processor.get(quality) ?? []), used]);
    for (const field of fields) {
      const expected = (truth as unknown as Record<string, string>)[field] ?? '';
      const found = outcome.ok ? (outcome.fields[field]?.value ?? '') : '';
      const right = letters(found) === letters(expected);
      const name = `${paper === 'id_card' ? 'ID card' : 'licence'} ${field}`;
      const row = tallies.get(name) ?? new Map<Quality, Tally>();
      const tally = row.get(quality) ?? { right: 0, all: 0 };
      tally.all++;
      if (right) tally.right++;
      else wrong.push(`${quality} ${name}: ${expected} read as ${found || 'nothing'}`);
      tallies.set(name, row.set(quality, tally));
    }
  };

  for (let seed = 1; seed <= pages; seed++) {
    const { licence, idCard } = fictionalPapers(seed);
    for (const quality of QUALITIES) {
      await look('business_licence', quality, await licencePicture(licence, quality), licence, LICENCE_FIELDS);
      await look('id_card', quality, await idPortraitPicture(idCard, quality), idCard, ['personName', 'idNumber']);
      await look('id_card', quality, await idEmblemPicture(idCard, quality), idCard, ['expiresOn']);
    }
  }
  const peakMb = peak();
  ocr.onApplicationShutdown();

  const share = (quality: Quality): number => {
    const all = [...tallies.values()].map((row) => row.get(quality) ?? { right: 0, all: 0 });
    return sum(all.map(({ right }) => right)) / sum(all.map((tally) => tally.all));
  };
  const ok = share('clean') >= GOAL;
  console.log(`${pages} fictional companies: a licence and both sides of an ID card each, drawn in three qualities.`);
  console.log('median s: by the clock, for one picture; of a core, s: the processor time it took.');
  console.log(
    'A field is right when its letters and digits are the truth’s; punctuation and the width of characters are not compared.',
  );
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${loadavg()[0]?.toFixed(1)}\n`,
  );
  const cell = ({ right, all }: Tally = { right: 0, all: 0 }): string => `${right}/${all}`;
  console.log(
    table(
      ['field', ...QUALITIES],
      [
        ...[...tallies].map(([name, row]) => [name, ...QUALITIES.map((quality) => cell(row.get(quality)))]),
        ['all', ...QUALITIES.map((quality) => `${(share(quality) * 100).toFixed(1)} %`)],
        ['median s', ...QUALITIES.map((quality) => (median(times.get(quality) ?? []) / 1000).toFixed(1))],
        ['of a core, s', ...QUALITIES.map((quality) => median(processor.get(quality) ?? []).toFixed(1))],
      ],
    ),
  );
  for (const line of wrong) console.log(`> ${line}`);
  console.log(`\nPeak memory of the process that reads: ${peakMb} MB.`);
  console.log(`${ok ? 'Goal met' : 'Goal not met'}: ≥ ${GOAL * 100} % of the fields of clean pages.`);
  console.log(
    JSON.stringify({
      bench: 'ocr',
      pages,
      share: Object.fromEntries(QUALITIES.map((quality) => [quality, share(quality)])),
      medianMs: Object.fromEntries(QUALITIES.map((quality) => [quality, median(times.get(quality) ?? [])])),
      medianCpuS: Object.fromEntries(QUALITIES.map((quality) => [quality, median(processor.get(quality) ?? [])])),
      fields: Object.fromEntries([...tallies].map(([name, row]) => [name, Object.fromEntries(row)])),
      peakMb,
      ok,
    }),
  );
}

const letters = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** The most memory the process has held, in MB, as the kernel counts it. */
function watchMemory(ocr: Reader): () => number {
  let most = 0;
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${ocr.pid}/status`, 'utf8').catch(() => '');
    most = Math.max(most, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
  }, WATCH_MS);
  return () => {
    clearInterval(timer);
    return Math.round(most);
  };
}
