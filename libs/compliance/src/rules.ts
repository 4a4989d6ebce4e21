import { type Finding } from './finding.js';
import { type VerificationApplication } from './form.js';
import { requiredMaterials } from './materials.js';

export interface Evaluation {
  readonly findings: readonly Finding[];
  /** Nothing blocks: the application may be submitted. */
  readonly ready: boolean;
}

type Rule = (application: VerificationApplication, now: number) => readonly Finding[];

/** Every paper that the rules ask is handed in. Source: 网络安全法 第二十四条 (true identity), the platform's own list. */
const materials: Rule = ({ form, materials: handedIn }) =>
  requiredMaterials(form)
    .filter(({ kind }) => handedIn.every((material) => material.kind !== kind))
    .map(({ kind, because }) => ({
      rule: 'materials',
      field: `materials.${kind}`,
      severity: 'block',
      code: 'material.missing',
      params: { because },
      source: '网络安全法 第二十四条',
    }));

const RULES: readonly Rule[] = [materials];

/** Applies every rule, while the applicant types and again when the application is submitted. */
export function evaluate(application: VerificationApplication, { now }: { readonly now: number }): Evaluation {
  const findings = RULES.flatMap((rule) => rule(application, now));
  return { findings, ready: findings.every(({ severity }) => severity !== 'block') };
}
