import { type CheckItem, type CheckKey, type Line, type Verdict } from '@sibai/contracts';

import { isPrivate } from './sip/sdp.js';

export const KEYS = '0123456789*#';

/** What the check found out about each thing; a verdict is made of it by a pure function. */
export interface Observed {
  readonly options: {
    readonly status: number | null;
    readonly ms: number;
    /** How the carrier's end answers Asterisk's own OPTIONS. */
    readonly carrier:
      | { readonly is: 'answers'; readonly ms: number; readonly contact: string }
      | { readonly is: 'silent'; readonly contact: string }
      | { readonly is: 'unregistered' }
      | { readonly is: 'unknown' };
  };
  readonly audio: {
    readonly status: number | null;
    readonly codec: string | null;
    /** How much of what was heard was the far end's tone, and then our own coming back: 0 to 1. */
    readonly heard: number;
    readonly echoed: number;
    readonly echoMs: number | null;
    readonly packets: number;
  };
  /** `heard`: what the flow of a call to the number understood; `echoed`: what came back, where that can be told. */
  readonly dtmf: {
    readonly mode: Line['dtmf'];
    readonly sent: string;
    readonly heard: string;
    readonly echoed: string | null;
  };
  readonly codec: {
    readonly configured: readonly string[];
    readonly agreed: readonly string[];
    readonly refused: readonly string[];
  };
  readonly nat: {
    readonly target: string;
    readonly contact: string | null;
    readonly media: string | null;
    readonly source: string | null;
    readonly carrier: { readonly uri: string; readonly via: string } | null;
  };
  readonly call: {
    readonly status: number | null;
    readonly phrase: string;
    readonly ms: number;
    /** From the answer to the first sound; null when none came. */
    readonly soundMs: number | null;
  };
  readonly concurrency: {
    readonly configured: number;
    readonly inUse: number;
    readonly asked: number;
    readonly answered: number;
    /** The status of the call over the limit, when one was placed. */
    readonly over: number | null;
  };
}

type Finding<K extends CheckKey> = (seen: Observed[K]) => readonly [Verdict, string, CheckItem['facts']];

const none = (facts: Record<string, unknown>): CheckItem['facts'] =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as CheckItem['facts'];

/** Below this share of the power, a tone is not what is heard. */
const CLEAR = 0.5;
/** More than this from a press on one end to the echo makes a conversation tiresome (ITU-T G.114: 150 ms one way). */
const ECHO_MS = 300;
/** A caller waits no longer for the first sound without doubting. */
const SOUND_MS = 2000;

const FINDINGS: { readonly [K in CheckKey]: Finding<K> } = {
  options: ({ status, ms, carrier }) => {
    const facts = none({
      status,
      ms: Math.round(ms),
      carrierMs: carrier.is === 'answers' ? Math.round(carrier.ms * 10) / 10 : null,
      contact: 'contact' in carrier ? carrier.contact : null,
    });
    if (status === null) return ['fail', 'no_answer', facts];
    if (carrier.is === 'unregistered') return ['fail', 'unregistered', facts];
    if (carrier.is === 'answers') return ['pass', 'both', facts];
    return ['pass', carrier.is === 'silent' ? 'carrier_silent' : 'server_only', facts];
  },

  audio: ({ status, codec, heard, echoed, echoMs, packets }) => {
    const facts = none({ status, codec, heard: percent(heard), echoed: percent(echoed), echoMs, packets });
    if (status === null || status >= 300) return ['fail', 'refused', facts];
    if (heard < CLEAR && echoed < CLEAR) return ['fail', packets === 0 ? 'silent' : 'distorted', facts];
    if (heard < CLEAR) return ['fail', 'no_inbound', facts];
    if (echoed < CLEAR) return ['fail', 'no_outbound', facts];
    return echoMs !== null && echoMs > ECHO_MS ? ['warn', 'slow', facts] : ['pass', 'both_ways', facts];
  },

  dtmf: ({ mode, sent, heard, echoed }) => {
    const missing = missed(sent, heard);
    const facts = none({ mode, sent, heard, missing, echoed });
    if (heard === '') return ['fail', 'none', facts];
    if (missing.length > 0) return ['fail', 'missing', facts];
    if (heard.length > sent.length) return ['warn', 'doubled', facts];
    return echoed !== null && missed(sent, echoed).length > 0 ? ['warn', 'no_return', facts] : ['pass', 'all', facts];
  },

  codec: ({ configured, agreed, refused }) => {
    const facts = { configured: [...configured], agreed: [...agreed], refused: [...refused] };
    if (agreed.length === 0) return ['fail', 'none', facts];
    if (refused.includes('g729')) return ['warn', 'g729', facts];
    return refused.length > 0 ? ['warn', 'some', facts] : ['pass', 'all', facts];
  },

  nat: ({ target, contact, media, source, carrier }) => {
    const facts = none({ target, contact, media, source, uri: carrier?.uri ?? null, via: carrier?.via ?? null });
    const inside = (address: string | null) => address !== null && isPrivate(address);
    if (contact === null || media === null) return ['fail', 'unknown', facts];
    if (!isPrivate(target) && (inside(contact) || inside(media))) return ['fail', 'private', facts];
    if (source !== null && media !== source) return ['warn', 'media_moved', facts];
    if (carrier && !carrier.uri.includes(carrier.via)) return ['pass', 'carrier_behind_nat', facts];
    return ['pass', 'clear', facts];
  },

  call: ({ status, phrase, ms, soundMs }) => {
    const facts = none({ status, phrase, ms: Math.round(ms), soundMs: soundMs === null ? null : Math.round(soundMs) });
    if (status === null) return ['fail', 'no_answer', facts];
    if (status === 480) return ['fail', 'suspended', facts];
    if (status === 486) return ['warn', 'full', facts];
    if (status === 404) return ['fail', 'unknown', facts];
    if (status >= 300) return ['fail', 'refused', facts];
    if (soundMs === null) return ['fail', 'no_sound', facts];
    return soundMs > SOUND_MS ? ['warn', 'late_sound', facts] : ['pass', 'answered', facts];
  },

  concurrency: ({ configured, inUse, asked, answered, over }) => {
    const facts = none({ configured, inUse, asked, answered, over });
    if (asked === 0) return ['warn', 'no_room', facts];
    if (answered < asked) return ['fail', 'too_few', facts];
    if (over === null) return ['pass', 'together', facts];
    return over === 486 ? ['pass', 'limit_holds', facts] : ['fail', 'limit_open', facts];
  },
};

export function judge<K extends CheckKey>(key: K, seen: Observed[K]): CheckItem {
  const [verdict, finding, facts] = FINDINGS[key](seen);
  return { key, verdict, finding, facts };
}

/** The worst of all. */
export function overall(items: readonly CheckItem[]): Verdict {
  const worst = (['fail', 'warn'] as const).find((verdict) => items.some((item) => item.verdict === verdict));
  return worst ?? 'pass';
}

/** The keys of a sequence that did not arrive in their order. */
export function missed(sent: string, heard: string): string[] {
  let at = 0;
  return [...sent].filter((key) => {
    const found = heard.indexOf(key, at);
    if (found >= 0) at = found + 1;
    return found < 0;
  });
}

const percent = (share: number): number => Math.round(Math.min(1, share) * 100);
