import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { Ari, ariAddress } from '@sibai/ari';

import { ensureAsterisk } from '../lib/asterisk-fetch.ts';
import { type Asterisk, startAsterisk } from '../lib/asterisk.ts';
import { PROGRAMS } from '../lib/paths.ts';
import { freePort } from '../lib/ports.ts';
import { Problem } from '../lib/problem.ts';
import { giveToService } from '../lib/service.ts';
import { addPhone, agentsFor, BYTES_PER_SECOND, type Hotline } from './calls-hotline.ts';
import type { Load } from './calls-load.ts';

/** The baseline: the same Asterisk with the same configuration, whose own queue hands out the calls. Nobody else speaks to it. */
export class NativeHotline implements Hotline {
  readonly sipPort: number;
  readonly #asterisk: Asterisk;
  readonly #recordings: string;

  private constructor(asterisk: Asterisk, sipPort: number, recordings: string) {
    this.#asterisk = asterisk;
    this.sipPort = sipPort;
    this.#recordings = recordings;
  }

  static async open(
    dir: string,
    spool: string,
    load: Load,
    sizes: readonly number[],
    rtp: { from: number; to: number },
  ): Promise<NativeHotline> {
    const recordings = join(spool, 'calls');
    await mkdir(recordings, { recursive: true, mode: 0o750 });
    await giveToService(spool);
    const names = agentNames(Math.max(...sizes));
    const sip = await freePort('udp');
    const asterisk = await startAsterisk({
      program: await ensureAsterisk(PROGRAMS),
      dir,
      spool,
      ports: { http: await freePort(), sip, rtpFrom: rtp.from, rtpTo: rtp.to },
      ariPassword: 'bench',
      extra: {
        'queues.conf': sizes.map(queue).join('\n'),
        'extensions.d/bench.conf': `[from-trunk](+)\n${sizes.map((size) => extension(size, recordings)).join('')}`,
      },
    });
    const hotline = new NativeHotline(asterisk, sip, recordings);
    const address = ariAddress(asterisk.ariUrl, 'bench');
    const ari = new Ari(address);
    await addTrunk(ari);
    for (const name of names) await addPhone(ari, name, load.contact(name));
    // Only now: a queue takes a phone that is not there for one that is out of order.
    const loading = new URL('asterisk/modules/app_queue.so', address.base);
    const response = await fetch(loading, { method: 'POST', headers: { authorization: address.authorization } });
    if (!response.ok) throw new Problem(`Asterisk does not load its queue: ${await response.text()}`);
    return hotline;
  }

  get asteriskPid(): number {
    return this.#asterisk.pid;
  }

  staff(concurrent: number): Promise<string> {
    return Promise.resolve(numberFor(concurrent));
  }

  async takeRecordings(callers: string, seconds: number): Promise<number> {
    const names = (await readdir(this.#recordings)).filter((name) => name.startsWith(callers));
    const files = names.map((name) => join(this.#recordings, name));
    const sizes = await Promise.all(files.map((file) => stat(file).then(({ size }) => size)));
    for (const file of files) await rm(file);
    return sizes.filter((bytes) => bytes >= seconds * BYTES_PER_SECOND).length;
  }

  async close(): Promise<void> {
    await this.#asterisk.stop();
    await rm(this.#asterisk.spool, { recursive: true, force: true });
  }
}

/** A trunk as the product pushes it (apps/api/src/call/trunk/trunk-push.ts). */
async function addTrunk(ari: Ari): Promise<void> {
  await ari.configure('res_pjsip', 'aor', 'trunk', { max_contacts: '1', remove_existing: 'yes' });
  await ari.configure('res_pjsip', 'endpoint', 'trunk', {
    context: 'from-trunk',
    transport: 'transport-udp',
    disallow: 'all',
    allow: 'alaw,ulaw',
    dtmf_mode: 'rfc4733',
    direct_media: 'no',
    rtp_symmetric: 'yes',
    force_rport: 'yes',
    rewrite_contact: 'yes',
    rtp_timeout: '30',
    rtp_timeout_hold: '300',
    aors: 'trunk',
    identify_by: 'ip',
  });
  await ari.configure('res_pjsip', 'identify', 'trunk', { endpoint: 'trunk', match: '127.0.0.2,127.0.0.3' });
}

/** Each size has a queue, and a number, of its own. */
const numberFor = (concurrent: number): string => `400999${String(concurrent).padStart(4, '0')}`;
const agentNames = (concurrent: number): string[] =>
  Array.from({ length: agentsFor(concurrent) }, (_, at) => `agent-${at}`);

/** Sibai's rule in Asterisk's words: the agent who has been idle longest, and no second call for one who talks. */
const queue = (concurrent: number): string => `[bench-${concurrent}]
strategy = leastrecent
timeout = 20
retry = 1
wrapuptime = 0
ringinuse = no
autofill = yes
joinempty = yes
leavewhenempty = no
musicclass = default
${agentNames(concurrent)
  .map((agent) => `member => PJSIP/${agent}`)
  .join('\n')}
`;

const extension = (concurrent: number, recordings: string): string => `exten => ${numberFor(concurrent)},1,Answer()
 same => n,MixMonitor(${recordings}/\${CALLERID(num)}.raw,D)
 same => n,Queue(bench-${concurrent})
 same => n,Hangup()
`;
