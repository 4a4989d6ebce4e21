export { type Decision, decide, RING_GRACE_MS } from './decide.js';
export * from './erlang.js';
export { type Acd, emptyAcd, type Handling } from './floor.js';
export * from './model.js';
export * from './queries.js';
export * from './service-level.js';
export * from './snapshot.js';
export * from './trace.js';
