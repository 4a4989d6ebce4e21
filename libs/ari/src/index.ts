export * from './ari.js';
export * from './events.js';
export * from './model.js';
