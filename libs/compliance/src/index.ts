export {
  type BannedHit,
  type BannedWord,
  type BannedWords,
  compileBannedWords,
  findBannedWords,
  type TenantWords,
} from './banned-words.js';
export { type BannedSeverity, PLATFORM_WORDS, type WordFamily, type WordList } from './banned-word-list.js';
export { callerRegion, type RegionPrefix } from './area-codes.js';
export * from './block-list.js';
export { addMonths, dateInChina, isCalendarDate } from './calendar.js';
export * from './checklist.js';
export { CHECKLIST_FACTS, CHECKLIST_STATES, CHECKLIST_TEXTS } from './checklist-texts.js';
export { readCapital } from './capital.js';
export * from './cli.js';
export { companyNameKey, sameCompanyName } from './company-name.js';
export * from './finding.js';
export * from './form.js';
export * from './industry.js';
export * from './materials.js';
export * from './outbound.js';
export { type Phone, readPhone } from './phone.js';
export { type Region, regionOf } from './region.js';
export * from './resident-id.js';
export * from './retention.js';
export { type Evaluation, evaluate } from './rules.js';
export { normaliseCode, organisationCheck, readUscc, USCC_ALPHABET, usccCheck, type UsccReading } from './uscc.js';
