import type { PdfBlock, PdfColumn, PdfField, PdfParty } from './document.js';
import type { Typefaces, Weight } from './font.js';
import { breakLines, type Line } from './lines.js';

export const PAGE = { width: 595.28, height: 841.89 };
export const MARGIN = { x: 60, top: 78, bottom: 72 };
const WIDTH = PAGE.width - 2 * MARGIN.x;
const ROOM = PAGE.height - MARGIN.top - MARGIN.bottom;

export const INK = { text: 0.13, soft: 0.42, rule: 0.82, shade: 0.962 } as const;
export type Shade = keyof typeof INK;

/** What is put on a page, measured from its upper left corner. */
export type Mark =
  | {
      readonly put: 'text';
      readonly x: number;
      /** Of the base line. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly weight: Weight;
      readonly shade: Shade;
      /** Added after every character, to fill the line. */
      readonly spacing: number;
    }
  | {
      readonly put: 'box';
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly fill: Shade;
    }
  | { readonly put: 'rule'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };

export type Marks = Mark[];

interface Style {
  readonly size: number;
  readonly leading: number;
  readonly weight: Weight;
  readonly shade: Shade;
}
const BODY: Style = { size: 10.5, leading: 17.5, weight: 'regular', shade: 'text' };
const SMALL: Style = { size: 8.5, leading: 13.5, weight: 'regular', shade: 'soft' };
const CELL: Style = { size: 9.5, leading: 14.5, weight: 'regular', shade: 'text' };
const HEAD: Style = { ...CELL, weight: 'bold' };
const LABEL: Style = { ...CELL, shade: 'soft' };
const PAD = { x: 7, y: 5 };
/** How much a line may be stretched to end where the others do, of its size for each character. */
const STRETCH = 0.12;

/** Puts blocks onto pages, from the top down. */
export class Flow {
  readonly pages: Marks[] = [[]];
  readonly #faces: Typefaces;
  #y = MARGIN.top;

  constructor(faces: Typefaces) {
    this.#faces = faces;
  }

  block(block: PdfBlock): void {
    switch (block.kind) {
      case 'title':
        return this.#title(block.text, block.under);
      case 'heading':
        return this.#heading(block.text, block.level ?? 1);
      case 'paragraph': {
        const style = { ...(block.small ? SMALL : BODY), ...(block.strong && { weight: 'bold' as const }) };
        const indent = block.indent ? style.size * 2 : 0;
        this.#lines(this.#break(block.text, WIDTH, style, indent), style, block.align ?? 'left', indent);
        this.#y += block.small ? 3 : 5;
        return;
      }
      case 'fields':
        return this.#fields(block.fields, block.columns ?? 1);
      case 'table':
        return this.#table(block.columns, block.rows, block.totals ?? []);
      case 'signature':
        return this.#signature(block.parties);
      case 'space':
        this.#y += block.points;
        return;
      case 'pageBreak':
        return this.#turn();
    }
  }

  #turn(): void {
    this.pages.push([]);
    this.#y = MARGIN.top;
  }

  get #left(): number {
    return PAGE.height - MARGIN.bottom - this.#y;
  }

  /** Turns the page when less than `height` is left of it. */
  #need(height: number): void {
    if (this.#left < Math.min(height, ROOM) && this.#y > MARGIN.top) this.#turn();
  }

  #mark(...marks: Mark[]): void {
    this.pages.at(-1)?.push(...marks);
  }

  #break(text: string, width: number, { size, weight }: Style, indent = 0): Line[] {
    const face = this.#faces[weight];
    return breakLines(face.writable(text), width, (part) => face.width(part, size), indent);
  }

  #title(text: string, under?: string): void {
    const style: Style = { size: 19, leading: 30, weight: 'bold', shade: 'text' };
    this.#lines(this.#break(text, WIDTH, style), style, 'center');
    if (under !== undefined) this.#lines(this.#break(under, WIDTH, LABEL), LABEL, 'center');
    this.#y += 12;
  }

  #heading(text: string, level: 1 | 2): void {
    const style: Style = { size: level === 1 ? 12.5 : 11, leading: 20, weight: 'bold', shade: 'text' };
    const lines = this.#break(text, WIDTH, style);
    const above = this.#y === MARGIN.top ? 0 : level === 1 ? 10 : 4;
    // A heading stays with the first lines of what it heads.
    this.#need(above + lines.length * style.leading + 3 * BODY.leading);
    if (this.#y > MARGIN.top) this.#y += above;
    this.#lines(lines, style, 'left');
    this.#y += 3;
  }

  #lines(lines: readonly Line[], style: Style, align: 'left' | 'center' | 'right', indent = 0): void {
    lines.forEach((line, at) => {
      // No line of a paragraph is left alone at the bottom of a page, nor at the top of the next.
      const together = (at === 0 && lines.length > 1) || at === lines.length - 2 ? 2 : 1;
      this.#need(together * style.leading);
      const inset = at === 0 ? indent : 0;
      this.#put(line, MARGIN.x + inset, this.#y, WIDTH - inset, style, align, align === 'left');
      this.#y += style.leading;
    });
  }

  /** One line, its top at `y`. */
  #put(line: Line, x: number, y: number, width: number, style: Style, align: PdfColumn['align'], fill = false): void {
    if (line.text === '') return;
    const { size, leading, weight, shade } = style;
    const slack = width - line.width;
    const gaps = [...line.text].length - 1;
    const spacing = fill && line.goesOn && gaps > 0 && slack / gaps <= STRETCH * size ? slack / gaps : 0;
    const inset = align === 'right' ? slack : align === 'center' ? slack / 2 : 0;
    const base = y + leading / 2 + size * 0.36;
    this.#mark({ put: 'text', x: x + inset, y: base, text: line.text, size, weight, shade, spacing });
  }

  #fields(fields: readonly PdfField[], columns: 1 | 2): void {
    const label = columns === 1 ? 108 : 84;
    const pair = WIDTH / columns;
    for (let at = 0; at < fields.length; at += columns) {
      const row = Array.from({ length: columns }, (_, i) => fields[at + i]);
      const cells = row.map((field) => ({
        label: this.#break(field?.[0] ?? '', label - 2 * PAD.x, LABEL),
        value: this.#break(field?.[1] ?? '', pair - label - 2 * PAD.x, CELL),
      }));
      const height = Math.max(...cells.flatMap((c) => [c.label.length, c.value.length])) * CELL.leading + 2 * PAD.y;
      this.#need(height);
      cells.forEach((cell, i) => {
        const x = MARGIN.x + i * pair;
        this.#mark({ put: 'box', x, y: this.#y, w: label, h: height, fill: 'shade' });
        this.#cell(cell.label, x, label, LABEL, 'left');
        this.#cell(cell.value, x + label, pair - label, CELL, 'left');
      });
      this.#grid(
        cells.flatMap(() => [label, pair - label]),
        height,
      );
      this.#y += height;
    }
    this.#y += 9;
  }

  #table(
    columns: readonly PdfColumn[],
    rows: readonly (readonly string[])[],
    totals: readonly (readonly string[])[],
  ): void {
    const shares = columns.reduce((sum, { width }) => sum + width, 0);
    const widths = columns.map(({ width }) => (width / shares) * WIDTH);
    const inner = (at: number) => (widths[at] ?? 0) - 2 * PAD.x;
    const set = (cells: readonly string[], style: Style) =>
      columns.map((_, at) => this.#break(cells[at] ?? '', inner(at), style));
    const draw = (cells: Line[][], style: Style, shaded: boolean) => {
      const height = heightOf(cells);
      if (shaded) this.#mark({ put: 'box', x: MARGIN.x, y: this.#y, w: WIDTH, h: height, fill: 'shade' });
      let x = MARGIN.x;
      cells.forEach((lines, at) => {
        this.#cell(lines, x, widths[at] ?? 0, style, columns[at]?.align);
        x += widths[at] ?? 0;
      });
      this.#grid(widths, height);
      this.#y += height;
    };
    const head = set(
      columns.map(({ title }) => title),
      HEAD,
    );
    const first = rows[0] ? heightOf(set(rows[0], CELL)) : 0;
    this.#need(heightOf(head) + Math.min(first, ROOM / 4));
    draw(head, HEAD, true);
    const row = (cells: readonly string[], style: Style) => {
      let rest = set(cells, style);
      for (;;) {
        if (heightOf(rest) > this.#left && this.#y > MARGIN.top + heightOf(head)) {
          this.#turn();
          draw(head, HEAD, true);
        }
        // Only a row that no page could hold is divided.
        const fit = Math.max(1, Math.floor((this.#left - 2 * PAD.y) / CELL.leading));
        draw(
          rest.map((lines) => lines.slice(0, fit)),
          style,
          style === HEAD,
        );
        rest = rest.map((lines) => lines.slice(fit));
        if (rest.every((lines) => lines.length === 0)) return;
      }
    };
    for (const cells of rows) row(cells, CELL);
    for (const cells of totals) row(cells, HEAD);
    this.#y += 9;
  }

  #signature(parties: readonly PdfParty[]): void {
    const gap = 16;
    const width = (WIDTH - gap * (parties.length - 1)) / parties.length;
    const inner = width - 2 * 12;
    const label = 62;
    const boxes = parties.map((party) => ({
      title: this.#break(party.title, inner, { ...BODY, weight: 'bold' }),
      fields: party.fields.map(([name, value]) => ({ name, value: this.#break(value, inner - label, CELL) })),
      note: party.note === undefined ? [] : this.#break(party.note, inner, SMALL),
    }));
    const height =
      Math.max(
        ...boxes.map(
          (box) =>
            box.title.length * BODY.leading +
            box.fields.reduce((sum, { value }) => sum + value.length * CELL.leading + 3, 0) +
            box.note.length * SMALL.leading,
        ),
      ) + 34;
    this.#need(height);
    boxes.forEach((box, at) => {
      const x = MARGIN.x + at * (width + gap);
      let y = this.#y + 12;
      for (const line of box.title) {
        this.#put(line, x + 12, y, inner, { ...BODY, weight: 'bold' }, 'left');
        y += BODY.leading;
      }
      y += 3;
      for (const { name, value } of box.fields) {
        this.#put({ text: name, width: 0, goesOn: false }, x + 12, y, label, LABEL, 'left');
        for (const line of value) {
          this.#put(line, x + 12 + label, y, inner - label, CELL, 'left');
          y += CELL.leading;
        }
        y += 3;
      }
      y += 4;
      for (const line of box.note) {
        this.#put(line, x + 12, y, inner, SMALL, 'left');
        y += SMALL.leading;
      }
      this.#frame(x, this.#y, width, height);
    });
    this.#y += height + 10;
  }

  #cell(lines: readonly Line[], x: number, width: number, style: Style, align: PdfColumn['align']): void {
    lines.forEach((line, at) =>
      this.#put(line, x + PAD.x, this.#y + PAD.y + at * CELL.leading, width - 2 * PAD.x, style, align),
    );
  }

  /** The rules around one row of cells that begins here. */
  #grid(widths: readonly number[], height: number): void {
    const [top, bottom] = [this.#y, this.#y + height];
    let x = MARGIN.x;
    for (const width of [...widths, 0]) {
      this.#mark({ put: 'rule', x1: x, y1: top, x2: x, y2: bottom });
      x += width;
    }
    for (const y of [top, bottom]) this.#mark({ put: 'rule', x1: MARGIN.x, y1: y, x2: MARGIN.x + WIDTH, y2: y });
  }

  #frame(x: number, y: number, w: number, h: number): void {
    this.#mark(
      { put: 'rule', x1: x, y1: y, x2: x + w, y2: y },
      { put: 'rule', x1: x, y1: y + h, x2: x + w, y2: y + h },
      { put: 'rule', x1: x, y1: y, x2: x, y2: y + h },
      { put: 'rule', x1: x + w, y1: y, x2: x + w, y2: y + h },
    );
  }
}

const heightOf = (cells: readonly (readonly Line[])[]): number =>
  Math.max(1, ...cells.map(({ length }) => length)) * CELL.leading + 2 * PAD.y;
