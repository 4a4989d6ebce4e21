import { createHash } from 'node:crypto';

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64);

export interface ChainLink {
  readonly seq: number;
  readonly payload: string;
  readonly previousHash: string;
  readonly entryHash: string;
}

export interface ChainHead {
  readonly entries: number;
  readonly head: string;
}

/** As the appenders in SQL hash: an entry's place, the hash before it and its payload. */
const hashOf = (seq: number, previous: string, payload: string): string =>
  createHash('sha256').update(`${seq}\n${previous}\n${payload}`).digest('hex');

/** Goes over a chain entry by entry. `before` is its head as it was once found: a chain that was cut or rewritten lacks it. */
export class ChainWalk implements ChainHead {
  entries = 0;
  head = GENESIS;

  constructor(private readonly before?: ChainHead) {}

  /** What is wrong with the entry, if anything is. Until `skip`, the walk stays where the chain was broken. */
  next(link: ChainLink): 'link' | 'entry' | 'shortened' | null {
    if (link.seq !== this.entries + 1 || link.previousHash !== this.head) return 'link';
    if (hashOf(link.seq, this.head, link.payload) !== link.entryHash) return 'entry';
    this.skip(link);
    return this.before?.entries === this.entries && this.before.head !== this.head ? 'shortened' : null;
  }

  /** Goes on behind an entry, as if it were right. */
  skip({ seq, entryHash }: ChainLink): void {
    this.entries = seq;
    this.head = entryHash;
  }

  /** At the end: whether it once had more entries. */
  get isShort(): boolean {
    return this.before !== undefined && this.entries < this.before.entries;
  }
}
