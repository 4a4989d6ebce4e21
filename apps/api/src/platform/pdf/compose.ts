import {
  beginText,
  drawLine,
  drawRectangle,
  degrees,
  endText,
  grayscale,
  moveText,
  PDFDocument,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
  setCharacterSpacing,
  setFillingGrayscaleColor,
  setFontAndSize,
  showText,
  type PDFName,
} from 'pdf-lib';

import type { PdfDocument } from './document.js';
import { embedFonts, type Typefaces, type Weight } from './font.js';
import { Flow, INK, type Mark, MARGIN, type Marks, PAGE } from './layout.js';

/** Lays a document out and writes it. */
export async function compose(document: PdfDocument): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const { title, subject, createdAt } = document;
  pdf.setTitle(title, { showInWindowTitleBar: true });
  if (subject !== undefined) pdf.setSubject(subject);
  pdf.setProducer('Sibai');
  pdf.setCreationDate(createdAt);
  pdf.setModificationDate(createdAt);
  pdf.setLanguage('zh-CN');
  await addPages(pdf, document);
  return pdf.save({ useObjectStreams: false, addDefaultPage: false });
}

/** Adds the document's pages behind those there are, and counts on. */
export async function addPages(pdf: PDFDocument, document: PdfDocument): Promise<PDFPage[]> {
  const faces = await embedFonts(pdf);
  const flow = new Flow(faces);
  for (const block of document.blocks) flow.block(block);

  const before = pdf.getPageCount();
  const pages = flow.pages.map((marks, at) => {
    const page = pdf.addPage([PAGE.width, PAGE.height]);
    const number = before === 0 ? `第 ${at + 1} 页 / 共 ${flow.pages.length} 页` : `第 ${before + at + 1} 页`;
    draw(page, [...marks, ...edges(document, number, faces)], faces);
    return page;
  });
  return pages;
}

/** Header and footer. */
function edges({ header, footer }: PdfDocument, number: string, { regular }: Typefaces): Marks {
  const size = 8.5;
  const [left, right] = [MARGIN.x, PAGE.width - MARGIN.x];
  const text = (written: string, y: number, end = false): Mark => {
    const text = regular.writable(written);
    const x = end ? right - regular.width(text, size) : left;
    return { put: 'text', x, y, text, size, weight: 'regular', shade: 'soft', spacing: 0 };
  };
  const [above, below] = [MARGIN.top - 30, PAGE.height - MARGIN.bottom + 32];
  return [
    ...(header ? [text(header[0], above), text(header[1], above, true)] : []),
    ...(header ? [{ put: 'rule', x1: left, x2: right, y1: above + 8, y2: above + 8 } as const] : []),
    ...(footer === undefined ? [] : [text(footer, below)]),
    text(number, below, true),
  ];
}

function draw(page: PDFPage, marks: Marks, faces: Typefaces): void {
  const keys = new Map<Weight, PDFName>();
  const keyOf = (weight: Weight): PDFName => {
    const font = faces[weight].pdf;
    const key = keys.get(weight) ?? page.node.newFontDictionary(font.name, font.ref);
    keys.set(weight, key);
    return key;
  };
  const up = (y: number) => PAGE.height - y;
  // Areas lie under rules, and rules under text.
  for (const mark of marks)
    if (mark.put === 'box')
      page.pushOperators(
        ...drawRectangle({
          x: mark.x,
          y: up(mark.y + mark.h),
          width: mark.w,
          height: mark.h,
          rotate: degrees(0),
          xSkew: degrees(0),
          ySkew: degrees(0),
          color: grayscale(INK[mark.fill]),
          borderWidth: 0,
          borderColor: undefined,
        }),
      );
  for (const mark of marks)
    if (mark.put === 'rule')
      page.pushOperators(
        ...drawLine({
          start: { x: mark.x1, y: up(mark.y1) },
          end: { x: mark.x2, y: up(mark.y2) },
          thickness: 0.6,
          color: grayscale(INK.rule),
        }),
      );
  for (const mark of marks)
    if (mark.put === 'text')
      page.pushOperators(
        pushGraphicsState(),
        beginText(),
        setFillingGrayscaleColor(INK[mark.shade]),
        setFontAndSize(keyOf(mark.weight), mark.size),
        ...(mark.spacing ? [setCharacterSpacing(round(mark.spacing))] : []),
        moveText(round(mark.x), round(up(mark.y))),
        showText(faces[mark.weight].pdf.encodeText(mark.text)),
        endText(),
        popGraphicsState(),
      );
}

const round = (points: number): number => Math.round(points * 1000) / 1000;
