import { type PaperReading } from '@sibai/compliance';

/** A line of text as the OCR found it, in pixels of the picture. */
export interface TextBox {
  readonly text: string;
  /** 0 to 1, the mean over its characters. */
  readonly confidence: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface ReadField {
  readonly value: string;
  /** 0 to 1: how far the applicant may trust it. A value whose check digits are right gets at least 0.99. */
  readonly confidence: number;
  /** What was really read, when look-alike letters were exchanged to make the check digits right. */
  readonly repairedFrom?: string;
}

/** The fields of one paper. One that was not found is missing. */
export type PaperFields = { readonly [K in keyof PaperReading]?: ReadField };

/** The papers that OCR can read; both sides of an ID card are told apart by what they say. */
export type OcrPaper = 'business_licence' | 'id_card';

export type OcrStage = 'waiting' | 'starting' | 'finding_lines' | 'reading_lines' | 'done';

export interface OcrProgress {
  readonly stage: OcrStage;
  /** How many are before this one; 0 when it is its turn. */
  readonly position: number;
  readonly percent: number;
}

export type OcrOutcome =
  | { readonly ok: true; readonly fields: PaperFields; readonly side?: 'portrait' | 'emblem'; readonly ms: number }
  | { readonly ok: false; readonly reason: 'nothing_read' | 'took_too_long' | 'too_busy' | 'failed' };
