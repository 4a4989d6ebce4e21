import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Where a run keeps its state unless told otherwise. */
export const DEFAULT_DATA = join(ROOT, '.sibai');

/** Programs unpacked from Debian; shared by runs, tests and benchmarks, and kept by --reset. */
export const PROGRAMS = process.env['SIBAI_PROGRAMS'] ?? join(DEFAULT_DATA, 'programs');
/** What V8 made of code is kept here: half of what a start of the api costs is to compile what has not changed. */
export const CODE_CACHE = join(ROOT, 'node_modules/.cache/sibai/code');
