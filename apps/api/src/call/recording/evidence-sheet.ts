import type {
  CallRecord,
  ListeningPurpose,
  PauseReason,
  RecordingExports,
  RecordingPause,
  Role,
} from '@sibai/contracts';

import type { PdfBlock, PdfDocument } from '../../platform/pdf/pdf.js';
import { courseOf } from './evidence-course.js';
import { chinaTime, LISTENING_PURPOSE_NAMES, ROLE_NAMES } from './listening-words.js';

export interface SheetFacts {
  readonly holder: { readonly name: string; readonly uscc: string | null };
  readonly call: {
    readonly id: string;
    readonly caller: string;
    readonly dialled: string;
    readonly line: string | null;
    readonly startedAt: Date;
    readonly endedAt: Date | null;
    readonly outcome: CallRecord['outcome'];
    readonly agent: string | null;
    readonly group: string | null;
    readonly ivrPath: readonly string[];
  } | null;
  readonly recording: {
    readonly id: string;
    readonly startedAt: Date;
    readonly sealedAt: Date;
    readonly seconds: number;
    readonly sealedSha256: string;
  };
  readonly notice: {
    readonly version: number;
    readonly text: string;
    readonly textEn: string | null;
    readonly heardAt: Date;
  } | null;
  readonly pauses: readonly RecordingPause[];
  readonly events: readonly {
    readonly at: Date;
    readonly type: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  /** Of the people and groups the events name by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly chain: {
    readonly seq: number;
    readonly previousHash: string;
    readonly entryHash: string;
    readonly at: Date;
    readonly payload: string;
  } | null;
  readonly checks: readonly {
    readonly at: Date;
    readonly entries: number;
    readonly head: string;
    readonly sound: boolean;
  }[];
  readonly keyVersion: number;
  readonly listenings: readonly {
    readonly at: Date;
    readonly name: string;
    readonly role: Role;
    readonly purpose: ListeningPurpose;
    readonly note: string | null;
    readonly exported: boolean;
  }[];
  readonly exports: RecordingExports;
  readonly madeAt: Date;
  readonly madeBy: string;
}

const PAUSED_BY: Record<PauseReason, string> = {
  agent: '坐席',
  api: '企业系统',
  card: '卡号输入规则',
  keys: '客户按键输入',
};
const FORMAT = { wav: 'WAV', mp3: 'MP3', evidence: '证据单' } as const;
const OUTCOME: Record<NonNullable<CallRecord['outcome']>, string> = {
  answered: '已接通',
  abandoned: '已放弃',
  callback: '转回拨',
  voicemail: '留言',
  unanswered: '外呼未接通',
  ivr: '导航内结束',
  refused: '未接入',
  blocked: '黑名单拦截',
  failed: '故障',
};

const place = (seconds: number): string => `${seconds.toFixed(3)} 秒`;
const until = ({ from, to }: RecordingPause): string => (to > from ? place(to) : '其间没有录到声音');
const head = (text: string, level: 1 | 2 = 1): PdfBlock => ({ kind: 'heading', text, level });
const says = (text: string): PdfBlock => ({ kind: 'paragraph', text });
/** Long hashes break anywhere: each line of a field has room for half of one. */
const facts = (fields: readonly (readonly [string, string])[]): PdfBlock => ({ kind: 'fields', columns: 1, fields });

/** 录音证据单: what is known of a recording and how anybody can check it. */
export function evidenceSheet(f: SheetFacts): PdfDocument {
  const { recording, chain, exports } = f;
  return {
    title: '录音证据单',
    createdAt: f.madeAt,
    header: [f.holder.name, `录音 ${recording.id}`],
    footer: '由系统依据当时的记录自动生成；本文件的摘要已由系统登记',
    blocks: [
      { kind: 'title', text: '录音证据单', under: f.holder.name },
      facts([
        ['录音持有人', f.holder.name],
        ...(f.holder.uscc ? [['统一社会信用代码', f.holder.uscc] as const] : []),
        ['出具时间', chinaTime(f.madeAt)],
        ['出具人', f.madeBy],
      ]),
      ...ofCall(f),
      head('二、录音'),
      facts([
        ['录音编号', recording.id],
        ['开始时间', chinaTime(recording.startedAt)],
        ['封存时间', chinaTime(recording.sealedAt)],
        ['时长', place(recording.seconds)],
        ['格式', 'PCM 16 位，8000 Hz，双声道（左：坐席，右：客户）'],
        ['原始录音摘要', `SHA-256 ${exports.originalSha256}（WAV 文件，无水印）`],
        ['密文摘要', `SHA-256 ${recording.sealedSha256}`],
        ['加密', `AES-256-GCM，每段录音独立密钥，由企业密钥第 ${f.keyVersion} 版包裹`],
      ]),
      head('三、录音告知'),
      ...ofNotice(f),
      head('四、静音时段'),
      ...ofPauses(f),
      head('五、通话经过'),
      {
        kind: 'table',
        columns: [
          { title: '时间', width: 22 },
          { title: '经过', width: 52 },
          { title: '事件', width: 26 },
        ],
        rows: f.events.map((event) => [
          chinaTime(event.at),
          courseOf(event, (id) => f.names.get(id) ?? id),
          event.type,
        ]),
      },
      head('六、在存证链中的位置'),
      ...ofChain(f),
      head('七、收听与导出'),
      ...ofHearing(f),
      head('八、如何核验'),
      ...howTo(chain !== null),
    ],
  };
}

function ofCall({ call }: SheetFacts): PdfBlock[] {
  if (!call) return [head('一、通话'), says('没有与本录音对应的通话记录。')];
  return [
    head('一、通话'),
    facts([
      ['通话编号', call.id],
      ['主叫号码', call.caller],
      ['被叫号码', call.line ? `${call.dialled}（${call.line}）` : call.dialled],
      ['开始时间', chinaTime(call.startedAt)],
      ['结束时间', call.endedAt ? chinaTime(call.endedAt) : '—'],
      ['结果', call.outcome ? OUTCOME[call.outcome] : '—'],
      ['坐席 / 技能组', `${call.agent ?? '—'} / ${call.group ?? '—'}`],
      ['导航路径', call.ivrPath.join(' › ') || '—'],
    ]),
  ];
}

function ofNotice({ notice }: SheetFacts): PdfBlock[] {
  if (!notice) return [says('通话事件中没有一次完整播放的录音告知。')];
  return [
    facts([
      ['告知版本', `第 ${notice.version} 版`],
      ['告知内容', [notice.text, notice.textEn].filter(Boolean).join(' / ')],
      ['完整播放于', `${chinaTime(notice.heardAt)}（事件 recording.announced，complete = true）`],
    ]),
  ];
}

function ofPauses({ pauses }: SheetFacts): PdfBlock[] {
  if (pauses.length === 0) return [says('本录音没有暂停过。')];
  return [
    {
      kind: 'table',
      columns: [
        { title: '开始', width: 20 },
        { title: '结束', width: 20 },
        { title: '由谁暂停', width: 30 },
        { title: '原因', width: 20 },
      ],
      rows: pauses.map((pause) => [place(pause.from), until(pause), pause.by || '系统', PAUSED_BY[pause.reason]]),
    },
    { kind: 'paragraph', small: true, text: '时段内两个声道的每个采样均为 0，封存前即已静音，任何人都无法还原。' },
  ];
}

function ofChain({ chain, checks }: SheetFacts): PdfBlock[] {
  if (!chain) return [says('本录音封存时尚未启用存证链。')];
  return [
    facts([
      ['序号', String(chain.seq)],
      ['入链时间', chinaTime(chain.at)],
      ['前一条摘要', chain.previousHash],
      ['本条摘要', chain.entryHash],
      ['本条内容（逐行）', chain.payload.split('\n').join(' ⏎ ')],
    ]),
    ...(checks.length === 0
      ? [says('本录音入链之后尚未进行过全链核验。')]
      : [
          {
            kind: 'table' as const,
            columns: [
              { title: '核验时间', width: 22 },
              { title: '链长', width: 10, align: 'right' as const },
              { title: '链首摘要', width: 58 },
              { title: '结果', width: 10 },
            ],
            rows: checks.map(({ at, entries, head: top, sound }) => [
              chinaTime(at),
              String(entries),
              top,
              sound ? '完整' : '有异常',
            ]),
          },
        ]),
  ];
}

function ofHearing({ listenings, exports }: SheetFacts): PdfBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { title: '时间', width: 22 },
        { title: '收听人', width: 20 },
        { title: '角色', width: 12 },
        { title: '用途', width: 18 },
        { title: '说明', width: 20 },
        { title: '导出', width: 8 },
      ],
      rows: listenings.map(({ at, name, role, purpose, note, exported }) => [
        ...[
          chinaTime(at),
          name,
          ROLE_NAMES[role],
          LISTENING_PURPOSE_NAMES[purpose],
          note ?? '—',
          exported ? '是' : '否',
        ],
      ]),
    },
    ...(exports.exports.length === 0
      ? [says('此前没有导出过文件。')]
      : [
          {
            kind: 'table' as const,
            columns: [
              { title: '导出时间', width: 20 },
              { title: '导出人', width: 14 },
              { title: '文件', width: 12 },
              { title: 'SHA-256', width: 54 },
            ],
            rows: exports.exports.map(({ at, userName, format, watermarked, sha256 }) => [
              ...[chinaTime(new Date(at)), userName, FORMAT[format] + (watermarked ? '（水印）' : ''), sha256],
            ]),
          },
        ]),
  ];
}

function howTo(chained: boolean): PdfBlock[] {
  const steps = [
    '核对音频：对收到的 WAV 文件执行 sha256sum 文件名（Windows：certutil -hashfile 文件名 SHA256）。结果应与第二部分“原始录音摘要”一致；若文件带水印或为 MP3，应与第七部分同一次导出的 SHA-256 一致。',
    '核对静音：第四部分所列时段内的采样全部为 0，其余部分未作任何改动。用任何音频软件打开即可看到。',
    ...(chained
      ? [
          '核对存证链：将“序号”“前一条摘要”与“本条内容”按顺序以换行符相连（“⏎”处为换行，此外不加换行），计算 SHA-256，结果应等于“本条摘要”。例如：printf \'%s\' "$内容" | sha256sum。',
          '核对未被替换：本条内容的第四行是密文摘要，应与第二部分一致；下一条的“前一条摘要”应等于本条摘要。持有人可出具其后的链条，任何人都能逐条重算至核验表中的链首摘要；改动、删除或插入任何一条，其后的摘要都会不同。',
        ]
      : []),
    '核对告知：第五部分中 recording.announced 事件的时间应早于 recording.started，且 complete 为 true。',
    '核对本文件：本证据单的 SHA-256 在出具时已登记为一次导出，可向持有人查询核对。',
  ];
  return steps.map((text, i) => says(`${i + 1}. ${text}`));
}
