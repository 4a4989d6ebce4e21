import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';

import { PDFArray, PDFDocument, PDFHexString, PDFName, PDFString } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Intake, type TakenDocument } from './document.js';
import { DOCUMENT_BYTES, Documents } from './documents.js';

const documents = new Documents();
afterAll(() => documents.onApplicationShutdown());

const reason = (intake: Intake): string => (intake.ok ? 'taken' : intake.reason);
async function taken(bytes: Uint8Array): Promise<TakenDocument> {
  const intake = await documents.take(bytes);
  if (!intake.ok) throw new Error(intake.reason);
  return intake.document;
}

const picture = (width = 900, height = 600) => sharp({ create: { width, height, channels: 3, background: '#b0c4de' } });
let jpeg: Buffer;
let png: Buffer;
beforeAll(async () => {
  jpeg = await picture().jpeg().toBuffer();
  png = await picture().png().toBuffer();
});

describe('what is taken', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('a picture as %s, whatever it is called', async (format) => {
    const { mime, source, width, height, pages, bytes } = await taken(await picture().toFormat(format).toBuffer());
    expect({ mime, source, width, height, pages }).toEqual({
      mime: 'image/jpeg',
      source: `image/${format}`,
      width: 900,
      height: 600,
      pages: [{ top: 0, width: 900, height: 600 }],
    });
    expect((await sharp(bytes).metadata()).format).toBe('jpeg');
  });

  it('upright, without the place and the telephone it was taken with', async () => {
    const withMetadata = await picture()
      .withExif({ IFD0: { Make: 'Fictional', Copyright: 'secret-owner' }, IFD3: { GPSLatitude: '31/1 14/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(withMetadata.includes('secret-owner')).toBe(true);
    const { bytes, width, height, notes } = await taken(withMetadata);
    expect({ width, height }).toEqual({ width: 600, height: 900 });
    expect(notes).toEqual(['rotated', 'metadata_removed']);
    const { exif, icc, xmp, orientation } = await sharp(bytes).metadata();
    expect({ exif, icc, xmp, orientation }).toEqual({});
    expect(Buffer.from(bytes).includes('secret-owner')).toBe(false);
  });

  it('no larger than is needed, and without transparency', async () => {
    const large = await sharp({ create: { width: 4000, height: 3000, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { width, height, notes, bytes } = await taken(large);
    expect({ width, height, notes }).toEqual({
      width: 2600,
      height: 1950,
      notes: ['transparency_removed', 'scaled_down'],
    });
    // What was transparent is white.
    expect((await sharp(bytes).stats()).channels.map(({ min }) => min)).toEqual([255, 255, 255]);
  });

  it('the pages of a PDF, drawn one below the other', async () => {
    const pdf = await PDFDocument.create();
    for (const [wide, high] of [
      [595, 842],
      [842, 595],
    ] as const) {
      const page = pdf.addPage([wide, high]);
      page.drawText('Letter of authorisation', { x: 50, y: high - 100, size: 24 });
      page.drawImage(await pdf.embedJpg(jpeg), { x: 50, y: 100, width: 200, height: 130 });
    }
    const { mime, source, width, height, pages, notes, bytes } = await taken(await pdf.save());
    expect({ mime, source, notes }).toEqual({ mime: 'image/jpeg', source: 'application/pdf', notes: ['pdf_rendered'] });
    expect(pages).toHaveLength(2);
    expect(pages[1]?.top).toBe(pages[0]?.height);
    expect({ width, height }).toEqual({
      width: Math.max(...pages.map((page) => page.width)),
      height: pages.reduce((sum, page) => sum + page.height, 0),
    });
    // Something was drawn on each.
    for (const { top, ...page } of pages) {
      const { channels } = await sharp(
        await sharp(bytes)
          .extract({ left: 0, top, ...page })
          .toBuffer(),
      ).stats();
      expect(channels[0]?.min).toBeLessThan(100);
    }
  });
});

describe('what is refused', () => {
  it('nothing at all, and one byte too many', async () => {
    expect(reason(await documents.take(new Uint8Array()))).toBe('empty');
    expect(reason(await documents.take(new Uint8Array(DOCUMENT_BYTES + 1)))).toBe('too_large');
  });

  it('a file of exactly 10 MB is looked at', async () => {
    expect(reason(await documents.take(new Uint8Array(DOCUMENT_BYTES)))).toBe('type_unknown');
  });

  it.each([
    ['text', 'hello, this is no picture'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"><script>alert(1)</script></svg>'],
    ['HTML', '<!doctype html><html><body><script>alert(1)</script></body></html>'],
    ['a program', '#!/bin/sh\necho owned'],
    ['GIF', `GIF89a${'\0'.repeat(200)}`],
    ['an archive', `PK\x03\x04${'\0'.repeat(200)}`],
    ['a PDF header alone', '%PDF-1.7\n'],
  ])('%s', async (kind, content) => {
    expect(reason(await documents.take(Buffer.from(content, 'latin1')))).toBe(
      kind === 'a PDF header alone' ? 'broken' : 'type_unknown',
    );
  });

  it('pictures cut short, at whatever place', async () => {
    const detailed = await sharp({
      create: {
        width: 900,
        height: 600,
        channels: 3,
        background: 'white',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .jpeg()
      .toBuffer();
    for (const share of [0.02, 0.3, 0.6, 0.9])
      expect(reason(await documents.take(detailed.subarray(0, detailed.length * share)))).toBe('broken');
    expect(reason(await documents.take(png.subarray(0, png.length * 0.6)))).toBe('broken');
  });

  it('pictures with a web page, a PDF or an archive in them', async () => {
    const comment = Buffer.from('<script>fetch("//evil")</script>');
    const marked = Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, comment.length + 2]),
      comment,
      jpeg.subarray(2),
    ]);
    expect((await sharp(marked).metadata()).width).toBe(900);
    expect(reason(await documents.take(marked))).toBe('polyglot');
    const pdf = Buffer.from('%PDF-1.4 %%EOF');
    const both = Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, pdf.length + 2]),
      pdf,
      jpeg.subarray(2),
    ]);
    expect(reason(await documents.take(both))).toBe('polyglot');
    const zip = Buffer.concat([png, Buffer.from('PK\x05\x06' + '\0'.repeat(18), 'latin1')]);
    expect(reason(await documents.take(zip))).toBe('polyglot');
  });

  it('a bomb: a small file of very many pixels', async () => {
    expect(reason(await documents.take(bomb(60_000, 60_000)))).toBe('too_many_pixels');
    expect(reason(await documents.take(bomb(60_000, 800)))).toBe('broken');
  });

  it('a picture on which nothing can be read, and one that moves', async () => {
    expect(reason(await documents.take(await picture(200, 600).png().toBuffer()))).toBe('too_small');
    const frames = await sharp(
      await Promise.all(
        ['red', 'blue'].map((background) =>
          sharp({ create: { width: 400, height: 400, channels: 3, background } })
            .png()
            .toBuffer(),
        ),
      ),
      { join: { animated: true } },
    )
      .webp()
      .toBuffer();
    expect(reason(await documents.take(frames))).toBe('animated');
  });

  describe('PDFs', () => {
    const pdfWith = async (change: (pdf: PDFDocument) => void, pages = 1): Promise<Uint8Array> => {
      const pdf = await PDFDocument.create();
      for (let at = 0; at < pages; at++) pdf.addPage();
      change(pdf);
      return pdf.save({ useObjectStreams: true });
    };

    it('with scripts, wherever they hide', async () => {
      expect(reason(await documents.take(await pdfWith((pdf) => pdf.addJavaScript('x', 'app.alert(1)'))))).toBe(
        'pdf_active',
      );
      const opens = await pdfWith((pdf) =>
        pdf.catalog.set(PDFName.of('OpenAction'), pdf.context.obj({ S: 'Launch', F: PDFString.of('calc.exe') })),
      );
      expect(reason(await documents.take(opens))).toBe('pdf_active');
      const deep = await pdfWith((pdf) => {
        const action = pdf.context.obj({ Type: 'Action', S: 'JavaScript', JS: PDFHexString.fromText('app.alert(1)') });
        const annotation = pdf.context.register(
          pdf.context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 9, 9], A: action }),
        );
        pdf.getPage(0).node.set(PDFName.of('Annots'), pdf.context.obj([annotation]) as PDFArray);
      });
      expect(deep.toString()).not.toContain('JavaScript');
      expect(reason(await documents.take(deep))).toBe('pdf_active');
    });

    it('with other files in them', async () => {
      const pdf = await PDFDocument.create();
      pdf.addPage();
      await pdf.attach(new TextEncoder().encode('MZ…'), 'invoice.exe');
      expect(reason(await documents.take(await pdf.save()))).toBe('pdf_active');
    });

    it('with too many pages, or pages that are lines', async () => {
      expect(reason(await documents.take(await pdfWith(() => undefined, 11)))).toBe('pdf_too_many_pages');
      const line = await PDFDocument.create();
      line.addPage([14_000, 5]);
      expect(reason(await documents.take(await line.save()))).toBe('too_small');
    });

    it('that need a password', async () => {
      const plain = Buffer.from(await (await PDFDocument.create()).save({ useObjectStreams: false })).toString(
        'latin1',
      );
      const locked = plain.replace(
        'trailer\n<<',
        `trailer\n<<\n/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}> >>`,
      );
      expect(locked).not.toBe(plain);
      expect(reason(await documents.take(Buffer.from(locked, 'latin1')))).toBe('pdf_encrypted');
    });

    it('that are cut short', async () => {
      const whole = await pdfWith(() => undefined);
      expect(['broken', 'taken']).toContain(reason(await documents.take(whole.subarray(0, whole.length - 40))));
      expect(reason(await documents.take(whole.subarray(0, whole.length / 3)))).toBe('broken');
    });
  });
});

it('goes on after a file that broke its process', async () => {
  const first = documents.take(jpeg);
  // Whatever a hostile file does to the process, the next file meets a new one.
  await first;
  const { pid } = documents;
  expect(pid).toBeGreaterThan(0);
  process.kill(pid as number, 'SIGKILL');
  const answers = await Promise.all([documents.take(jpeg), documents.take(jpeg)]);
  expect(answers.map(reason).at(-1)).toBe('taken');
  expect(documents.pid).not.toBe(pid);
});

it('knows nothing of the api’s secrets, and cannot write', async () => {
  await documents.take(jpeg);
  const environment = await readFile(`/proc/${documents.pid}/environ`, 'utf8');
  expect(environment.split('\0').map((entry) => entry.split('=')[0])).not.toContain('HOME');
  const command = await readFile(`/proc/${documents.pid}/cmdline`, 'utf8');
  expect(command).toContain('--permission');
  expect(command).not.toContain('--allow-fs-write');
});

/** A PNG that says it has so many pixels and carries the data of hardly any. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
