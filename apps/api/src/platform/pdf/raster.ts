import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';

let library: Promise<PDFiumLibrary> | undefined;

export interface PageImage {
  readonly width: number;
  readonly height: number;
  readonly webp: Uint8Array;
}

export async function countPages(pdf: Uint8Array): Promise<number> {
  const document = await (await (library ??= PDFiumLibrary.init())).loadDocument(pdf);
  const count = document.getPageCount();
  document.destroy();
  return count;
}

/** A page as a picture, as any reader would show it. `undefined` when there is no such page. */
export async function rasterise(pdf: Uint8Array, page: number, scale: number): Promise<PageImage | undefined> {
  const document = await (await (library ??= PDFiumLibrary.init())).loadDocument(pdf);
  try {
    if (page < 1 || page > document.getPageCount()) return undefined;
    const { data, width, height } = await document.getPage(page - 1).render({ scale, render: 'bitmap' });
    const raw = { raw: { width, height, channels: 4 } } as const;
    const webp = await sharp(data, raw).removeAlpha().webp({ lossless: true, effort: 2 }).toBuffer();
    return { width, height, webp };
  } finally {
    document.destroy();
  }
}
