import { type BannedWords, findBannedWords } from './banned-words.js';
import { sharesWords } from './company-name.js';
import { type Finding, type Severity } from './finding.js';
import { findingsOf } from './finding-of.js';
import { type VerificationApplication } from './form.js';

/** What a caller hears and sees must be short enough to be said. */
const LONGEST_NAME = 30;
const SEVERITY = { block: 'block', ask: 'warn', inform: 'info' } as const satisfies Record<string, Severity>;

/**
 * The name that callers hear: no banned word, readable characters, and something of the company in it.
 * Source: the law of each word (广告法 第九条 …); 网络安全法 第二十四条 for the likeness.
 */
export function displayName(
  { form: { displayName: name, companyName } }: VerificationApplication,
  words?: BannedWords,
): readonly Finding[] {
  if (name === '') return [];
  const found = findingsOf('display_name', '网络安全法 第二十四条');
  const findings: Finding[] = (words?.find(name) ?? findBannedWords(name)).map((hit) =>
    findingsOf('banned_words', hit.article)('displayName', SEVERITY[hit.severity], 'display_name.banned_word', {
      found: hit.found,
      word: hit.word,
      article: hit.article,
      suggestion: hit.suggestion,
      start: hit.start,
      end: hit.end,
    }),
  );
  if (name.length > LONGEST_NAME) findings.push(found('displayName', 'block', 'text.too_long', { most: LONGEST_NAME }));
  if (!/^[\p{Script=Han}\p{Script=Latin}\d\s()（）·&+\-.%!！，,]*$/u.test(name))
    findings.push(found('displayName', 'block', 'text.characters'));
  if (companyName !== '' && !sharesWords(name, companyName))
    findings.push(found('displayName', 'info', 'display_name.unlike_company'));
  return findings;
}
