import { isCalendarDate, readCapital, readUscc } from '@sibai/compliance';

import { usccField } from './ocr-code.js';
import { inReadingOrder, labelled, squeezed } from './ocr-layout.js';
import { type PaperFields, type ReadField, type TextBox } from './ocr-reading.js';

type Label = 'uscc' | 'name' | 'type' | 'person' | 'scope' | 'capital' | 'established' | 'term' | 'address' | 'foot';

/** What a business licence prints before its fields; sole traders and partnerships have words of their own. */
const LABELS: readonly (readonly [RegExp, Label])[] = [
  [/^统一社会信用代[码玛][:：]?/, 'uscc'],
  [/^[名各]称[:：]?/, 'name'],
  [/^(主体)?类型[:：]?/, 'type'],
  [/^(法定代表人|负责人|经营者|投资人|执行事务合伙人)[:：]?/, 'person'],
  [/^经营范[围国][:：]?/, 'scope'],
  [/^(注册资本|注册资金|出资额|资金数额)[:：]?/, 'capital'],
  [/^(成立日期|注册日期|成立时间)[:：]?/, 'established'],
  [/^(营业期限|经营期限|合伙期限)[:：]?/, 'term'],
  [/^(住所|主要经营场所|经营场所|营业场所)[:：]?/, 'address'],
  [/^(登记机关|扫描|国家企业信用|市场主体应当|仅供|证照编号|编号|组成形式)/, 'foot'],
];
/** Words on every licence that are no field's value. */
const PRINTED =
  /^(营业执照|中华人民共和国|[(（]?副本[)）]?|[(（]?正本[)）]?|国家市场监督管理总局监制)[(（]?[\d\-/]*[)）]?$/;

/** The fields of a business licence (营业执照) from the boxes of text on it. */
export function readLicence({ boxes }: { readonly boxes: readonly TextBox[] }): PaperFields {
  const lines = labelled(
    boxes.filter(({ text }) => !PRINTED.test(squeezed(text))),
    LABELS,
  );
  const of = (label: Label): ReadField | undefined => {
    const found = lines.find(({ field, text }) => field === label && text !== '');
    return found && { value: found.text, confidence: found.confidence };
  };
  const fields: Partial<Record<keyof PaperFields, ReadField | undefined>> = {
    companyName: of('name'),
    uscc: usccOf(boxes),
    companyType: of('type'),
    capital: capitalOf(of('capital')),
    establishedOn: dateOf(of('established')),
    expiresOn: expiryOf(of('term')),
    address: of('address'),
    scope: scopeOf(of('scope')),
    personName: of('person'),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
}

/** The one run of 18 that is a code, or else the one below its label. */
function usccOf(boxes: readonly TextBox[]): ReadField | undefined {
  const ordered = inReadingOrder(boxes);
  const candidates = ordered.flatMap(({ text, confidence }) =>
    [
      ...text
        .normalize('NFKC')
        .toUpperCase()
        .replace(/[\s:]/g, '')
        .matchAll(/[0-9A-Z]{18,}/g),
    ].map(([run]) => ({
      run: run.slice(0, 18),
      confidence,
    })),
  );
  const best = candidates.find(({ run }) => readUscc(run).ok) ?? candidates[0];
  return best && usccField(best.run, best.confidence);
}

function capitalOf(field: ReadField | undefined): ReadField | undefined {
  if (!field) return undefined;
  return readCapital(field.value) === undefined ? { ...field, confidence: Math.min(field.confidence, 0.5) } : field;
}

/** Items are divided by semicolons, which OCR takes for colons; a true colon follows 一般项目 or 许可项目. */
function scopeOf(field: ReadField | undefined): ReadField | undefined {
  return field && { ...field, value: field.value.replace(/(?<!项目|范围)[:：]/g, '；') };
}

/** 2012年12月28日, however it is spaced, as a date of the calendar. */
export function chineseDate(text: string): string | undefined {
  const found = /(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})/.exec(text.normalize('NFKC').replace(/[Oo]/g, '0'));
  if (!found) return undefined;
  const [, year = '', month = '', day = ''] = found;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isCalendarDate(date) ? date : undefined;
}

function dateOf(field: ReadField | undefined): ReadField | undefined {
  const date = field && chineseDate(field.value);
  return field && date ? { value: date, confidence: field.confidence } : undefined;
}

/** The end of 自2012年12月28日至2032年12月27日; 长期 is without end. */
function expiryOf(field: ReadField | undefined): ReadField | undefined {
  if (!field) return undefined;
  if (/长期|永久|无固定期限/.test(field.value)) return { value: 'long_term', confidence: field.confidence };
  const end = field.value.split(/至|—|-{1,2}(?=\d{4})|~/).at(-1) ?? '';
  const date = chineseDate(end);
  return date ? { value: date, confidence: field.confidence } : undefined;
}
