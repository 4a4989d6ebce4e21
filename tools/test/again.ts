import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { ROOT } from '../lib/paths.ts';
import { print } from '../lib/terminal.ts';
import { type NxRun, runNx, type Task, type TaskState } from './nx.ts';
import { failuresOf, reportFile, type VitestReport, vitestReport } from './tally.ts';

/** More than these are no accident of a busy machine. */
const MOST_FILES = 3;

export interface Again {
  readonly state: TaskState;
  /** What failed at first and passed then, with the first failure. */
  readonly steadied: readonly string[];
}

/**
 * Runs the files of a failed task once more, by themselves and from the start: such tests hear calls in real time, and a
 * machine that stands still for a moment is heard too. Twice is no chance; what needed it is told. Undefined where
 * nothing, or too much, can be run again.
 */
export async function runAgain(task: Task, log: NxRun['log']): Promise<Again | undefined> {
  const first = await vitestReport(task);
  const files = first?.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name) ?? [];
  if (!first || files.length === 0 || files.length > MOST_FILES) return undefined;
  print(`Once more, by themselves: ${files.map((file) => relative(ROOT, file)).join(', ')}`);
  const states = await runNx({ targets: [task.target], parallel: 1, fresh: true, log, files });
  const second = await vitestReport(task);
  const merged = second && { testResults: replaced(first, second) };
  await writeFile(reportFile(task), JSON.stringify(merged ?? first));
  const [state = 'failed'] = states.values();
  return { state: merged ? state : 'failed', steadied: state === 'passed' ? failuresOf(first) : [] };
}

/** The first results, with those of the files that were run again in their place. */
const replaced = (first: VitestReport, second: VitestReport): VitestReport['testResults'] =>
  first.testResults.map((file) => second.testResults.find(({ name }) => name === file.name) ?? file);
