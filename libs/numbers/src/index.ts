export * from './parse.js';
export * from './carriers.js';
export * from './query.js';
export * from './score.js';
export * from './tier.js';
export * from './inventory.js';
export * from './namespace.js';
export * from './search.js';
