/** A document to be laid out on A4. Chinese and Latin text; what a font lacks is written as its code point. */
export interface PdfDocument {
  readonly title: string;
  /** Written into the file's properties, so that equal documents are equal bytes. */
  readonly createdAt: Date;
  readonly subject?: string;
  /** At the top of every page, left and right. */
  readonly header?: readonly [left: string, right: string];
  /** At the bottom left of every page; the page numbers are at the right. */
  readonly footer?: string;
  readonly blocks: readonly PdfBlock[];
}

export type PdfBlock =
  | { readonly kind: 'title'; readonly text: string; readonly under?: string }
  | { readonly kind: 'heading'; readonly text: string; readonly level?: 1 | 2 }
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      /** Indents the first line by two characters, as Chinese prose does. */
      readonly indent?: boolean;
      readonly align?: 'left' | 'center' | 'right';
      readonly strong?: boolean;
      readonly small?: boolean;
    }
  /** Label and value side by side, `columns` pairs to a row. */
  | { readonly kind: 'fields'; readonly fields: readonly PdfField[]; readonly columns?: 1 | 2 }
  | {
      readonly kind: 'table';
      readonly columns: readonly PdfColumn[];
      readonly rows: readonly (readonly string[])[];
      /** Set in bold at the end, for sums. */
      readonly totals?: readonly (readonly string[])[];
    }
  | { readonly kind: 'signature'; readonly parties: readonly PdfParty[] }
  | { readonly kind: 'space'; readonly points: number }
  | { readonly kind: 'pageBreak' };

export type PdfField = readonly [label: string, value: string];

export interface PdfColumn {
  readonly title: string;
  /** Its share of the width. */
  readonly width: number;
  readonly align?: 'left' | 'center' | 'right';
}

/** One box of a signature block. */
export interface PdfParty {
  readonly title: string;
  readonly fields: readonly PdfField[];
  /** Said in the box where a seal would be. */
  readonly note?: string;
}

/** Where a digital signature will be put; the pages that carry it are added at the same time. */
export interface SignatureField {
  /** What the field is called in the file: plain letters and digits. */
  readonly field: string;
  /** Who signs. */
  readonly name: string;
  readonly reason: string;
  readonly location: string;
  readonly at: Date;
  /** Bytes kept free for the signature. */
  readonly room: number;
}
