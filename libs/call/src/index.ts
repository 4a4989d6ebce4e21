export * from './alarm.js';
export * from './cdr.js';
export * from './day.js';
export * from './event.js';
export * from './interval.js';
export * from './session.js';
export * from './stages.js';
export * from './step.js';
