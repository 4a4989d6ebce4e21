import type { KeptEntry } from '@sibai/contracts';

import { type PdfDocument, renderPdf } from '../../platform/pdf/pdf.js';

/** Lines of the list that are printed; the whole is the list, whose hash is on the certificate. */
const PRINTED = 300;

export interface Destroyed {
  readonly id: string;
  readonly recordedAt: Date;
  readonly seconds: number | null;
  /** Of the sealed file. */
  readonly sha256: string | null;
  readonly reason: 'expired' | 'requested';
  readonly at: Date;
}

export interface CertificateFacts {
  readonly run: string;
  readonly holder: string;
  readonly uscc: string | null;
  readonly requested: boolean;
  readonly days: number | null;
  readonly law: string | null;
  readonly destroyed: readonly Destroyed[];
  /** Of who asked for deletion. */
  readonly staying: readonly KeptEntry[];
  /** Of `listText`. */
  readonly sha256: string;
  readonly at: Date;
}

const chinaTime = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });

const STAYING: Record<KeptEntry['kind'], string> = {
  block: '来电限制仍在生效，处理目的尚未实现（《个人信息保护法》第四十七条第一款第一项），解除或到期后删除',
  do_not_call: '号码列入不再致电名单，仅用于不再向其拨打，本人要求时移出',
  hold: '因诉讼或监管需要暂时保留，解除后再行处理',
};

const stays = ({ kind, since, until }: KeptEntry): string =>
  `${chinaTime(new Date(since)).slice(0, 10)} 起${until ? `，至 ${chinaTime(new Date(until))}` : ''}：${STAYING[kind]}。`;

const REASON = { expired: '保存期限届满', requested: '当事人申请删除' } as const;

/** All that a run destroyed, as CSV: what the hash on the certificate is taken of, byte for byte. */
export const listText = (destroyed: readonly Destroyed[]): string =>
  ['recording,recorded_at,seconds,sealed_sha256,reason,destroyed_at']
    .concat(
      destroyed.map(({ id, recordedAt, seconds, sha256, reason, at }) =>
        [id, recordedAt.toISOString(), seconds ?? '', sha256 ?? '', reason, at.toISOString()].join(','),
      ),
    )
    .join('\n') + '\n';

/** 录音销毁证明. */
export function certificate(facts: CertificateFacts): Promise<Uint8Array> {
  const { run, holder, uscc, requested, days, law, destroyed, staying, sha256, at } = facts;
  const minutes = destroyed.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0) / 60;
  const document: PdfDocument = {
    title: '录音销毁证明',
    createdAt: at,
    header: [holder, `编号 ${run}`],
    footer: '本证明由系统依据销毁记录自动生成',
    blocks: [
      { kind: 'title', text: '录音销毁证明', under: `编号 ${run}` },
      {
        kind: 'fields',
        columns: 1,
        fields: [
          ['录音持有人', holder],
          ...(uscc ? [['统一社会信用代码', uscc] as const] : []),
          ['出具时间', chinaTime(at)],
          ['销毁原因', requested ? REASON.requested : REASON.expired],
          ...(days === null ? [] : [['保存期限', `${days} 天`] as const]),
          ...(law === null ? [] : [['期限依据', law] as const]),
          ['销毁数量', `${destroyed.length} 段录音，共 ${minutes.toFixed(1)} 分钟`],
          ['清单摘要（SHA-256）', sha256],
        ],
      },
      { kind: 'heading', text: '销毁方式' },
      {
        kind: 'paragraph',
        indent: true,
        text: '每段录音以独立的数据密钥（AES-256-GCM）加密保存。本次销毁将下列录音的数据密钥从数据库中永久清除，随后删除密文文件。数据密钥清除后，任何人（包括平台）都无法再还原录音内容。数据库备份中的旧密钥随备份到期一并失效。',
      },
      { kind: 'heading', text: '销毁清单' },
      {
        kind: 'table',
        columns: [
          { title: '录音编号', width: 34 },
          { title: '录音时间', width: 22 },
          { title: '时长（秒）', width: 12, align: 'right' },
          { title: '密文摘要（前 16 位）', width: 20 },
          { title: '销毁时间', width: 22 },
        ],
        rows: destroyed
          .slice(0, PRINTED)
          .map((one) => [
            one.id,
            chinaTime(one.recordedAt),
            one.seconds === null ? '—' : one.seconds.toFixed(0),
            one.sha256?.slice(0, 16) ?? '—',
            chinaTime(one.at),
          ]),
      },
      ...(destroyed.length > PRINTED
        ? [
            {
              kind: 'paragraph' as const,
              small: true,
              text: `以上为前 ${PRINTED} 段，其余见可下载的完整清单；完整清单的 SHA-256 即上述清单摘要。`,
            },
          ]
        : []),
      ...(staying.length > 0
        ? [
            { kind: 'heading' as const, text: '录音以外仍保留的登记' },
            ...staying.map((one) => ({ kind: 'paragraph' as const, text: stays(one) })),
          ]
        : []),
    ],
  };
  return renderPdf(document);
}
