export * from './advance.js';
export * from './calendar.js';
export * from './flow.js';
export * from './hours.js';
export * from './position.js';
export * from './public-holidays.js';
export * from './simulate.js';
export { searchSpoken, type SpokenHit } from './spoken.js';
export * from './validate.js';
