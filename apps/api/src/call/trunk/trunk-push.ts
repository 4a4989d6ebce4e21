import { createHash } from 'node:crypto';

import type { Ari } from '@sibai/ari';
import { asCli, type Cli } from '@sibai/compliance';
import type { Line } from '@sibai/contracts';
import type { TenantId, TrunkId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { showingEndpoint, trunkEndpoint } from '../endpoint.js';
import type { DtmfMode } from './line-book.js';

type Codec = Line['codecs'][number];

interface TrunkRow {
  readonly id: TrunkId;
  readonly match: 'address' | 'registration';
  readonly addresses: string[];
  readonly username: string | null;
  readonly digest: string | null;
  /** What its lines are set to; empty without any. */
  readonly codecs: Codec[];
  readonly dtmf: DtmfMode;
  readonly outboundCli: string | null;
  /** Beside `outboundCli`, the numbers that calls on it may show. */
  readonly numbers: string[];
}

type Trunk = Omit<TrunkRow, 'numbers'>;

/** Raise it when a trunk is to be configured otherwise: Asterisks that run get the new shape then. */
const SHAPE = 4;
/** What a trunk without a number to show calls as: nobody, and above all not as one of the lines that come in on it. */
const NOBODY = 'anonymous';
/** No audio from a carrier for this long means that its call is gone without a word. */
const RTP_TIMEOUT_S = 30;
const RTP_TIMEOUT_HELD_S = 300;

/** Gives Asterisk the trunks as PJSIP objects in memory: nothing is written there, and nothing reloaded. */
@Injectable()
export class TrunkPush {
  readonly #log = new Logger(TrunkPush.name);
  /** What each tenant's trunks were pushed as, so that one that is deleted can be taken back. */
  readonly #pushed = new Map<TenantId, ReadonlySet<string>>();
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly db: Db) {}

  /** One after the other: of two that find a trunk missing, the second would not make it but change it. */
  push(ari: Ari, tenant: TenantId): Promise<void> {
    const done = this.#last.catch(() => undefined).then(() => this.#push(ari, tenant));
    this.#last = done;
    return done;
  }

  async #push(ari: Ari, tenant: TenantId): Promise<void> {
    const trunks = await this.db.as<TrunkRow[]>(tenant, (em) =>
      em.query(
        `SELECT t.id, t.match, t.addresses, t.username, t.digest, m.codecs, m.dtmf, t.outbound_cli AS "outboundCli",
                array(SELECT n.number FROM caller_number n WHERE n.trunk_id = t.id ORDER BY n.number) AS numbers
           FROM trunk t, LATERAL trunk_media(t.id) m WHERE t.tenant_id = $1`,
        [tenant],
      ),
    );
    const canG729 = trunks.some(({ codecs }) => codecs.includes('g729')) && (await ari.hasModule('codec_g729'));
    const now = new Set<string>();
    for (const { numbers, ...row } of trunks) {
      const trunk = { ...row, codecs: spoken(row.codecs, canG729) };
      await pushTrunk(ari, trunk);
      now.add(trunkEndpoint(trunk));
      for (const cli of showable(numbers, trunk.outboundCli)) now.add(await pushShowing(ari, trunk, cli));
    }
    for (const gone of this.#pushed.get(tenant) ?? []) if (!now.has(gone)) await pullTrunk(ari, gone);
    this.#pushed.set(tenant, now);
    if (trunks.length > 0) this.#log.log(`${trunks.length} trunks pushed to Asterisk for ${tenant}`);
  }
}

/**
 * What Asterisk is to agree to. Without its (separate, patented once) module it cannot turn G.729 into anything a prompt,
 * a browser or a recording is made of: a call that agreed on it would be silent, so it is not offered then.
 */
export function spoken(codecs: readonly Codec[], canG729: boolean): Codec[] {
  const able = codecs.filter((codec) => codec !== 'g729' || canG729);
  return able.length > 0 ? able : ['alaw', 'ulaw'];
}

/** A row that is no number to show is left out here too, however it came there. */
const showable = (numbers: readonly string[], outboundCli: string | null): Set<Cli> =>
  new Set([...numbers, ...(outboundCli === null ? [] : [outboundCli])].flatMap((text) => asCli(text) ?? []));

/** An endpoint that calls by the trunk, and whose calls show this number whatever they are told to show. */
async function pushShowing(ari: Ari, trunk: Trunk, cli: Cli): Promise<string> {
  const id = showingEndpoint(trunk.id, cli);
  const before = await ari.configured('res_pjsip', 'endpoint', id);
  if (before?.['accountcode'] === printOf(trunk)) return id;
  await ari.unconfigure('res_pjsip', 'endpoint', id);
  await ari.configure('res_pjsip', 'endpoint', id, {
    ...shapeOf(trunk),
    // No call comes in by it: it is identified by nothing, and nothing can be dialled from there.
    context: 'none',
    identify_by: 'header',
    from_user: cli,
  });
  return id;
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** By whom calls come in on it: as long as that stays, only the endpoint is replaced, for no call is taken in that moment. */
const doorOf = ({ match, addresses, username, digest }: Trunk): string =>
  hashOf([SHAPE, match, addresses, username, digest]);

/** After a restart of ours Asterisk still has the trunk: what is as it should be is left alone. */
const printOf = (trunk: Trunk): string => `${doorOf(trunk)} ${hashOf(trunk)}`;

/** What Asterisk is told of a trunk, whether calls come in by it or go out. */
const shapeOf = (trunk: Trunk) => ({
  accountcode: printOf(trunk),
  transport: 'transport-udp',
  disallow: 'all',
  allow: trunk.codecs.join(','),
  dtmf_mode: trunk.dtmf,
  direct_media: 'no',
  rtp_symmetric: 'yes',
  force_rport: 'yes',
  rewrite_contact: 'yes',
  rtp_timeout: String(RTP_TIMEOUT_S),
  rtp_timeout_hold: String(RTP_TIMEOUT_HELD_S),
  // Progress without sound is none: who calls goes on hearing our own ringing.
  ignore_183_without_sdp: 'yes',
  aors: trunkEndpoint(trunk),
  send_pai: 'no',
  send_rpid: 'no',
  trust_id_outbound: 'no',
});

async function pushTrunk(ari: Ari, trunk: Trunk): Promise<void> {
  const id = trunkEndpoint(trunk);
  const before = (await ari.configured('res_pjsip', 'endpoint', id))?.['accountcode'];
  if (before === printOf(trunk)) return;
  const registers = trunk.match === 'registration';
  const endpoint = {
    ...shapeOf(trunk),
    context: 'from-trunk',
    from_user: (trunk.outboundCli !== null && asCli(trunk.outboundCli)) || NOBODY,
    ...(registers ? { auth: id, identify_by: 'auth_username,username' } : { identify_by: 'ip' }),
  };
  if (before?.startsWith(doorOf(trunk))) {
    await ari.unconfigure('res_pjsip', 'endpoint', id);
    return ari.configure('res_pjsip', 'endpoint', id, endpoint);
  }
  if (before !== undefined) await pullTrunk(ari, id);
  if (registers)
    await ari.configure('res_pjsip', 'auth', id, {
      auth_type: 'md5',
      username: id,
      md5_cred: trunk.digest ?? '',
      realm: 'sibai',
    });
  const [address] = trunk.addresses;
  await ari.configure('res_pjsip', 'aor', id, {
    max_contacts: '1',
    remove_existing: 'yes',
    ...(registers && { qualify_frequency: '30' }),
    ...(!registers && address && !address.includes('/') && { contact: `sip:${address}` }),
  });
  await ari.configure('res_pjsip', 'endpoint', id, endpoint);
  if (!registers) await ari.configure('res_pjsip', 'identify', id, { endpoint: id, match: trunk.addresses.join(',') });
}

async function pullTrunk(ari: Ari, id: string): Promise<void> {
  for (const type of ['identify', 'endpoint', 'aor', 'auth']) await ari.unconfigure('res_pjsip', type, id);
}
