/** Why a file is not taken. The client has a sentence for each, which says what to do. */
export const DOCUMENT_REFUSALS = [
  'empty',
  'too_large',
  'type_unknown',
  'polyglot',
  'broken',
  'animated',
  'too_many_pixels',
  'too_small',
  'pdf_encrypted',
  'pdf_active',
  'pdf_too_many_pages',
  'took_too_long',
  'too_busy',
] as const;
export type DocumentRefusal = (typeof DOCUMENT_REFUSALS)[number];

/** What was done to a file, for the reviewer. */
export type DocumentNote = 'rotated' | 'metadata_removed' | 'scaled_down' | 'transparency_removed' | 'pdf_rendered';

/** Where a page lies in the picture: the pages of a PDF stand one below the other. */
export interface PageArea {
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What is kept of a handed-in file: always a JPEG of our own making, so that nothing else of the file survives. */
export interface TakenDocument {
  readonly mime: 'image/jpeg';
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly pages: readonly PageArea[];
  /** What the file was, by its content. */
  readonly source: 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf';
  readonly notes: readonly DocumentNote[];
}

export type Intake =
  { readonly ok: true; readonly document: TakenDocument } | { readonly ok: false; readonly reason: DocumentRefusal };
