import type { RecordingRule } from '@sibai/call';
import { DEFAULT_RECORDING_SETTINGS, type LineRecordingPolicy, RecordingSettings } from '@sibai/contracts';
import type { Digit } from '@sibai/ivr';

/** Beside a line `l`: how its calls are recorded. */
export const RULE_COLUMNS = `coalesce(lr.policy, 'always') AS "recordingPolicy", to_jsonb(rs) AS "recordingSetting",
                             to_jsonb(rn) AS "recordingNotice"`;
export const RULE_JOINS = `
  LEFT JOIN line_recording lr ON lr.line_id = l.id
  LEFT JOIN recording_setting rs ON rs.tenant_id = l.tenant_id
  LEFT JOIN LATERAL (SELECT version, text, text_en FROM recording_notice
                      WHERE tenant_id = l.tenant_id ORDER BY version DESC LIMIT 1) rn ON true`;

export interface RuleRow {
  readonly recordingPolicy: LineRecordingPolicy;
  readonly recordingSetting: Readonly<Record<string, unknown>> | null;
  readonly recordingNotice: { readonly version: number; readonly text: string; readonly text_en: string | null } | null;
}

const KEY_NAMES: Readonly<Record<string, string>> = { '*': '星号键', '#': '井号键' };

export function ruleOf({ recordingPolicy, recordingSetting: row, recordingNotice: notice }: RuleRow): RecordingRule {
  const settings = row ? fromRow(row) : DEFAULT_RECORDING_SETTINGS;
  const { optOutKey, pauseSeconds, pauseCount, pauseTotal, cardDigits } = settings;
  const decline = recordingPolicy === 'opt_out' ? `不同意录音请按${KEY_NAMES[optOutKey] ?? optOutKey}。` : null;
  return {
    // Who was told nothing is not recorded.
    policy: notice ? recordingPolicy : 'never',
    notice: {
      version: notice?.version ?? 0,
      text: [notice?.text, notice?.text_en, decline].filter(Boolean).join(' '),
    },
    optOutKey: optOutKey as Digit,
    pause: { ms: pauseSeconds * 1000, count: pauseCount, totalMs: pauseTotal * 1000 },
    cardDigits,
  };
}

const fromRow = (row: Readonly<Record<string, unknown>>): RecordingSettings =>
  RecordingSettings.parse({
    optOutKey: row['opt_out_key'],
    pauseSeconds: row['pause_seconds'],
    pauseCount: row['pause_count'],
    pauseTotal: row['pause_total'],
    cardDigits: row['card_digits'],
    watermark: row['watermark'],
    watermarkSeconds: row['watermark_seconds'],
  });
