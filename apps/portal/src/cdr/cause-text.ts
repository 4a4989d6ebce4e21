import { useTranslation } from 'react-i18next';

import { zh } from './texts';

type Cause = keyof typeof zh.cause;

const isCause = (cause: string): cause is Cause => Object.hasOwn(zh.cause, cause);

/** Why a call ended. A flow may end it for a reason of its own, which is shown as it is. */
export function useCauseText(): (cause: string) => string {
  const { t } = useTranslation('cdr');
  return (cause) => (isCause(cause) ? t(`cause.${cause}`) : cause);
}
