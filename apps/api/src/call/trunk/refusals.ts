/** An event of Asterisk's security log by which a SIP request got nothing. */
export interface Refusal {
  readonly event: string;
  /** The address the request came from. */
  readonly source: string;
}

/** Strangers are heard from once in so many milliseconds, whatever they do. */
const QUIET_MS = 10_000;
/** A flood may carry any number of sender addresses: beyond these, they are counted together. */
const MAX_SOURCES = 1_000;
/** So many sources get a line of their own, the busiest first; the others share one. */
const MAX_LINES = 10;
const OTHERS = 'other addresses';

const FIELD = (name: string) => new RegExp(`\\b${name}="([^"]*)"`);
const [EVENT, ACCOUNT, REMOTE] = [FIELD('SecurityEvent'), FIELD('AccountID'), FIELD('RemoteAddress')];

/**
 * What a line of the security log says of a refused request; undefined when it tells of none. A challenge is no refusal
 * when it is for an account we know: each browser and each registering trunk gets one before it signs in.
 */
export function refusalIn(line: string): Refusal | undefined {
  const event = EVENT.exec(line)?.[1];
  if (event === undefined || event === 'SuccessfulAuth') return undefined;
  if (event === 'ChallengeSent' && ACCOUNT.exec(line)?.[1] !== '<unknown>') return undefined;
  // IPV4/UDP/192.0.2.1/5060
  return { event, source: REMOTE.exec(line)?.[1]?.split('/')[2] ?? 'unknown' };
}

interface Source {
  readonly counts: Map<string, number>;
  total: number;
  quietUntil: number;
}

/** Gathers refusals by source, so that a flood is told in a few lines. */
export class Refusals {
  readonly #sources = new Map<string, Source>();

  add({ event, source }: Refusal): void {
    const name = this.#sources.has(source) || this.#sources.size < MAX_SOURCES ? source : OTHERS;
    const known = this.#sources.get(name) ?? { counts: new Map<string, number>(), total: 0, quietUntil: 0 };
    this.#sources.set(name, known);
    known.counts.set(event, (known.counts.get(event) ?? 0) + 1);
    known.total++;
  }

  /** The sentences that are due: at most one about each source in ten seconds. */
  due(now: number): string[] {
    const due: [string, Source][] = [];
    for (const [name, source] of this.#sources) {
      if (now < source.quietUntil) continue;
      if (source.total === 0) this.#sources.delete(name);
      else due.push([name, source]);
    }
    due.sort(([, a], [, b]) => b.total - a.total);
    const sentences = due.slice(0, MAX_LINES).map(([name, { counts, total }]) => {
      const events = [...counts].map(([event, count]) => `${event} ${count}`).join(', ');
      return `${total} SIP requests of ${name} refused: ${events}`;
    });
    const rest = due.slice(MAX_LINES);
    if (rest.length > 0) {
      const total = rest.reduce((sum, [, source]) => sum + source.total, 0);
      sentences.push(`${total} SIP requests of ${rest.length} further addresses refused`);
    }
    for (const [name] of due) this.#sources.set(name, { counts: new Map(), total: 0, quietUntil: now + QUIET_MS });
    return sentences;
  }
}
