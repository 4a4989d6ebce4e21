/**
 * The path of a call, in order. Each word names the same thing everywhere: the folder in apps/api/src/call, the
 * portal page, the event prefix, the metric label and the e2e folder.
 */
export const CALL_STAGES = ['trunk', 'ivr', 'bot', 'acd', 'agent', 'recording', 'cdr', 'analytics'] as const;

export type CallStage = (typeof CALL_STAGES)[number];
