import { Thread } from '../thread.js';
import type { PdfDocument, SignatureField } from './document.js';
import type { PageImage } from './raster.js';

export type * from './document.js';
export type { PageImage } from './raster.js';

export type Question =
  | { readonly do: 'compose'; readonly document: PdfDocument }
  | {
      readonly do: 'append';
      readonly base: Uint8Array;
      readonly document: PdfDocument;
      readonly field?: SignatureField;
    }
  | { readonly do: 'count'; readonly pdf: Uint8Array }
  | { readonly do: 'rasterise'; readonly pdf: Uint8Array; readonly page: number; readonly scale: number };

/** Half a second of work for a long document, so it has a thread of its own. The fonts are read at the first. */
const thread = new Thread<Question, unknown>('./worker', import.meta.url);

/** The document as a PDF: A4, fonts embedded. Equal documents give equal bytes. */
export const renderPdf = (document: PdfDocument) => thread.ask({ do: 'compose', document }) as Promise<Uint8Array>;

/** `base` with the pages of `document` added after its last byte, and a place for a signature if `field` is given. */
export const appendPdf = (base: Uint8Array, document: PdfDocument, field?: SignatureField) =>
  thread.ask({ do: 'append', base, document, ...(field && { field }) }) as Promise<Uint8Array>;

export const pdfPageCount = (pdf: Uint8Array) => thread.ask({ do: 'count', pdf }) as Promise<number>;

/** Page `page`, from 1, as a picture of `scale` pixels to the point. */
export const pdfPage = (pdf: Uint8Array, page: number, scale = 2) =>
  thread.ask({ do: 'rasterise', pdf, page, scale }) as Promise<PageImage | undefined>;
