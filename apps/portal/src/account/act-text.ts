import { formatTime, type Language, maskNumber } from '@sibai/ui';

import * as own from './texts-own';
import * as people from './texts-people';

type Sentences = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The words for `stage.past_participle`; a name that has none, of a newer server, as it is. */
function said(sentences: Sentences, name: string): string {
  const [stage = '', what = ''] = name.split('.');
  const group = Object.hasOwn(sentences, stage) ? sentences[stage] : undefined;
  return (group && Object.hasOwn(group, what) && group[what]) || name;
}

/** What was done, of the audit. */
export const actText = (act: string, language: Language): string =>
  said(language === 'en' ? own.en.audit.text : own.zh.audit.text, act);

/** What happened on an enterprise's way. */
export const eventText = (type: string, language: Language): string =>
  said(language === 'en' ? people.en.customer.event : people.zh.customer.event, type);

type Group = 'holdReason' | 'numberState' | 'contractKind' | 'contractState' | 'orderKind' | 'orderState' | 'actor';

/** The word for a state or a kind of another stage's; one that has none, of a newer server, as it is. */
export function word(group: Group, name: string, language: Language): string {
  const words: Readonly<Record<string, string>> = (language === 'en' ? people.en : people.zh).customer[group];
  return (Object.hasOwn(words, name) && words[name]) || name;
}

const at = (words: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(words, name) && words[name]) || name;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What was written down beside an act, in a line each; mobiles have their middle hidden. */
export function factTexts(detail: Readonly<Record<string, unknown>>, language: Language): string[] {
  const { fact, value: values } = (language === 'en' ? own.en : own.zh).audit;
  const text = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return '';
    if (typeof value === 'object') return factTexts(value as Record<string, unknown>, language).join('，');
    if (typeof value === 'string' && INSTANT.test(value)) return formatTime(value, 'full', language);
    return at(values, String(value)).replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, maskNumber);
  };
  return Object.entries(detail).flatMap(([name, value]) => {
    const said = text(value);
    return said ? [`${at(fact, name)}: ${said}`] : [];
  });
}
