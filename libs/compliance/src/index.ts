export * from './banned-words.js';
export * from './finding.js';
export * from './form.js';
export * from './industry.js';
export * from './materials.js';
export * from './rules.js';
