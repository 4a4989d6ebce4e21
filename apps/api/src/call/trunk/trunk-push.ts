import { createHash } from 'node:crypto';

import type { Ari } from '@sibai/ari';
import type { Line } from '@sibai/contracts';
import type { TenantId, TrunkId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { trunkEndpoint } from '../endpoint.js';
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
}

/** Raise it when a trunk is to be configured otherwise: Asterisks that run get the new shape then. */
const SHAPE = 2;
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
        `SELECT t.id, t.match, t.addresses, t.username, t.digest, m.codecs, m.dtmf
           FROM trunk t, LATERAL trunk_media(t.id) m WHERE t.tenant_id = $1`,
        [tenant],
      ),
    );
    const canG729 = trunks.some(({ codecs }) => codecs.includes('g729')) && (await ari.hasModule('codec_g729'));
    for (const trunk of trunks) await pushTrunk(ari, { ...trunk, codecs: spoken(trunk.codecs, canG729) });
    const now = new Set(trunks.map(trunkEndpoint));
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

async function pushTrunk(ari: Ari, trunk: TrunkRow): Promise<void> {
  const id = trunkEndpoint(trunk);
  // After a restart of ours Asterisk still has the trunk: replacing it would refuse the calls of that moment.
  const print = createHash('sha256')
    .update(JSON.stringify([SHAPE, trunk]))
    .digest('hex')
    .slice(0, 16);
  const before = await ari.configured('res_pjsip', 'endpoint', id);
  if (before?.['accountcode'] === print) return;
  if (before) await pullTrunk(ari, id);
  const registers = trunk.match === 'registration';
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
  await ari.configure('res_pjsip', 'endpoint', id, {
    accountcode: print,
    context: 'from-trunk',
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
    aors: id,
    ...(registers ? { auth: id, identify_by: 'auth_username,username' } : { identify_by: 'ip' }),
  });
  if (!registers) await ari.configure('res_pjsip', 'identify', id, { endpoint: id, match: trunk.addresses.join(',') });
}

async function pullTrunk(ari: Ari, id: string): Promise<void> {
  for (const type of ['identify', 'endpoint', 'aor', 'auth']) await ari.unconfigure('res_pjsip', type, id);
}
