import { useTranslation } from 'react-i18next';

import { ApiError } from '../api/call.js';
import { formatTime } from '../format.js';
import { errorsEn, errorsZh } from './errors.js';
import type { Language } from './i18n.js';

/** A sentence for whatever was thrown, telling what to do. */
export function errorText(error: unknown, language: Language): string {
  const sentences: Readonly<Record<string, string>> = language === 'en' ? errorsEn : errorsZh;
  const code = error instanceof ApiError ? error.code : 'client.unexpected';
  const sentence = (Object.hasOwn(sentences, code) && sentences[code]) || sentences['client.unexpected'] || code;
  const again = error instanceof ApiError ? error.details['again'] : undefined;
  return sentence.replace('{{again}}', typeof again === 'string' ? formatTime(again, 'minute', language) : '—');
}

/** `errorText` in the language of the page. */
export function useErrorText(): (error: unknown) => string {
  const { i18n } = useTranslation();
  return (error) => errorText(error, i18n.language === 'en' ? 'en' : 'zh-CN');
}
