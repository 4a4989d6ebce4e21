export { alternatives } from './alternatives.js';
export * from './carriers.js';
export type { Match } from './criteria.js';
export { Inventory, NUMBER_STATES, type NumberState } from './inventory.js';
export { Namespace } from './namespace.js';
export {
  formatNumber,
  indexOf,
  NAMESPACE_SIZE,
  numberAt,
  type NumberStyle,
  parseMobile,
  parseNumber,
} from './parse.js';
export type { NumberQuery, QueryProblem, Word } from './query.js';
export { END_RULE, STRETCH_RULES, type StretchRule, WHOLE_RULES, type WholeRule } from './rules.js';
export { type Score, type ScoreReason, scoreOf } from './score.js';
export { type Found, search, type SearchOptions, type SearchPage } from './search.js';
export { type Shape, type ShapeInfo, SHAPES } from './shapes.js';
export { type Sound, SOUNDS } from './sounds.js';
export { type NumberTariff, SEED_NUMBER_TARIFF, type Tier, type TierId, tierOf, tierRow, TIERS } from './tier.js';
export { birthdayForms } from './wanted.js';
export { type ToPinyin, understand, type Understanding, type Understood } from './understand.js';
export { homophoneOf, INDUSTRY_WORDS, initialsOf, keysOf } from './words.js';
