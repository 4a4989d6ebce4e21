import { CHECKLIST_TEXTS, type ChecklistId } from '@sibai/compliance';
import type { ComplianceItem } from '@sibai/contracts';

import type { PdfBlock, PdfDocument } from '../platform/pdf/pdf.js';

const STATES = { green: '符合', amber: '注意', red: '不符合', not_applicable: '不适用' } as const;

/** What proof is called in the report. */
const FACTS: Readonly<Record<string, string>> = {
  approvedAt: '通过时间',
  expiresOn: '有效期至',
  total: '总数',
  confirmed: '已确认',
  unconfirmed: '未确认',
  lines: '线路数',
  announced: '已播报',
  unreadable: '待试听',
  missing: '未播报',
  days: '保存天数',
  minDays: '法定最短天数',
  maxDays: '最长天数',
  ranAt: '上次清理',
  recordings: '录音数',
  entries: '校验条数',
  checkedAt: '校验时间',
  fault: '问题',
  texts: '检查的文字数',
  found: '发现',
  people: '在用账号数',
  reviewedAt: '复核时间',
  reviewedBy: '复核人',
  dueOn: '到期日',
  keyAt: '启用时间',
  trunks: '中继数',
  no: '合同编号',
  signedAt: '签署时间',
  place: '存证序号',
  admins: '管理员数',
  without: '未开启',
};

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
