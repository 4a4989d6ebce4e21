export * from './advance.js';
export * from './announcement.js';
export * from './flow.js';
export * from './hours.js';
export * from './position.js';
export * from './simulate.js';
export { searchSpoken, type SpokenHit } from './spoken.js';
export * from './validate.js';
