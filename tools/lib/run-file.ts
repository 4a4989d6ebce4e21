import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, type ProcessId } from './lock.ts';
import { Problem } from './problem.ts';

/** What is running on a data folder: written by `npm start`, read by the other commands. */
export interface RunFile {
  readonly start: ProcessId;
  /** Postgres, Asterisk, api; those that run elsewhere are missing. */
  readonly parts: Readonly<Record<string, ProcessId>>;
  readonly ports: {
    readonly api: number;
    readonly metrics: number;
    readonly postgres: number;
    readonly ari: number;
    readonly sip: number;
  };
  readonly url: string;
  readonly metricsUrl: string;
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
  /** Empty without telephony. */
  readonly ariUrl: string;
  readonly spool: string;
  /** What the seed printed: sign-ins and the demonstration number. */
  readonly demo: unknown;
}

const fileOf = (data: string): string => join(data, 'run.json');

export async function writeRunFile(data: string, run: RunFile): Promise<void> {
  const file = fileOf(data);
  await writeFile(`${file}.new`, JSON.stringify(run, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** The last run on this folder, living or dead. */
export async function readRunFile(data: string): Promise<RunFile | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(data), 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}

/** The product running on this folder; a Problem when there is none. */
export async function runningProduct(data: string): Promise<RunFile> {
  const run = await readRunFile(data);
  if (run && isAlive(run.start)) return run;
  throw new Problem(`Nothing runs on ${data}: run npm start first (or name the folder with --data).`);
}
