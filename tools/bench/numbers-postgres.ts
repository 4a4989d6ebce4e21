import { once } from 'node:events';

import {
  birthdayForms,
  CARRIER_ALLOCATIONS,
  homophoneOf,
  initialsOf,
  type Inventory,
  keysOf,
  type NumberQuery,
  numberAt,
  SHAPES,
  SOUNDS,
} from '@sibai/numbers';
import type { Client, Connection } from 'pg';

/** What node-postgres' connection can do of COPY, beyond its published types. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** One level of relevance: the number fits one of the LIKE patterns. */
type Level = readonly string[];

/** So many alternatives are written with OR, which lets an index be used for each; more would cost more to plan. */
const MOST_ORS = 120;

const anywhere = (part: string): string => `%${part}%`;
const atEnd = (part: string): string => `%${part}`;
const twice = (part: string): Level[] => [[atEnd(part)], [anywhere(part)]];

/** Makes the table with the same numbers, states, scores and tiers. */
export async function fill(db: Client, inventory: Inventory): Promise<void> {
  await db.query(`CREATE UNLOGGED TABLE number (
    number text NOT NULL, seven text NOT NULL, score smallint NOT NULL, tier text NOT NULL, state text NOT NULL)`);
  await copy(db, 'COPY number FROM STDIN', rows(inventory));
  await db.query(`ALTER TABLE number ADD PRIMARY KEY (number)`);
  await db.query(`CREATE INDEX number_best ON number (score DESC, number) INCLUDE (seven, tier) WHERE state = 'free'`);
  await db.query(`CREATE INDEX number_seven ON number (seven) WHERE state = 'free'`);
  await db.query(`CREATE INDEX number_tail ON number (reverse(seven)) WHERE state = 'free'`);
  await db.query(`VACUUM ANALYZE number`);
}

export async function addTrigrams(db: Client): Promise<void> {
  await db.query(`CREATE EXTENSION pg_trgm`);
  await db.query(`CREATE INDEX number_trigrams ON number USING gin (seven gin_trgm_ops) WHERE state = 'free'`);
  await db.query(`VACUUM ANALYZE number`);
}

function* rows(inventory: Inventory): Generator<string> {
  let chunk = '';
  for (let index = 0; index < 10_000_000; index += 1) {
    const number = numberAt(index);
    const state = inventory.get(number);
    if (!state) continue;
    const { namespace } = inventory;
    chunk += `${number}\t${number.slice(3)}\t${namespace.score(number)}\t${namespace.tier(number)}\t${state}\n`;
    if (chunk.length < 60_000) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** COPY FROM STDIN over node-postgres, whose queries may be any object that knows how to answer the server. */
async function copy(db: Client, sql: string, chunks: Iterable<string>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    db.query({
      submit: (connection: Connection) => connection.query(sql),
      async handleCopyInResponse(connection: CopyConnection) {
        for (const chunk of chunks) {
          connection.sendCopyFromChunk(Buffer.from(chunk));
          if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
        }
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: reject,
      handleReadyForQuery: () => resolve(),
    });
  });
}

/** The first page by SQL: level by level, until it is full. */
export async function firstPage(db: Client, query: NumberQuery, limit: number): Promise<string[]> {
  const found: string[] = [];
  const earlier: string[] = [];
  for (const level of levelsOf(query)) {
    const here = fits(level);
    const where = [`state = 'free'`, here, ...earlier.map((each) => `NOT (${each})`), ...conditionsOf(query)];
    const { rows: page } = await db.query<{ number: string }>(
      `SELECT number FROM number WHERE ${where.join(' AND ')} ORDER BY score DESC, number LIMIT ${limit - found.length}`,
    );
    found.push(...page.map(({ number }) => number));
    if (found.length === limit) break;
    earlier.push(here);
  }
  return found;
}

/** Whether SQL has words for it: not for few different digits, nor for typed digits with mistakes. */
export function expressible({ distinct, digits = '', fuzzy }: NumberQuery): boolean {
  return distinct === undefined && fuzzy === undefined && digits.replace(/^400/, '').length < 5;
}

function levelsOf({ word, digits, mobile, birthday }: NumberQuery): readonly Level[] {
  if (word) return wordLevels(word.pinyin);
  if (digits?.startsWith('400') && digits.length > 3)
    return [[`${digits.slice(3)}%`], ...(digits.length <= 7 ? twice(digits) : [])];
  if (digits) return [[atEnd(digits)], [`${digits}%`], [anywhere(digits)]];
  if (mobile) return mobileLevels(mobile);
  if (birthday) return (birthdayForms(birthday) ?? []).flatMap((forms) => [forms.map(atEnd), forms.map(anywhere)]);
  return [['%']];
}

function wordLevels(pinyin: readonly string[]): readonly Level[] {
  const keys = keysOf(pinyin.join(''));
  const others = [homophoneOf(pinyin), initialsOf(pinyin)].filter((each) => each !== undefined && each.length > 1);
  return [
    ...(keys.length > 7 ? [[keys.slice(0, 7)]] : twice(keys)),
    ...(others as string[]).filter(({ length }) => length <= 7).flatMap(twice),
  ];
}

function mobileLevels(mobile: string): readonly Level[] {
  return [7, 6, 5, 4, 3].flatMap((length) => {
    const parts = Array.from({ length: mobile.length - length + 1 }, (_, at) => mobile.slice(at, at + length));
    const levels = [[atEnd(mobile.slice(-length))], parts.map(anywhere)];
    if (length !== 5) return levels;
    const tail = mobile.slice(-7);
    return [...levels, Array.from(tail, (_, at) => `${tail.slice(0, at)}_${tail.slice(at + 1)}`)];
  });
}

function conditionsOf(query: NumberQuery): readonly string[] {
  const { pattern, contains = [], starts, ends, without = [], shapes, sounds, at, tiers, carriers } = query;
  const place = at === 'end' ? atEnd : anywhere;
  const sounding = sounds === 'any' ? SOUNDS.map((sound) => sound.digits) : sounds;
  const shaped = shapes && SHAPES.filter(({ id }) => shapes.includes(id)).flatMap(({ stretches }) => stretches);
  const prefixes = carriers && CARRIER_ALLOCATIONS.filter(({ carrier }) => carriers.includes(carrier));
  return [
    ...(pattern ? [fits([pattern.replace(/^400/, '').replaceAll('?', '_').replaceAll('*', '%')])] : []),
    ...contains.map((part) => fits([anywhere(part)])),
    ...(starts ? [fits([`${starts}%`])] : []),
    ...(ends ? [`reverse(seven) LIKE '${[...ends].reverse().join('')}%'`, fits([atEnd(ends)])] : []),
    ...without.map((part) => `seven NOT LIKE '${anywhere(part)}'`),
    ...(shaped ? [fits(shaped.map(place))] : []),
    ...(sounding ? [fits(sounding.map(place))] : []),
    ...(prefixes ? [fits(prefixes.map(({ prefix }) => `${prefix.slice(3)}%`))] : []),
    ...(tiers ? [`tier IN (${tiers.map((tier) => `'${tier}'`).join(', ')})`] : []),
  ];
}

function fits(patterns: Level): string {
  if (patterns.length > MOST_ORS) return `seven LIKE ANY ('{${patterns.join(',')}}')`;
  return `(${patterns.map((pattern) => `seven LIKE '${pattern}'`).join(' OR ')})`;
}
