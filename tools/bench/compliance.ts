import { availableParallelism, cpus, loadavg } from 'node:os';

import { type BannedWord, type BannedWords, compileBannedWords, PLATFORM_WORDS } from '@sibai/compliance';

import { table } from './table.ts';

const SIZES: readonly number[] = [500, 5_000];
const MEGABYTES = 4;
/** The naive search is given less: at five thousand words a megabyte takes it long enough. */
const NAIVE_MEGABYTES = 0.25;
const GOAL_MB_PER_SECOND = 10;
const RUNS = 5;

/** Sentences of hotlines, clean for the most part, as prompts, scripts and transcripts are. */
const SENTENCES = [
  '您好，欢迎致电瑞丰食品客户服务中心，请问有什么可以帮您？',
  '您的订单已经发出，预计明天下午送达，请保持电话畅通。',
  '请您在听到嘀声之后留言，我们会在第一时间与您联系。',
  '本次通话可能会被录音，用于提升服务质量。人工服务请按零。',
  '退款将在三个工作日之内原路返回，请注意查收短信 SMS 通知。',
  '师傅大约半小时以后到达，上门之前会先打电话给您确认地址。',
  '合同编号 2026-1187 将于下月到期，续约请联系您的客户经理 Linda。',
  '我们的套餐包含两百分钟通话，超出部分按每分钟一角一分计费。',
];
const SPICED = ['我们是全国第一品牌，质量最 好，价格全网最低！', '國家級品質，zui好的选择，免费热线等您来电。'];

export function run(): void {
  const text = sample(MEGABYTES);
  const naiveText = sample(NAIVE_MEGABYTES);
  const rows = SIZES.map((size) => {
    const words = wordList(size);
    const begun = performance.now();
    const ours = compileBannedWords({ words });
    const compileMs = performance.now() - begun;
    const all = [...new Set([...platform(), ...words.map(({ word }) => word)])];
    const naive = naiveSearch(all);
    const regexp = regexpSearch(all);
    return {
      words: all.length,
      compileMs,
      ours: throughput(() => ours.find(text).length, text),
      naive: throughput(() => naive(naiveText), naiveText),
      regexp: throughput(() => regexp(naiveText), naiveText),
      complete: findsAll(ours, words),
    };
  });
  const goal = rows.at(-1);
  const ok =
    goal !== undefined && goal.ours.mbPerSecond >= GOAL_MB_PER_SECOND && rows.every(({ complete }) => complete);

  console.log(
    `MB/s: UTF-8 megabytes of Chinese hotline text in a second of processor time, all threads counted; the best of ${RUNS} runs.`,
  );
  console.log(
    'Sibai finds words as written, disguised (width, spaces, traditional, digits), in pinyin and by homophones, with places.',
  );
  console.log('includes: one String.includes per word over the text as it stands, no places, no disguises.');
  console.log('RegExp: one alternation of all words, global, as it stands, no disguises.');
  console.log(
    `${MEGABYTES} MB for Sibai, ${NAIVE_MEGABYTES} MB for the others; one sentence in ten has banned words. Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(
    table(
      ['words', 'compile ms', 'Sibai MB/s', 'hits', 'includes MB/s', 'RegExp MB/s', '× includes', '× RegExp'],
      rows.map(({ words, compileMs, ours, naive, regexp }) => [
        words,
        compileMs.toFixed(0),
        ours.mbPerSecond.toFixed(1),
        ours.found,
        naive.mbPerSecond.toFixed(1),
        regexp.mbPerSecond.toFixed(1),
        (ours.mbPerSecond / naive.mbPerSecond).toFixed(1),
        (ours.mbPerSecond / regexp.mbPerSecond).toFixed(1),
      ]),
    ),
  );
  console.log(
    `\n${ok ? 'Goal met' : 'Goal not met'}: ≥ ${GOAL_MB_PER_SECOND} MB/s with 5,000 words; every word found.`,
  );
  console.log(JSON.stringify({ bench: 'compliance', goal: GOAL_MB_PER_SECOND, rows, ok }));
}

const platform = (): string[] =>
  PLATFORM_WORDS.families.flatMap(({ words }) =>
    words
      .trim()
      .split(/\s+/)
      .map((entry) => entry.split('>')[0] as string),
  );

/** As many words of two to six characters as are wanted, the same in every run. */
function wordList(size: number): (BannedWord & { owner: string; date: string })[] {
  const characters = [...new Set(platform().join(''))].filter((character) => /\p{Script=Han}/u.test(character));
  const random = lehmer(20_261_122);
  const words = new Set<string>();
  while (words.size < size - platform().length)
    words.add(
      Array.from({ length: 2 + (random() % 5) }, () => characters[random() % characters.length] as string).join(''),
    );
  return [...words].map((word) => ({
    word,
    family: 'tenant',
    severity: 'ask',
    article: '',
    suggestion: '',
    owner: 'bench',
    date: '2026-11-22',
  }));
}

function lehmer(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647);
}

function sample(megabytes: number): string {
  const random = lehmer(7);
  const parts: string[] = [];
  for (let bytes = 0; bytes < megabytes * 1_000_000;) {
    const list = random() % 10 === 0 ? SPICED : SENTENCES;
    const sentence = list[random() % list.length] as string;
    parts.push(sentence);
    bytes += Buffer.byteLength(sentence);
  }
  return parts.join('');
}

function throughput(search: () => number, text: string): { mbPerSecond: number; found: number } {
  let fastest = Infinity;
  let found = 0;
  for (let round = 0; round < RUNS; round++) {
    const begun = process.cpuUsage();
    found = search();
    const { user, system } = process.cpuUsage(begun);
    fastest = Math.min(fastest, (user + system) / 1_000);
  }
  return { mbPerSecond: Buffer.byteLength(text) / 1_000 / fastest, found };
}

function naiveSearch(words: readonly string[]): (text: string) => number {
  return (text) => {
    const sentences = text.split('。');
    let found = 0;
    for (const sentence of sentences) for (const word of words) if (sentence.includes(word)) found++;
    return found;
  };
}

function regexpSearch(words: readonly string[]): (text: string) => number {
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  const all = new RegExp(longestFirst.map((word) => word.replace(/[.%]/g, '\\$&')).join('|'), 'gi');
  return (text) => text.match(all)?.length ?? 0;
}

const findsAll = (engine: BannedWords, words: readonly BannedWord[]): boolean =>
  words.every(({ word }) => engine.find(`。${word}。`).some(({ start }) => start <= word.length));
