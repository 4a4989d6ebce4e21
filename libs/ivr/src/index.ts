export * from './advance.js';
export * from './flow.js';
export * from './hours.js';
export * from './position.js';
export * from './simulate.js';
export * from './validate.js';
