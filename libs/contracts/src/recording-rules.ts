import * as z from 'zod';

import { id, instant } from './ids.js';
import { MAX_TOKEN_DAYS, TOKEN_PERMISSIONS } from './session.js';

/** `always`: recorded once the notice has been heard; `opt_out`: unless the caller presses the key; `never`: not at all. */
export const LINE_RECORDING_POLICIES = ['always', 'opt_out', 'never'] as const;
export type LineRecordingPolicy = (typeof LINE_RECORDING_POLICIES)[number];

/** `card`: a card number is being told; `keys`: the caller keys something in, apart from the conversation. */
export const PAUSE_REASONS = ['agent', 'api', 'card', 'keys'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export const EXPORT_FORMATS = ['wav', 'mp3', 'evidence'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const RecordingNotice = z.object({
  version: z.int(),
  text: z.string(),
  textEn: z.string().nullable(),
  /** Null of the one every enterprise begins with. */
  madeBy: z.string().nullable(),
  at: instant,
});
export type RecordingNotice = z.infer<typeof RecordingNotice>;

/** A new notice, which supersedes the one before; `confirmed` answers for the words in it that need evidence. */
export const SaveNotice = z.strictObject({
  text: z.string().trim().min(4).max(200),
  textEn: z.string().trim().max(300).nullable().default(null),
  confirmed: z.boolean().optional(),
});
export type SaveNotice = z.infer<typeof SaveNotice>;

export const RecordingSettings = z.strictObject({
  /** Pressed while the notice plays, or just after, on a line that allows it. */
  optOutKey: z.string().regex(/^[0-9*#]$/),
  /** A pause ends by itself after so long. */
  pauseSeconds: z.int().min(5).max(600),
  /** Pauses in one call, and seconds of them together. */
  pauseCount: z.int().min(0).max(50),
  pauseTotal: z.int().min(5).max(3600),
  /** So many keys in a row by the customer, during a conversation, pause the recording; 0: never. */
  cardDigits: z.int().refine((n) => n === 0 || (n >= 4 && n <= 19), { error: '0, or 4 to 19' }),
  /** A short tone now and then in what is played and exported. */
  watermark: z.boolean(),
  watermarkSeconds: z.int().min(2).max(60),
});
export type RecordingSettings = z.infer<typeof RecordingSettings>;

export const DEFAULT_RECORDING_SETTINGS: RecordingSettings = {
  optOutKey: '9',
  pauseSeconds: 60,
  pauseCount: 5,
  pauseTotal: 300,
  cardDigits: 6,
  watermark: false,
  watermarkSeconds: 10,
};

export const LineRecording = z.object({
  lineId: id<'Line'>(),
  number: z.string(),
  name: z.string(),
  policy: z.enum(LINE_RECORDING_POLICIES),
});
export type LineRecording = z.infer<typeof LineRecording>;

/** The rules as they stand, and every notice there has been, newest first. */
export const RecordingRules = z.object({
  notices: z.array(RecordingNotice),
  settings: RecordingSettings,
  lines: z.array(LineRecording),
});
export type RecordingRules = z.infer<typeof RecordingRules>;

export const SaveLineRecording = z.strictObject({ policy: z.enum(LINE_RECORDING_POLICIES) });
export type SaveLineRecording = z.infer<typeof SaveLineRecording>;

/** `card`: the agent is about to take a card number. */
export const PauseRecording = z.strictObject({ paused: z.boolean(), card: z.boolean().default(false) });
export type PauseRecording = z.infer<typeof PauseRecording>;

/** Whether a call is being recorded, and until when it is not. */
export const RecordingState = z.object({
  recording: z.enum(['on', 'paused', 'off']),
  resumesAt: instant.nullable(),
});
export type RecordingState = z.infer<typeof RecordingState>;

export const ExportQuery = z.strictObject({
  permit: id<'Listening'>().optional(),
  as: z.enum(['wav', 'mp3']).default('wav'),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

export const RecordingExport = z.object({
  format: z.enum(EXPORT_FORMATS),
  watermarked: z.boolean(),
  /** Of the file that was handed out. */
  sha256: z.string(),
  bytes: z.int(),
  at: instant,
  userName: z.string(),
});
export type RecordingExport = z.infer<typeof RecordingExport>;

/** `originalSha256` is of the audio as it was recorded, without watermark, as WAV. */
export const RecordingExports = z.object({ originalSha256: z.string(), exports: z.array(RecordingExport) });
export type RecordingExports = z.infer<typeof RecordingExports>;

export const ApiToken = z.object({
  id: id<'ApiToken'>(),
  name: z.string(),
  permissions: z.array(z.enum(TOKEN_PERMISSIONS)),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;

export const CreateApiToken = z.strictObject({
  name: z.string().trim().min(1).max(40),
  permissions: z.array(z.enum(TOKEN_PERMISSIONS)).min(1),
  days: z.int().min(1).max(MAX_TOKEN_DAYS).default(365),
});
export type CreateApiToken = z.infer<typeof CreateApiToken>;

/** The secret is told this once. */
export const CreatedApiToken = ApiToken.extend({ secret: z.string() });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;
