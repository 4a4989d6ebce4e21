import { CHECKLIST_FACTS, CHECKLIST_STATES, CHECKLIST_TEXTS, type ChecklistId } from '@sibai/compliance';
import type { ComplianceItem } from '@sibai/contracts';

import type { PdfBlock, PdfDocument } from '../platform/pdf/pdf.js';

const STATES = CHECKLIST_STATES.zh;
const FACTS: Readonly<Record<string, string>> = CHECKLIST_FACTS.zh;

const inChina = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });

const said = (value: ComplianceItem['proof'][string]): string => {
  if (value === null) return '—';
  if (Array.isArray(value)) return value.join('、') || '—';
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? inChina(new Date(text)) : text.replace(/^displayName: /, '显示名称：');
};

interface Report {
  readonly title: string;
  readonly company: string;
  readonly now: Date;
  readonly madeBy: string | null;
  readonly items: readonly ComplianceItem[];
}

/** The checklist of one moment, for the file: an overview, then each item with its proof. */
export function reportDocument({ title, company, now, madeBy, items }: Report): PdfDocument {
  const count = (state: ComplianceItem['state']) => String(items.filter((item) => item.state === state).length);
  const textOf = ({ id }: ComplianceItem) => CHECKLIST_TEXTS.zh[id as ChecklistId];
  return {
    title,
    createdAt: now,
    header: [company, title],
    footer: '由系统根据当时的数据自动生成',
    blocks: [
      { kind: 'title', text: title, under: company },
      {
        kind: 'fields',
        columns: 2,
        fields: [
          ['生成时间', inChina(now)],
          ['生成方式', madeBy === null ? '每月自动' : madeBy],
          ['符合 / 注意', `${count('green')} / ${count('amber')}`],
          ['不符合 / 不适用', `${count('red')} / ${count('not_applicable')}`],
        ],
      },
      { kind: 'heading', text: '一、总览', level: 1 },
      {
        kind: 'table',
        columns: [
          { title: '项目', width: 3 },
          { title: '结果', width: 1 },
          { title: '说明', width: 5 },
        ],
        rows: items.map((item) => [
          textOf(item).name,
          STATES[item.state],
          textOf(item).says[item.reason] ?? item.reason,
        ]),
      },
      { kind: 'heading', text: '二、依据与证明', level: 1 },
      ...items.flatMap((item): PdfBlock[] => [
        { kind: 'heading', text: `${textOf(item).name}（${STATES[item.state]}）`, level: 2 },
        { kind: 'paragraph', text: `依据：${textOf(item).basis}`, small: true },
        {
          kind: 'fields',
          fields: Object.entries(item.proof).map(([name, value]) => [FACTS[name] ?? name, said(value)] as const),
        },
      ]),
    ],
  };
}
