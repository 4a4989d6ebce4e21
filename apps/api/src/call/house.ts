import { firstLeg } from '@sibai/call';
import type { TenantId } from '@sibai/kernel';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Changes } from '../platform/changes.js';
import { Db } from '../platform/db.js';
import { ENV, type Env } from '../platform/env.js';
import { Floor } from './floor.js';
import { Adoption } from './adoption.js';
import { Callbacks } from './callbacks.js';
import { CutOffs } from './cut-offs.js';
import { CallEngine } from './engine.js';
import { Exchange } from './exchange.js';
import { Speaker } from './ivr/speaker.js';
import { callEvents, liveCalls, orphans, untaken } from './metrics.js';
import { Recorder } from './recording/recorder.js';
import { Uploads } from './recording/uploads.js';
import { Sockets } from './sockets.js';
import { Supervisions } from './steering/supervisions.js';
import { type Survey, Switchboard } from './switchboard.js';
import { Tenants } from './tenants.js';
import { LineBook } from './trunk/line-book.js';
import { TrunkPush } from './trunk/trunk-push.js';
import { Voicemails } from './voicemails.js';

/** How often the engine looks for what should not be there, and for tenants that have become free. */
const INSPECT_MS = 10_000;
/** What is younger may be news on its way. */
const ORPHAN_AGE_MS = 5_000;

/** Opens the engine, keeps it in order, and closes it. */
@Injectable()
export class House implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(House.name);
  /** Tenants of ours whose calls are not taken up yet: until they are, nothing is taken for one that nobody knows. */
  readonly #untaken = new Set<TenantId>();
  #inspection: NodeJS.Timeout | undefined;
  #opened = false;
  #closed = false;
  #busy: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly db: Db,
    private readonly changes: Changes,
    private readonly tenants: Tenants,
    private readonly floor: Floor,
    private readonly engine: CallEngine,
    private readonly exchange: Exchange,
    private readonly adoption: Adoption,
    private readonly switchboard: Switchboard,
    private readonly trunks: TrunkPush,
    private readonly recorder: Recorder,
    private readonly uploads: Uploads,
    private readonly speaker: Speaker,
    private readonly lines: LineBook,
    private readonly sockets: Sockets,
    private readonly callbacks: Callbacks,
    private readonly cutOffs: CutOffs,
    private readonly voicemails: Voicemails,
    private readonly supervisions: Supervisions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.env.SIBAI_ROLES.includes('engine')) return;
    this.floor.listen({
      offered: (call, offer, ringMs) => void this.engine.dispatch(call, { type: 'offered', offer, ringMs }),
      offerCancelled: (call, agent) => {
        const offer = this.engine.offerOf(call, agent);
        if (offer) void this.engine.dispatch(call, { type: 'unanswered', leg: firstLeg(offer), reason: 'lost' });
      },
      called: (tenant, call, offer, ringMs) => {
        if (this.engine.find(call)) void this.engine.dispatch(call, { type: 'called', offer, ringMs });
        else this.floor.uncall(tenant, call, offer);
      },
      uncallable: (call, offer) =>
        void this.engine.dispatch(call, { type: 'unanswered', leg: firstLeg(offer), reason: 'failed' }),
      unstaffed: (call) => void this.engine.dispatch(call, { type: 'unstaffed' }),
      overflowed: (call, to, { reason }) => void this.engine.dispatch(call, { type: 'overflow', to, reason }),
    });
    this.engine.watch((_, events) => events.forEach(({ type }) => callEvents.inc({ type })));
    this.changes.watch(({ kind, tenantId }) => {
      this.#changed(kind, tenantId).catch((error: unknown) =>
        this.#log.error({ kind, tenant: tenantId, error: String(error) }, 'a change did not reach the engine'),
      );
    });
    await this.#forEach(await this.tenants.claim(), 'loading the floor', (tenant) => this.floor.load(tenant));
    this.switchboard.open({
      connected: (survey) => this.#exclusive(() => this.#connected(survey)),
      event: (event) => this.exchange.event(event),
    });
    this.#inspection = setInterval(() => void this.#exclusive(() => this.#inspect()), INSPECT_MS);
  }

  onApplicationShutdown(): void {
    this.#closed = true;
    clearInterval(this.#inspection);
    this.floor.close();
  }

  async #connected(survey: Survey): Promise<void> {
    const { ari } = this.switchboard;
    await this.#forEach(this.tenants.held, 'telling Asterisk of the trunks', (tenant) => this.trunks.push(ari, tenant));
    if (this.#opened) await this.adoption.checkLive(survey);
    for (const tenant of this.tenants.held) this.#untaken.add(tenant);
    await this.#takeUp(survey);
    this.#opened = true;
    if (this.#untaken.size === 0) await this.adoption.letInWaiting(await this.switchboard.survey());
    void this.#exclusive(() => this.#sealEnded());
    void this.#warm().catch((error: unknown) => this.#log.warn(`prompts could not be made ahead: ${String(error)}`));
  }

  /** What fails is tried again at the next inspection. */
  async #takeUp(survey: Survey): Promise<void> {
    for (const tenant of this.#untaken) if (!this.tenants.held.has(tenant)) this.#untaken.delete(tenant);
    await this.#forEach(this.#untaken, 'taking up the calls', async (tenant) => {
      await this.floor.load(tenant);
      await this.adoption.adoptStored(tenant, survey);
      await this.supervisions.adopt(tenant, survey);
      await this.cutOffs.load(tenant);
      this.floor.resume(tenant);
      await this.callbacks.resume(tenant);
      this.sockets.expectDesks(tenant);
      this.#untaken.delete(tenant);
    });
    untaken.set(this.#untaken.size);
  }

  async #inspect(): Promise<void> {
    if (!this.switchboard.connected) return;
    // Taking up a tenant may last: who has called since then is not among what was seen.
    const seenAt = Date.now();
    const survey = await this.switchboard.survey();
    const { ari } = this.switchboard;
    await this.#forEach(await this.tenants.claim(), 'telling Asterisk of the trunks', (tenant) => {
      this.#untaken.add(tenant);
      return this.trunks.push(ari, tenant);
    });
    await this.#takeUp(survey);
    for (const live of this.engine.calls())
      if (
        live.state.at !== 'out' &&
        !survey.channels.has(live.facts.channel) &&
        seenAt - live.since > ORPHAN_AGE_MS
      ) {
        this.#log.error({ call: live.facts.id }, 'a call whose caller is gone without a word');
        await this.engine.dispatch(live.facts.id, { type: 'hangup', cause: 'caller_lost' });
      }
    if (this.#untaken.size === 0) await this.#tidy(survey);
    await this.#sealEnded();
    void this.recorder.sealPieces();
    for (const tenant of this.tenants.held) this.uploads.wake(tenant);
    await this.#forEach(this.#taken(), 'looking at the callbacks', (tenant) => this.callbacks.tick(tenant));
    liveCalls.reset();
    for (const { state } of this.engine.calls()) liveCalls.inc({ stage: state.at });
  }

  async #tidy(survey: Survey): Promise<void> {
    const found = await this.adoption.tidy(survey);
    orphans.set({ kind: 'channel' }, found.channels);
    orphans.set({ kind: 'bridge' }, found.bridges);
    if (found.channels + found.bridges > 0) this.#log.error({ found }, 'orphans were removed');
  }

  async #sealEnded(): Promise<void> {
    const open = new Set<string>();
    const taken = this.#taken();
    const well = await this.#forEach(taken, 'sealing what has ended', async (tenant) => {
      await this.voicemails.finishLeft(tenant);
      for (const id of await this.recorder.sealEnded(tenant, (id) => this.exchange.isRecording(id))) open.add(id);
    });
    // Of a tenant that was not looked at nobody knows which audio is still being written.
    if (well && taken.length === this.tenants.held.size)
      await this.recorder.sweep((id) => open.has(id) || this.exchange.isRecording(id));
  }

  #taken(): TenantId[] {
    return [...this.tenants.held].filter((tenant) => !this.#untaken.has(tenant));
  }

  /** The trouble of one tenant is told, and keeps nothing from the others. Answers whether there was none. */
  async #forEach(
    tenants: Iterable<TenantId>,
    what: string,
    work: (tenant: TenantId) => Promise<void>,
  ): Promise<boolean> {
    let well = true;
    for (const tenant of [...tenants])
      try {
        await work(tenant);
      } catch (error) {
        well = false;
        this.#log.error({ tenant, error: error instanceof Error ? error.stack : String(error) }, `${what} failed`);
      }
    return well;
  }

  async #changed(kind: string, tenant: TenantId): Promise<void> {
    if (!this.tenants.held.has(tenant)) return;
    if (kind === 'groups' || kind === 'agents') await this.floor.reconfigure(tenant);
    if (kind === 'trunks' && this.switchboard.connected) await this.trunks.push(this.switchboard.ari, tenant);
    if (kind === 'flows' || kind === 'lines') await this.#warm();
  }

  /** Makes the speech of every published flow now, so that no caller waits for it. */
  async #warm(): Promise<void> {
    for (const tenant of this.tenants.held) {
      const prompts = await this.db.as<{ prompt: Parameters<Speaker['warm']>[0][number] }[]>(tenant, (em) =>
        em.query(
          `SELECT DISTINCT p AS prompt
             FROM flow f
             JOIN LATERAL (SELECT definition FROM flow_version WHERE flow_id = f.id ORDER BY version DESC LIMIT 1) v ON true,
                  jsonb_path_query(v.definition, '$.nodes.*.prompts[*]') p`,
        ),
      );
      const notices = (await this.lines.notices(tenant)).map((text) => ({ kind: 'text' as const, text }));
      await this.speaker.warm([...prompts.map(({ prompt }) => prompt), ...notices]);
    }
  }

  /** Adoption and inspection both look first and act then: one at a time. */
  #exclusive(work: () => Promise<void>): Promise<void> {
    this.#busy = this.#busy
      .then(() => (this.#closed ? undefined : work()))
      .catch((error: unknown) =>
        this.#log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
    return this.#busy;
  }
}
