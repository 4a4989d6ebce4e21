import { type Finding, type FindingCode, type FindingField, type Severity } from './finding.js';

/** Findings of one rule, with its name and its source said once. */
export const findingsOf =
  (rule: string, source: string) =>
  (field: FindingField, severity: Severity, code: FindingCode, params: Finding['params'] = {}): Finding => ({
    rule,
    field,
    severity,
    code,
    params,
    source,
  });
