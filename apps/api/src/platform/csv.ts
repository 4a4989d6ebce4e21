import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';

type Cell = string | number | null;

/** Names are chosen by people: a cell that Excel would run as a formula is made a text. */
const line = (cells: readonly Cell[]): string =>
  stringify([cells], { escape_formulas: true, record_delimiter: 'windows' });

/** Answers a table for Excel, page after page as they are read: whoever reads slowly is waited for. */
export async function sendCsv<T>(
  response: Response,
  name: string,
  columns: Readonly<Record<string, (row: T) => Cell>>,
  pages: AsyncIterable<readonly T[]>,
): Promise<void> {
  response.type('text/csv').attachment(name);
  // The byte order mark makes Excel read the file as UTF-8.
  response.write(`\uFEFF${line(Object.keys(columns))}`);
  for await (const rows of pages) {
    if (response.destroyed) return;
    const room = response.write(rows.map((row) => line(Object.values(columns).map((cell) => cell(row)))).join(''));
    if (!room) await drained(response);
  }
  response.end();
}

/** Or gone. */
const drained = (response: Response): Promise<void> =>
  new Promise((done) => {
    const ready = () => {
      response.off('drain', ready).off('close', ready);
      done();
    };
    response.on('drain', ready).on('close', ready);
    if (response.destroyed) ready();
  });

/** The rows of a list that comes in pages, one page after another to its end. */
export async function* everyPage<C, P extends { readonly next: C | null }, T>(
  read: (before: C | undefined) => Promise<P>,
  rowsOf: (page: P) => readonly T[],
): AsyncGenerator<readonly T[]> {
  let page = await read(undefined);
  yield rowsOf(page);
  while (page.next !== null) {
    page = await read(page.next);
    yield rowsOf(page);
  }
}

/** As a person in China writes it: `2026-11-22 09:30:00`. */
export const localTime = (instant: string | null): string | null =>
  instant && new Date(instant).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
