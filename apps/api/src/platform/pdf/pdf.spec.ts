import { createHash } from 'node:crypto';

import { PDFiumLibrary } from '@hyzyla/pdfium';
import { beforeAll, describe, expect, it } from 'vitest';

import { appendPdf, type PdfBlock, type PdfDocument, pdfPage, renderPdf } from './pdf.js';

const SENTENCE =
  '甲方应当妥善保管账户和密码，并对以其账户进行的操作负责；乙方不得向第三方披露“四百”号码（4008001234）的话单。';
const BLOCKS: readonly PdfBlock[] = [
  { kind: 'title', text: '400 电话服务合同', under: '合同编号：SB-2026-000001' },
  {
    kind: 'fields',
    columns: 2,
    fields: [
      ['甲方', '北京星河互动科技有限公司'],
      ['统一社会信用代码', '91110000600037341L'],
      ['住所', '北京市海淀区中关村大街 1 号海龙大厦 15 层 1508 室'],
      ['签署日期', '2026 年 11 月 22 日'],
    ],
  },
  { kind: 'heading', text: '第一条 服务内容' },
  ...Array.from({ length: 30 }, (): PdfBlock => ({ kind: 'paragraph', text: SENTENCE.repeat(2), indent: true })),
  {
    kind: 'table',
    columns: [
      { title: '项目', width: 3 },
      { title: '说明', width: 5 },
      { title: '金额（元）', width: 2, align: 'right' },
    ],
    rows: Array.from({ length: 45 }, (_, i) => [
      `项目 ${i + 1}`,
      SENTENCE.slice(0, 20 + i),
      `${(i * 123.45).toFixed(2)}`,
    ]),
    totals: [['合计', '', '122,222.50']],
  },
  {
    kind: 'signature',
    parties: [
      { title: '甲方（盖章）', fields: [['授权代表', '王敏']], note: '以短信验证码确认并同意签署' },
      { title: '乙方（盖章）', fields: [['授权代表', '四百平台']] },
    ],
  },
];
const DOCUMENT: PdfDocument = {
  title: '400 电话服务合同',
  createdAt: new Date('2026-11-22T02:00:00Z'),
  header: ['四百 · 400 电话服务合同', 'SB-2026-000001'],
  footer: '本合同以电子方式签署',
  blocks: BLOCKS,
};

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What a reader's search would find, page by page. */
async function textOf(pdf: Uint8Array): Promise<string[]> {
  const document = await (await PDFiumLibrary.init()).loadDocument(pdf);
  const pages = [...document.pages()].map((page) => page.getText());
  document.destroy();
  return pages;
}

let pdf: Uint8Array;
let pages: string[];
beforeAll(async () => {
  pdf = await renderPdf(DOCUMENT);
  pages = await textOf(pdf);
});

describe('a document', () => {
  it('says what it was given, in text that can be found and copied', () => {
    const all = pages.join('').replace(/\s/g, '');
    expect(all).toContain('甲方北京星河互动科技有限公司');
    expect(all).toContain('91110000600037341L');
    expect(all.split('妥善保管账户和密码').length - 1).toBe(60 + 45);
    expect(all).toContain('合计122,222.50');
    expect(all).toContain('以短信验证码确认并同意签署');
  });

  it('counts its pages, and repeats header, footer and the head of a table on each', () => {
    expect(pages.length).toBeGreaterThan(4);
    pages.forEach((page, at) => {
      expect(page).toContain(`第 ${at + 1} 页 / 共 ${pages.length} 页`);
      expect(page).toContain('SB-2026-000001');
      expect(page).toContain('本合同以电子方式签署');
      if (/项目 \d/.test(page)) expect(page).toContain('金额（元）');
    });
  });

  it('is the same bytes for the same content and date, and other bytes for others', async () => {
    expect(sha256(await renderPdf(DOCUMENT))).toBe(sha256(pdf));
    expect(sha256(await renderPdf({ ...DOCUMENT, createdAt: new Date('2026-11-22T02:00:01Z') }))).not.toBe(sha256(pdf));
  });

  it('carries only the characters it uses', () => {
    expect(pdf.length).toBeLessThan(200_000);
  });

  it('draws every character: none is left blank', async () => {
    // A column of characters of odd and even outlines: each of its rows of the picture has ink.
    const chars = [...'四百电话服务合同甲方统一社会信用代码北京星河互动科技有限公司0123456789ABCDEFGabcdefg'];
    const sheet = await renderPdf({
      title: 't',
      createdAt: DOCUMENT.createdAt,
      blocks: [
        { kind: 'table', columns: chars.slice(0, 12).map(() => ({ title: '字', width: 1 })), rows: rowsOf(chars, 12) },
      ],
    });
    const image = await pdfPage(sheet, 1, 2);
    const { default: sharp } = await import('sharp');
    const { data, info } = await sharp(image?.webp).greyscale().raw().toBuffer({ resolveWithObject: true });
    const dark = (x0: number, y0: number, w: number, h: number) => {
      let n = 0;
      for (let y = y0; y < y0 + h; y++)
        for (let x = x0; x < x0 + w; x++) if ((data[y * info.width + x] ?? 255) < 128) n++;
      return n;
    };
    // Cells are 39.6 by 24.5 points; the head takes the first row.
    const blank = chars.filter(
      (_, i) =>
        dark((2 * (60 + 39.6 * (i % 12)) + 8) | 0, (2 * (78 + 24.5 * (1 + Math.floor(i / 12))) + 8) | 0, 48, 36) === 0,
    );
    expect(blank).toEqual([]);
  });

  it('writes a character that the font lacks as its number', async () => {
    const [text] = await textOf(
      await renderPdf({ ...DOCUMENT, blocks: [{ kind: 'paragraph', text: '𠮷野家与䶮公司、⼀号' }] }),
    );
    expect(text).toContain('〔U+20BB7〕野家与䶮公司、一号');
  });

  it('leaves the event loop free', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await renderPdf({ ...DOCUMENT, blocks: [...BLOCKS, ...BLOCKS, ...BLOCKS, ...BLOCKS] });
    clearInterval(timer);
    expect(longest).toBeLessThan(100);
  });
});

describe('pages added later', () => {
  it('leave the first bytes as they were, and count on', async () => {
    const added = await appendPdf(pdf, { ...DOCUMENT, blocks: [{ kind: 'title', text: '签署证据页' }] });
    expect(sha256(added.subarray(0, pdf.length))).toBe(sha256(pdf));
    const text = await textOf(added);
    expect(text.slice(0, -1)).toEqual(pages);
    expect(text.at(-1)).toContain('签署证据页');
    expect(text.at(-1)).toContain(`第 ${pages.length + 1} 页`);
  });
});

describe('a picture of a page', () => {
  it('has the proportions of A4, and is there for pages that are', async () => {
    const image = await pdfPage(pdf, 2, 1.5);
    expect((image?.height ?? 0) / (image?.width ?? 1)).toBeCloseTo(Math.SQRT2, 1);
    expect(await pdfPage(pdf, pages.length + 1)).toBeUndefined();
    await expect(pdfPage(Buffer.from('nothing'), 1)).rejects.toThrow();
  });
});

const rowsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
