import type { VerificationFinding } from '@sibai/contracts';
import { createContext, use } from 'react';

import type { Draft, DraftState, FieldName } from './draft';
import type { VerificationForm } from '@sibai/contracts';

interface Filling extends DraftState {
  readonly draft: Draft;
  readonly findings: readonly VerificationFinding[];
  /** Whether what is missing is to be marked too: once somebody has tried to submit. */
  readonly insistent: boolean;
  readonly set: <K extends FieldName>(name: K, value: VerificationForm[K]) => void;
}

export const FillingContext = createContext<Filling | null>(null);

/** The application that is being filled in. */
export function useFilling(): Filling {
  const filling = use(FillingContext);
  if (!filling) throw new Error('useFilling outside of the form');
  return filling;
}
