import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import en from 'zod/v4/locales/en.js';
import zhCN from 'zod/v4/locales/zh-CN.js';

const messages = { en: en().localeError, zh: zhCN().localeError };

/** zod's own messages in the language of the page, for what is not even a flow. */
export function useZodMessages(): z.core.$ZodErrorMap {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? messages.en : messages.zh;
}
