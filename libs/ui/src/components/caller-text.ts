import { useTranslation } from 'react-i18next';

import { formatNumber, maskNumber } from '../format.js';

/** A caller in words: the number with its middle hidden, or what there is instead of a number. */
export function useCallerText(): (caller: string) => string {
  const { t } = useTranslation('ui');
  return (caller) => {
    if (caller === '') return t('caller.withheld');
    if (caller === 'web') return t('caller.web');
    if (caller === 'check') return t('caller.check');
    const masked = maskNumber(caller);
    return masked === caller ? formatNumber(caller) : masked;
  };
}
