import { type Instant } from '@sibai/kernel';

import { residentIdField } from './ocr-code.js';
import { labelled, squeezed } from './ocr-layout.js';
import { type PaperFields, type ReadField, type TextBox } from './ocr-reading.js';
import { chineseDate } from './licence-parser.js';

type Label = 'name' | 'sex' | 'nation' | 'birth' | 'address' | 'number' | 'office' | 'term';

const LABELS: readonly (readonly [RegExp, Label])[] = [
  [/^姓名[:：]?/, 'name'],
  [/^性[别別][:：]?/, 'sex'],
  [/^民族[:：]?/, 'nation'],
  [/^出生[:：]?/, 'birth'],
  [/^住址[:：]?/, 'address'],
  [/^公民身份号码[:：]?/, 'number'],
  [/^签发机关[:：]?/, 'office'],
  [/^有效期限[:：]?/, 'term'],
];

export interface IdCardReading {
  readonly fields: PaperFields;
  readonly side?: 'portrait' | 'emblem';
}

/** The fields of one side or both of a resident ID card (居民身份证), and which side it is. */
export function readIdCard({ boxes }: { readonly boxes: readonly TextBox[] }, now: Instant): IdCardReading {
  const lines = labelled(boxes, LABELS);
  const of = (label: Label): ReadField | undefined => {
    const found = lines.find(({ field, text }) => field === label && text !== '');
    return found && { value: found.text, confidence: found.confidence };
  };
  const all = boxes.map(({ text }) => squeezed(text)).join('\n');
  const portrait = /姓名|公民身份号码|性别/.test(all);
  const emblem = /有效期限|签发机关/.test(all) || (!portrait && all.includes('居民身份证'));
  const fields = {
    ...(portrait && present({ personName: nameOf(of('name')), idNumber: numberOf(boxes, now) })),
    ...(emblem && present({ expiresOn: termOf(of('term')) })),
  };
  // Both sides may have been copied onto one page.
  return portrait === emblem ? { fields } : { fields, side: portrait ? 'portrait' : 'emblem' };
}

const present = (fields: Record<string, ReadField | undefined>): PaperFields =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));

/** What follows 姓名: a Chinese name, with the dot of minorities' names kept. */
function nameOf(field: ReadField | undefined): ReadField | undefined {
  const name = field && /^[\p{Script=Han}·•.]{2,25}/u.exec(field.value)?.[0].replace(/[•.]/g, '·');
  return field && name ? { value: name, confidence: field.confidence } : undefined;
}

/** The run of 18 on the card, wherever the label of it went. */
function numberOf(boxes: readonly TextBox[], now: Instant): ReadField | undefined {
  for (const { text, confidence } of boxes) {
    const run = /[0-9A-Z]{18}(?![0-9A-Z])/.exec(text.normalize('NFKC').toUpperCase().replace(/\s/g, ''))?.[0];
    if (run && (run.match(/\d/g)?.length ?? 0) >= 14) return residentIdField(run, confidence, now);
  }
  return undefined;
}

/** The end of 2015.06.01-2035.06.01, or 长期. */
function termOf(field: ReadField | undefined): ReadField | undefined {
  if (!field) return undefined;
  if (field.value.includes('长期')) return { value: 'long_term', confidence: field.confidence };
  const dates = [...field.value.normalize('NFKC').matchAll(/\d{4}[.年\-/]\d{1,2}[.月\-/]\d{1,2}/g)].map(
    ([date]) => date,
  );
  const end = dates.length > 1 ? chineseDate(dates.at(-1) ?? '') : undefined;
  return end ? { value: end, confidence: field.confidence } : undefined;
}
