import { type MaterialKind, type VerificationForm } from './form.js';
import { INDUSTRIES } from './industry.js';

/** Why a paper is asked: the sentence belongs to the portal. */
export type MaterialReason = 'always' | 'operator' | 'operator_not_legal' | 'other_use' | 'industry';

export interface RequiredMaterial {
  readonly kind: MaterialKind;
  readonly because: MaterialReason;
}

/**
 * The papers that an application needs, in the order in which they are asked. A paper of the operator is asked
 * only when it is not the legal representative; the authorisation then too, and always when the number is for
 * somebody else (他用), as the platforms and carriers ask.
 */
export function requiredMaterials(
  form: Pick<VerificationForm, 'industry' | 'operatorIsLegal' | 'use'>,
): readonly RequiredMaterial[] {
  const materials: RequiredMaterial[] = [
    { kind: 'business_licence', because: 'always' },
    { kind: 'legal_id_portrait', because: 'always' },
    { kind: 'legal_id_emblem', because: 'always' },
  ];
  if (!form.operatorIsLegal)
    materials.push(
      { kind: 'operator_id_portrait', because: 'operator' },
      { kind: 'operator_id_emblem', because: 'operator' },
      { kind: 'authorisation', because: 'operator_not_legal' },
    );
  else if (form.use === 'other') materials.push({ kind: 'authorisation', because: 'other_use' });
  materials.push({ kind: 'commitment', because: 'always' });
  const licences = form.industry === '' ? [] : INDUSTRIES[form.industry].licences;
  for (const licence of licences) materials.push({ kind: `licence:${licence}`, because: 'industry' });
  return materials;
}
