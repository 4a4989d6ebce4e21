import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Ari } from '@sibai/ari';
import type { CheckItem, CheckKey, LadderMessage, Line } from '@sibai/contracts';
import type { TenantId, TrunkId } from '@sibai/kernel';

import { checkEndpoint, trunkEndpoint } from '../../call/endpoint.js';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../call/ivr/speech/g711.js';
import { judge, KEYS, type Observed } from './check-verdicts.js';
import { Ear, type Law, rms, share } from './sip/rtp.js';
import { titleOf } from './sip/message.js';
import { type CodecName, type Media, offer, readSdp } from './sip/sdp.js';
import { type Outcome, SipCaller } from './sip/sip-caller.js';

export interface ProbeLine {
  readonly tenantId: TenantId;
  readonly number: string;
  readonly codecs: Line['codecs'];
  readonly dtmf: Line['dtmf'];
  readonly concurrency: number;
  readonly inUse: number;
  readonly trunk: { readonly id: TrunkId; readonly match: string; readonly username: string | null };
}

const LAWS = {
  alaw: { type: 8, encode: encodeALaw, decode: decodeALaw },
  ulaw: { type: 0, encode: encodeMuLaw, decode: decodeMuLaw },
} as const satisfies Record<string, Law>;

/** What the echo extension says first (docker/asterisk/extensions.conf), and what we say then. */
const SERVER_HZ = 1004;
const CALLER_HZ = 620;
/** Said in turn, the last being the pitch that was said first: how soon each comes back tells how long the way is. */
const TURNS_HZ = [850, CALLER_HZ, 850, CALLER_HZ];
/** So much of a tone is enough to judge it by. */
const TONE_MS = 600;
/** What is slow to come is waited for, since a network or a machine may stand still for a moment. */
const PATIENCE_MS = 4000;
const LOOK_MS = 20;
/** An INFO is a key of 120 ms: the next must not come before it is over. */
const INFO_MS = 220;
/** How many calls at a time are tried: enough to see that they do not disturb one another, few enough to harm nobody. */
const TOGETHER = 3;
const SOUND_MS = 4000;
const QUALIFY_MS = 2500;
/** Settings of the trunk that the tester's account shares, so that what is measured is the trunk's. */
const SHARED = ['allow', 'dtmf_mode', 'direct_media', 'rtp_symmetric', 'force_rport', 'rewrite_contact'];

/** Places the calls of one check: over SIP and RTP to Asterisk's own door, as a carrier would, and measures. */
export class Probe {
  readonly #began = performance.now();
  readonly #endpoint: string;
  readonly #password = randomBytes(18).toString('base64url');
  #note: (message: LadderMessage) => void = () => undefined;
  #target = { address: '', port: 0 };

  constructor(
    private readonly ari: Ari,
    private readonly host: string,
    private readonly line: ProbeLine,
    /** Filled, by endpoint, with the keys that the flow of a call understands. */
    private readonly understood: Map<string, string[]>,
  ) {
    this.#endpoint = checkEndpoint(line.tenantId, randomBytes(6).toString('hex'));
  }

  /** Yields each item as soon as it is known. */
  async *run(note: (message: LadderMessage) => void): AsyncGenerator<CheckItem> {
    this.#note = note;
    this.understood.set(this.#endpoint, []);
    await this.#signUp();
    try {
      yield judge('options', await this.#options());
      const { audio, echo, nat } = await this.#echo();
      yield judge('audio', audio);
      yield judge('nat', nat);
      yield judge('codec', await this.#codecs());
      const { call, concurrency, heard } = await this.#calls();
      yield judge('call', call);
      yield judge('dtmf', { mode: this.line.dtmf, sent: KEYS, heard, echoed: echo });
      yield judge('concurrency', concurrency);
    } finally {
      this.understood.delete(this.#endpoint);
      for (const type of ['endpoint', 'auth']) await this.ari.unconfigure('res_pjsip', type, this.#endpoint);
    }
  }

  /** An account of the tester's own, with the media of the line's trunk, that lives as long as the check. */
  async #signUp(): Promise<void> {
    const id = this.#endpoint;
    const transport = await this.ari.configured('res_pjsip', 'transport', 'transport-udp');
    const [bound = '', port = '5060'] = (transport?.['bind'] ?? '').split(':');
    this.#target = { address: bound === '' || bound === '0.0.0.0' ? this.host : bound, port: Number(port) };
    const trunk = (await this.ari.configured('res_pjsip', 'endpoint', trunkEndpoint(this.line.trunk))) ?? {};
    const shared = Object.fromEntries(SHARED.flatMap((name) => (trunk[name] ? [[name, clean(trunk[name])]] : [])));
    await this.ari.configure('res_pjsip', 'auth', id, {
      auth_type: 'userpass',
      username: id,
      password: this.#password,
      realm: 'sibai',
    });
    await this.ari.configure('res_pjsip', 'endpoint', id, {
      context: 'line-check',
      transport: 'transport-udp',
      disallow: 'all',
      ...shared,
      // How the keys come is what the line says, also where its trunk is set for others.
      dtmf_mode: this.line.dtmf,
      auth: id,
      identify_by: 'auth_username,username',
    });
  }

  #caller(item: CheckKey, told = true): Promise<SipCaller> {
    return SipCaller.open({
      target: this.#target,
      username: this.#endpoint,
      password: this.#password,
      log: (sent, message) => {
        if (told) this.#tell(item, sent, 'sip', titleOf(message), hide(message.text));
      },
    });
  }

  #tell(item: CheckKey, sent: boolean, kind: LadderMessage['kind'], title: string, text = ''): void {
    this.#note({ at: Math.round(performance.now() - this.#began), item, sent, kind, title, text });
  }

  async #options(): Promise<Observed['options']> {
    const caller = await this.#caller('options');
    const { answer, ms } = await caller.options();
    caller.close();
    return { status: answer?.status ?? null, ms, carrier: await this.#carrier() };
  }

  /** Has Asterisk itself ask the carrier's end, since a carrier may answer no other address. */
  async #carrier(): Promise<Observed['options']['carrier']> {
    const trunk = trunkEndpoint(this.line.trunk);
    if (this.line.trunk.match === 'registration') {
      const contact = await this.#contact(trunk);
      if (!contact) return { is: 'unregistered' };
      return contact.ms === null
        ? { is: 'silent', contact: contact.uri }
        : { is: 'answers', ms: contact.ms, contact: contact.uri };
    }
    const aor = await this.ari.configured('res_pjsip', 'aor', trunk);
    const uri = aor?.['contact'];
    if (!uri) return { is: 'unknown' };
    const id = `${this.#endpoint}-q`;
    await this.ari.configure('res_pjsip', 'aor', id, { contact: uri, qualify_frequency: '1', qualify_timeout: '1.5' });
    try {
      for (const deadline = performance.now() + QUALIFY_MS; performance.now() < deadline; await sleep(100)) {
        const contact = await this.#contact(id);
        if (contact && contact.ms !== null) return { is: 'answers', ms: contact.ms, contact: uri };
      }
      return { is: 'silent', contact: uri };
    } finally {
      await this.ari.unconfigure('res_pjsip', 'aor', id);
    }
  }

  async #contact(aor: string): Promise<{ uri: string; via: string; ms: number | null } | undefined> {
    const [id] = (await this.ari.ask(`PJSIP_AOR(${aor},contact)`)).split(',');
    if (!id) return undefined;
    const [uri, via, status, rtt] = await Promise.all(
      ['uri', 'via_addr', 'status', 'rtt'].map((field) => this.ari.ask(`PJSIP_CONTACT(${id},${field})`)),
    );
    return { uri: uri ?? '', via: via ?? '', ms: status === 'Reachable' ? Number(rtt) / 1000 : null };
  }

  /** A call to the echo: tones both ways, every key there and back, and the addresses that are told. */
  async #echo(): Promise<Pick<Observed, 'audio' | 'nat'> & { echo: string | null }> {
    const caller = await this.#caller('audio');
    const ear = await Ear.open(caller.address);
    const outcome = await caller.invite('echo', offer({ address: caller.address, port: ear.port }, this.line.codecs));
    const status = outcome.answer?.status ?? null;
    const media = readSdp(outcome.answer?.body ?? '');
    const law = media && lawOf(media);
    const carrier =
      this.line.trunk.match === 'registration' ? await this.#contact(trunkEndpoint(this.line.trunk)) : undefined;
    const nat = {
      target: this.#target.address,
      contact: /@([^:;>]+)/.exec(outcome.answer?.header('Contact') ?? '')?.[1] ?? hostOf(outcome) ?? null,
      media: media?.address ?? null,
      carrier: carrier ? { uri: carrier.uri, via: carrier.via } : null,
    };
    if (!media || !law) {
      caller.close();
      ear.stop();
      const audio = { status, codec: media?.codecs[0] ?? null, heard: 0, echoed: 0, echoMs: null, packets: 0 };
      return { audio, echo: '', nat: { ...nat, source: null } };
    }
    const began = performance.now();
    ear.start(media, law);
    await until(() => ear.pitchMs(SERVER_HZ, began) >= TONE_MS);
    // The far end sends back what it hears as soon as it has said its tone.
    ear.say(CALLER_HZ);
    await until(() => ear.firstPitch(CALLER_HZ, began) !== undefined);
    const heard = loudShare(ear.heard(began, ear.firstPitch(CALLER_HZ, began)), SERVER_HZ);
    this.#tell('audio', false, 'rtp', `RTP ${media.codecs[0]} · ${SERVER_HZ} Hz`, `${Math.round(heard * 100)} %`);
    this.#tell('audio', true, 'rtp', `RTP ${media.codecs[0]} · ${CALLER_HZ} Hz`);
    const { echoMs, since } = await this.#wayAndBack(ear, began);
    await until(() => ear.pitchMs(CALLER_HZ, since) >= TONE_MS);
    const echoed = loudShare(ear.heard(since), CALLER_HZ);
    this.#tell('audio', false, 'rtp', `RTP ${media.codecs[0]} · ${CALLER_HZ} Hz`, `${Math.round(echoed * 100)} %`);
    ear.say(0);
    const echo = await this.#echoKeys(outcome, caller, ear);
    const audio = { status, codec: media.codecs[0] ?? null, heard, echoed, echoMs, packets: ear.packets };
    await outcome.hangUp();
    caller.close();
    ear.stop();
    return { audio, echo, nat: { ...nat, source: ear.source } };
  }

  /** The shortest of several ways to the echo and back, since one may have been held up; and when the last came back. */
  async #wayAndBack(ear: Ear, began: number): Promise<{ echoMs: number | null; since: number }> {
    let since = ear.firstPitch(CALLER_HZ, began);
    if (since === undefined) return { echoMs: null, since: began };
    const ways: number[] = [];
    for (const hertz of TURNS_HZ) {
      const said = performance.now();
      ear.say(hertz);
      await until(() => ear.firstPitch(hertz, said) !== undefined);
      const back = ear.firstPitch(hertz, said);
      if (back !== undefined) ways.push(Math.round(back - said));
      since = back ?? said;
    }
    return { echoMs: ways.length > 0 ? Math.min(...ways) : null, since };
  }

  /** The keys that come back; null where they are tones, which an echo returns understood or not. */
  async #echoKeys(outcome: Outcome, caller: SipCaller, ear: Ear): Promise<string | null> {
    const { dtmf } = this.line;
    if (dtmf === 'inband') return null;
    this.#tell('dtmf', true, 'rtp', `DTMF ${dtmf} · ${KEYS}`);
    const back = () => (dtmf === 'info' ? caller.keys : ear.keys);
    await this.#press(outcome, ear, back);
    const echoed = back();
    this.#tell('dtmf', false, 'rtp', `DTMF ${dtmf} · ${echoed || '—'}`);
    return echoed;
  }

  /** Presses every key the way the line takes them; resolves when all have arrived, or should have. */
  async #press(outcome: Outcome, ear: Ear, arrived: () => string): Promise<void> {
    const { dtmf } = this.line;
    if (dtmf !== 'info') await ear.press(KEYS, dtmf === 'inband');
    else
      for (const key of KEYS) {
        await outcome.info(key);
        await sleep(INFO_MS);
      }
    await until(() => arrived() === KEYS);
  }

  #understood(): string {
    return (this.understood.get(this.#endpoint) ?? []).join('');
  }

  /** Offers each codec alone, so that it is seen which are agreed to. */
  async #codecs(): Promise<Observed['codec']> {
    const agreed: CodecName[] = [];
    for (const codec of this.line.codecs) {
      const caller = await this.#caller('codec');
      const outcome = await caller.invite('codec', offer({ address: caller.address, port: 9 }, [codec]));
      if (outcome.answer?.status === 200 && readSdp(outcome.answer.body)?.codecs.includes(codec)) agreed.push(codec);
      await outcome.hangUp();
      caller.close();
    }
    const configured = this.line.codecs;
    return { configured, agreed, refused: configured.filter((codec) => !agreed.includes(codec)) };
  }

  /** Dials the number itself, several times at once, as callers do; one more than may be, where that is few. */
  async #calls(): Promise<Pick<Observed, 'call' | 'concurrency'> & { heard: string }> {
    const { concurrency: configured, inUse } = this.line;
    const room = Math.max(0, configured - inUse);
    const asked = Math.min(TOGETHER, room);
    const first = this.#dial('call', true);
    const others = Array.from({ length: Math.max(0, asked - 1) }, () => this.#dial('concurrency', false));
    const calls = await Promise.all([first, ...others]);
    const tryOver = inUse === 0 && configured < TOGETHER && calls.every(({ status }) => status === 200);
    const over = tryOver ? await this.#dial('concurrency', true) : undefined;
    // Sound is waited for while all of them stand.
    const soundMs = await calls[0]?.sound();
    await calls[0]?.press();
    if (this.#understood() !== KEYS) {
      // A machine that stands still for a moment sends keys that last too long, or come twice: that is no fault of the line.
      this.understood.set(this.#endpoint, []);
      await calls[0]?.press();
    }
    for (const call of [...calls, ...(over ? [over] : [])]) await call.end();
    const [{ status, phrase, ms } = { status: null, phrase: '', ms: 0 }] = calls;
    const answered = calls.slice(0, Math.max(asked, 0)).filter((call) => call.status === 200).length;
    return {
      call: { status, phrase, ms, soundMs: status === 200 ? (soundMs ?? null) : null },
      concurrency: { configured, inUse, asked, answered, over: over?.status ?? null },
      heard: this.#understood(),
    };
  }

  async #dial(item: CheckKey, told: boolean) {
    const caller = await this.#caller(item, told);
    const ear = await Ear.open(caller.address);
    const outcome = await caller.invite(
      this.line.number,
      offer({ address: caller.address, port: ear.port }, this.line.codecs),
    );
    const answered = performance.now();
    const media = readSdp(outcome.answer?.body ?? '');
    const law = media && lawOf(media);
    if (law) ear.start(media, law);
    return {
      status: outcome.answer?.status ?? null,
      phrase: outcome.answer?.phrase ?? '',
      ms: outcome.ms,
      sound: async (): Promise<number | null> => {
        if (!media || !law) return null;
        for (;;) {
          const first = ear.firstSound(answered);
          if (first !== undefined && told) this.#tell(item, false, 'rtp', `RTP ${media.codecs[0]}`);
          if (first !== undefined) return first - answered;
          if (performance.now() - answered > SOUND_MS) return null;
          await sleep(LOOK_MS);
        }
      },
      press: async () => {
        if (!law) return;
        this.#tell('dtmf', true, 'rtp', `DTMF ${this.line.dtmf} · ${KEYS}`);
        await this.#press(outcome, ear, () => this.#understood());
      },
      end: async () => {
        await outcome.hangUp();
        caller.close();
        ear.stop();
      },
    };
  }
}

/** Waits until it is so, or no longer. */
async function until(test: () => boolean): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !test() && performance.now() < deadline;) await sleep(LOOK_MS);
}

/** The law of what was agreed on, when it is one that can be measured. */
const lawOf = ({ codecs }: Media): Law | undefined => {
  const [codec] = codecs;
  return codec === 'alaw' || codec === 'ulaw' ? LAWS[codec] : undefined;
};

/** The share of a pitch in what is not silence. */
const loudShare = (samples: Float32Array, hertz: number): number => (rms(samples) < 0.01 ? 0 : share(samples, hertz));

const hostOf = ({ answer }: Outcome): string | undefined =>
  /<sips?:(?:[^@>]*@)?([^:;>]+)/.exec(answer?.header('Contact') ?? '')?.[1];

/** Asterisk writes a list of codecs in brackets. */
const clean = (value: string): string => value.replace(/[()]/g, '').replaceAll('|', ',');

/** What proves who we are is no matter for a page. */
const hide = (text: string): string => text.replace(/^((?:Proxy-)?Authorization): .*$/gim, '$1: …');
