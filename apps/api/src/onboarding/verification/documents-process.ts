import { fileTypeFromBuffer } from 'file-type';
import sharp, { type Metadata, type Sharp } from 'sharp';

import { answerInSandbox } from '../../platform/sandbox.js';
import { type DocumentNote, type DocumentRefusal, type Intake, type TakenDocument } from './document.js';
import { carriesAnotherFile, hasFrames } from './documents-bytes.js';
import { renderPdf } from './documents-pdf.js';

/** 50 megapixels: more than any telephone takes, and 200 MB when decoded. */
const PIXELS = 50_000_000;
/** Nothing can be read on a picture smaller than this. */
const SMALLEST_SIDE = 300;
/** Enough for the smallest print on a licence; larger pictures only cost memory and time. */
const LARGEST_SIDE = 2600;
const JPEG = { quality: 90, chromaSubsampling: '4:4:4' } as const;
const PICTURES = new Set(['image/jpeg', 'image/png', 'image/webp'] as const);

// A stranger's files: nothing is kept from one to the next, and one thread is enough.
sharp.cache(false);
sharp.concurrency(1);

const refuse = (reason: DocumentRefusal): Intake => ({ ok: false, reason });

async function take(bytes: Uint8Array): Promise<Intake> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime as TakenDocument['source'] | undefined;
  if (mime === 'application/pdf') return takePdf(bytes);
  if (!mime || !PICTURES.has(mime as 'image/png')) return refuse('type_unknown');
  if (carriesAnotherFile(bytes)) return refuse('polyglot');
  return takePicture(bytes, mime);
}

async function takePicture(bytes: Uint8Array, source: TakenDocument['source']): Promise<Intake> {
  let metadata: Metadata;
  try {
    // The header alone is read here, so that a bomb is refused before it goes off.
    metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    return refuse('broken');
  }
  const { width, height } = metadata;
  if (width * height > PIXELS) return refuse('too_many_pixels');
  if (Math.min(width, height) < SMALLEST_SIDE) return refuse('too_small');
  if ((metadata.pages ?? 1) > 1 || hasFrames(bytes)) return refuse('animated');

  const notes: DocumentNote[] = [];
  if ((metadata.orientation ?? 1) > 1) notes.push('rotated');
  if (metadata.exif || metadata.xmp || metadata.iptc || metadata.icc) notes.push('metadata_removed');
  if (metadata.hasAlpha) notes.push('transparency_removed');
  if (Math.max(width, height) > LARGEST_SIDE) notes.push('scaled_down');
  try {
    const picture = sharp(bytes, { limitInputPixels: PIXELS, failOn: 'error', sequentialRead: true })
      .autoOrient()
      .resize({ width: LARGEST_SIDE, height: LARGEST_SIDE, fit: 'inside', withoutEnlargement: true });
    return await keep(picture, source, notes);
  } catch {
    return refuse('broken');
  }
}

async function takePdf(bytes: Uint8Array): Promise<Intake> {
  const rendered = await renderPdf(bytes);
  if (typeof rendered === 'string') return refuse(rendered);
  const width = Math.max(...rendered.map((page) => page.width));
  const height = rendered.reduce((sum, page) => sum + page.height, 0);
  let top = 0;
  const pages = rendered.map((page) => {
    const area = { top, width: page.width, height: page.height };
    top += page.height;
    return area;
  });
  const picture = sharp({ create: { width, height, channels: 3, background: 'white' } }).composite(
    rendered.map((page, at) => ({
      input: Buffer.from(page.data.buffer, page.data.byteOffset, page.data.length),
      raw: { width: page.width, height: page.height, channels: 4 as const },
      left: 0,
      top: pages[at]?.top ?? 0,
    })),
  );
  return keep(picture, 'application/pdf', ['pdf_rendered'], pages);
}

async function keep(
  picture: Sharp,
  source: TakenDocument['source'],
  notes: readonly DocumentNote[],
  pages?: TakenDocument['pages'],
): Promise<Intake> {
  const { data, info } = await picture
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg(JPEG)
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return {
    ok: true,
    document: {
      mime: 'image/jpeg',
      bytes: data,
      width,
      height,
      pages: pages ?? [{ top: 0, width, height }],
      source,
      notes,
    },
  };
}

answerInSandbox(take);
