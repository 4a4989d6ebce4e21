import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import fontkit from '@pdf-lib/fontkit';
import { type PDFDocument, type PDFFont } from 'pdf-lib';

type Font = ReturnType<typeof fontkit.create>;
/** What a subset keeps while it is written: not in fontkit's types. */
interface GlyphTable {
  _addGlyph(gid: number): number;
  loca: { version?: 0 | 1 };
}

const FOLDER = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'));
const FILES = { regular: '400Regular/NotoSansSC_400Regular.ttf', bold: '700Bold/NotoSansSC_700Bold.ttf' } as const;
export type Weight = keyof typeof FILES;

const loaded = new Map<Weight, Promise<Buffer>>();
function load(weight: Weight): Promise<Buffer> {
  const file = loaded.get(weight) ?? readFile(join(FOLDER, FILES[weight]));
  loaded.set(weight, file);
  return file;
}

/**
 * fontkit writes the places of the glyphs of a small font halved, so a glyph of odd length displaces all that follow it
 * and they come out blank: here they are written whole. And each character becomes one glyph, without ligatures, so that
 * what was measured is what is drawn.
 */
const FONTKIT = {
  create(data: Uint8Array): Font {
    const font = fontkit.create(data);
    const createSubset = font.createSubset.bind(font);
    font.createSubset = () => {
      const subset = createSubset();
      const table = subset as unknown as GlyphTable;
      const add = table._addGlyph.bind(table);
      table._addGlyph = (gid) => {
        table.loca.version = 1;
        return add(gid);
      };
      return subset;
    };
    font.layout = ((text: string) => ({
      glyphs: [...text].map((char) => font.glyphForCodePoint(char.codePointAt(0) ?? 0)),
    })) as unknown as Font['layout'];
    return font;
  },
};

/** A weight of the font within one document, and how wide its characters are. */
export class Typeface {
  readonly pdf: PDFFont;
  readonly #widths = new Map<string, number>();
  readonly #characters: ReadonlySet<number>;

  constructor(pdf: PDFFont) {
    this.pdf = pdf;
    this.#characters = new Set(pdf.getCharacterSet());
  }

  /** The text as this font can write it: radicals as characters, what it lacks as `〔U+20BB7〕`. */
  writable(text: string): string {
    const plain = text.normalize('NFC').replace(/[\u2e80-\u2fdf]/gu, (radical) => radical.normalize('NFKC'));
    return [...plain.replace(/\u00a0/g, ' ')]
      .map((char) => {
        const code = char.codePointAt(0) ?? 0;
        return char === '\n' || this.#characters.has(code) ? char : `〔U+${code.toString(16).toUpperCase()}〕`;
      })
      .join('');
  }

  width(text: string, size: number): number {
    let sum = 0;
    for (const char of text) {
      let width = this.#widths.get(char);
      if (width === undefined) this.#widths.set(char, (width = this.pdf.widthOfTextAtSize(char, 1)));
      sum += width;
    }
    return sum * size;
  }
}

export type Typefaces = Readonly<Record<Weight, Typeface>>;

/** Embeds both weights; of each, only what the document uses is written. */
export async function embedFonts(document: PDFDocument): Promise<Typefaces> {
  document.registerFontkit(FONTKIT as unknown as Parameters<PDFDocument['registerFontkit']>[0]);
  // One after the other: the order they are put into the file must be the same each time.
  const embed = async (weight: Weight) => new Typeface(await document.embedFont(await load(weight), { subset: true }));
  return { regular: await embed('regular'), bold: await embed('bold') };
}
