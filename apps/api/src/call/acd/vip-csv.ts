import { SaveVip, VIP_FAULTS, type VipImport } from '@sibai/contracts';

import { cellsOf } from '../../platform/table.js';

type Fault = (typeof VIP_FAULTS)[number];
type Refused = VipImport['refused'][number];

/** Which property of a line is wrong, by where the schema finds fault. */
const FAULT: Readonly<Record<string, Fault>> = {
  number: 'number',
  priority: 'priority',
  expiresOn: 'day',
  name: 'name',
};

/** 2026/1/5 and 2026.1.5, as spreadsheets write a day, are 2026-01-05. */
const dayOf = (text: string): string | null => {
  if (text === '') return null;
  const [, year, month = '', day = ''] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? [];
  return year === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

/** An apostrophe keeps a number from being a formula, in what a spreadsheet writes and in what we do. */
const plain = (cell: string | undefined): string => (cell ?? '').trim().replace(/^'/, '');

/** The callers of a list: number, name, priority, last day. A first line without a number is a heading. */
export function readVips(csv: string): { readonly vips: readonly SaveVip[]; readonly refused: readonly Refused[] } {
  const rows = cellsOf(csv, 'csv');
  const vips = new Map<string, SaveVip>();
  const refused: Refused[] = [];
  rows.forEach((row, at) => {
    const [number, name, priority, day] = row.map(plain);
    const refuse = (reason: Fault) => refused.push({ line: at + 1, reason, content: row.join(',').slice(0, 60) });
    if (at === 0 && !/\d/.test(number ?? '')) return;
    if (row.length < 3) return void refuse('columns');
    const read = SaveVip.safeParse({
      number,
      name: name ?? '',
      priority: Number(priority),
      expiresOn: dayOf(day ?? ''),
    });
    if (!read.success) return void refuse(FAULT[String(read.error.issues[0]?.path[0])] ?? 'columns');
    if (vips.has(read.data.number)) return void refuse('twice');
    vips.set(read.data.number, read.data);
  });
  return { vips: [...vips.values()], refused };
}
