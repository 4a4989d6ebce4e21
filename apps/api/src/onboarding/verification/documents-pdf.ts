import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFObject, PDFStream } from 'pdf-lib';

import { type DocumentRefusal } from './document.js';

const PAGES = 10;
/** 200 dots to the inch of an A4 page: what a scan is made with, and what OCR reads well. */
const LONG_SIDE = 2300;
/** A page that is a mere line can be read by nobody. */
const SHORT_SIDE = 300;
/** Actions that do something else than turn to a page, and the places where programs and files are kept. */
const ACTIONS = new Set(['JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'Rendition', 'Movie', 'Sound', 'GoToE']);
const KEYS = [
  'JS',
  'JavaScript',
  'EmbeddedFiles',
  'EmbeddedFile',
  'EF',
  'XFA',
  'RichMediaContent',
  'RichMediaSettings',
];

export interface RenderedPage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

let library: Promise<PDFiumLibrary> | undefined;

/** The pages of a PDF as pixels (RGBA), or why it is not taken. */
export async function renderPdf(bytes: Uint8Array): Promise<readonly RenderedPage[] | DocumentRefusal> {
  const hostile = await whyHostile(bytes);
  if (hostile) return hostile;
  let document: PDFiumDocument;
  try {
    document = await (await (library ??= load())).loadDocument(bytes);
  } catch (error) {
    return /password|security/i.test(String(error)) ? 'pdf_encrypted' : 'broken';
  }
  try {
    const count = document.getPageCount();
    if (count === 0) return 'broken';
    if (count > PAGES) return 'pdf_too_many_pages';
    const pages: RenderedPage[] = [];
    for (let at = 0; at < count; at++) {
      const page = document.getPage(at);
      const { originalWidth: wide, originalHeight: high } = page.getOriginalSize();
      const scale = LONG_SIDE / Math.max(wide, high);
      if (!Number.isFinite(scale) || Math.min(wide, high) * scale < SHORT_SIDE) return 'too_small';
      const { data, width, height } = await page.render({ scale, render: 'bitmap' });
      pages.push({ data: data.slice(), width, height });
    }
    return pages;
  } catch {
    return 'broken';
  } finally {
    document.destroy();
  }
}

async function load(): Promise<PDFiumLibrary> {
  const wasm = createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm');
  const { buffer } = new Uint8Array(await readFile(wasm));
  return PDFiumLibrary.init({ wasmBinary: buffer });
}

/**
 * Looks at every object of the file, in compressed streams too and with escaped names (`/J#61vaScript`) undone, which a
 * search in the bytes would miss.
 */
async function whyHostile(bytes: Uint8Array): Promise<DocumentRefusal | undefined> {
  let document: PDFDocument;
  try {
    document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: false });
  } catch (error) {
    // By its words: the library's errors are compiled so that `instanceof` does not know them.
    return /is encrypted/.test(String(error)) ? 'pdf_encrypted' : 'broken';
  }
  if (document.isEncrypted) return 'pdf_encrypted';
  const { context } = document;
  const roots: PDFObject[] = context.enumerateIndirectObjects().map(([, object]) => object);
  return roots.some(isActive) ? 'pdf_active' : undefined;
}

/** Whether the object, or one written inside it, acts. What it refers to is an object of the file itself. */
function isActive(object: PDFObject): boolean {
  if (object instanceof PDFStream) return isActive(object.dict);
  if (object instanceof PDFArray) return object.asArray().some(isActive);
  if (!(object instanceof PDFDict)) return false;
  if (KEYS.some((key) => object.has(PDFName.of(key)))) return true;
  const action = object.get(PDFName.of('S'));
  if (action instanceof PDFName && ACTIONS.has(action.decodeText())) return true;
  return object.values().some(isActive);
}
