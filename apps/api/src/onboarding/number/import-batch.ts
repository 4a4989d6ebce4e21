import type { BadLine } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import type { TierId } from '@sibai/numbers';
import type { EntityManager } from 'typeorm';

import { type Columns, entryOf, type SeenNumbers } from './import-lines.js';
import type { Line } from './import-reader.js';

interface Taken {
  readonly line: Line;
  readonly number: string;
  readonly priceFen: number | null;
}
interface Bad {
  readonly line: Line;
  readonly reason: BadLine;
}

export interface BatchResult {
  readonly added: number;
  readonly repriced: number;
  readonly bad: number;
}

const CONTENT = 200;

/** Puts a batch of lines into the stock, in a transaction of the platform, and writes down those it cannot take. */
export async function importBatch(
  em: EntityManager,
  { id, tenantId }: { readonly id: string; readonly tenantId: TenantId },
  lines: readonly Line[],
  columns: Columns,
  seen: SeenNumbers,
  tierOf: (number: string) => TierId,
): Promise<BatchResult> {
  const bad: Bad[] = [];
  const taken: Taken[] = [];
  for (const line of lines) {
    const entry = entryOf(line.cells, columns);
    if (entry.kind === 'bad') bad.push({ line, reason: entry.reason });
    else if (!seen.add(entry.number)) bad.push({ line, reason: 'twice_in_file' });
    else taken.push({ line, number: entry.number, priceFen: entry.priceFen });
  }
  const added = await insert(em, taken, tierOf);
  const there = added.size < taken.length ? taken.filter(({ number }) => !added.has(number)) : [];
  const repriced = await reprice(em, there);
  for (const { line, number, priceFen } of there)
    if (!repriced.has(number)) bad.push({ line, reason: priceFen === null ? 'already_there' : 'already_sold' });
  await report(em, id, tenantId, bad);
  return { added: added.size, repriced: repriced.size, bad: bad.length };
}

/** Texts joined by commas travel several times faster than arrays. */
async function insert(
  em: EntityManager,
  taken: readonly Taken[],
  tierOf: (number: string) => TierId,
): Promise<ReadonlySet<string>> {
  if (taken.length === 0) return new Set();
  const [row] = await em.query<{ numbers: string | null }[]>(
    `WITH added AS (
       INSERT INTO number (number, tier, own_price_fen)
         SELECT n, t, nullif(p, '')::int
           FROM unnest(string_to_array($1, ','), string_to_array($2, ','), string_to_array($3, ',')) AS x (n, t, p)
         ON CONFLICT (number) DO NOTHING RETURNING number)
     SELECT string_agg(number, ',') AS numbers FROM added`,
    [
      taken.map(({ number }) => number).join(','),
      taken.map(({ number }) => tierOf(number)).join(','),
      taken.map(({ priceFen }) => priceFen ?? '').join(','),
    ],
  );
  return new Set(row?.numbers?.split(','));
}

/** A number that is there and named with a price gets that price; what somebody has keeps the price that was agreed. */
async function reprice(em: EntityManager, there: readonly Taken[]): Promise<ReadonlySet<string>> {
  const priced = there.filter(({ priceFen }) => priceFen !== null);
  if (priced.length === 0) return new Set();
  const [rows]: [{ number: string }[], number] = await em.query(
    `UPDATE number SET own_price_fen = x.price
       FROM unnest($1::text[], $2::int[]) AS x (number, price)
      WHERE number.number = x.number AND number.tenant_id IS NULL RETURNING number.number`,
    [priced.map(({ number }) => number), priced.map(({ priceFen }) => priceFen)],
  );
  return new Set(rows.map(({ number }) => number));
}

async function report(em: EntityManager, id: string, tenantId: TenantId, bad: readonly Bad[]): Promise<void> {
  if (bad.length === 0) return;
  await em.query(
    `INSERT INTO number_import_line (import_id, tenant_id, line, reason, content)
       SELECT $1, $2, * FROM unnest($3::int[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING`,
    [
      id,
      tenantId,
      bad.map(({ line }) => line.line),
      bad.map(({ reason }) => reason),
      // A zero byte is the one character that Postgres does not store.
      bad.map(({ line }) => line.cells.join(',').replaceAll('\0', '').slice(0, CONTENT)),
    ],
  );
}
