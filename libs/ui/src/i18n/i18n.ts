import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import { en, zh } from './texts.js';

export const LANGUAGES = { 'zh-CN': '简体中文', en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

/**
 * The texts by namespace. An app adds its own, so that keys are checked by the compiler:
 * `declare module '@sibai/ui' { interface Texts { portal: typeof zh } }`.
 */
export interface Texts {
  ui: typeof zh;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui';
    resources: Texts;
  }
}

const REMEMBERED = 'sibai.language';

/** Prepares the texts. Called once, before the first render, with the namespaces of the app. */
export function startI18n(apps: Readonly<Record<string, { zh: object; en: object }>>): void {
  const inLanguage = (pick: 'zh' | 'en') =>
    Object.fromEntries(Object.entries(apps).map(([namespace, texts]) => [namespace, texts[pick]]));

  void i18next.use(initReactI18next).init({
    lng: remembered(),
    fallbackLng: 'zh-CN',
    defaultNS: 'ui',
    resources: { 'zh-CN': { ui: zh, ...inLanguage('zh') }, en: { ui: en, ...inLanguage('en') } },
    interpolation: { escapeValue: false }, // React escapes.
  });
  document.documentElement.lang = i18next.language;
}

export const language = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN');

export function setLanguage(chosen: Language): void {
  localStorage.setItem(REMEMBERED, chosen);
  document.documentElement.lang = chosen;
  void i18next.changeLanguage(chosen);
}

function remembered(): Language {
  return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh-CN';
}
