import type { LineId } from '@sibai/kernel';

/** How many calls a line carries at this moment; the live engine knows. */
export abstract class LineUsage {
  abstract inUse(line: LineId): number;
}
