import fc from 'fast-check';

/**
 * The examples of a property are the same in every run, so that a run says something of the change and not of its luck.
 * `SEED=…` draws others.
 */
fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 400) });
