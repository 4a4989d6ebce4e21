import type { PasswordFault } from '@sibai/contracts';
import { ApiError, useErrorText } from '@sibai/ui';
import type { FormInstance } from 'antd';
import { useTranslation } from 'react-i18next';

/** Puts the refusal of a code or a password at its field. Answers whether it was one of those. */
export function useRefusedFields(): (form: FormInstance, error: unknown) => boolean {
  const { t } = useTranslation('account');
  const errorText = useErrorText();
  return (form, error) => {
    if (!(error instanceof ApiError)) return false;
    const mark = (name: string, sentence: string): boolean => {
      form.setFields([{ name, errors: [sentence] }]);
      form.focusField(name);
      return true;
    };
    const { left, reason } = error.details;
    if (error.code === 'code.wrong' && typeof left === 'number' && left > 0)
      return mark('code', t('code.left', { left }));
    if (error.code.startsWith('code.')) return mark('code', errorText(error));
    if (error.code === 'password.weak') return mark('password', t(`password.fault.${reason as PasswordFault}`));
    if (error.code === 'password.wrong') return mark('current', errorText(error));
    if (/^user\.(email|mobile)_taken$/.test(error.code)) return mark('address', errorText(error));
    return false;
  };
}
