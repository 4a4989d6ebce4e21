import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { type PlanTerms, quote, type TariffTerms } from '@sibai/billing';

import type { Env } from '../../platform/env.js';
import type { TestApi, TenantName } from '../../platform/testing.js';

const FAR_END = fileURLToPath(new URL('../../../../../e2e/far-ends/alipay.ts', import.meta.url));

export const NUMBER = '4008201234';
export const USCC = '91110000600037341L';
export const COMPANY = '杭州云杉科技有限公司';
export const PLAN: PlanTerms = { period: 'month', concurrency: 20, seats: 5, addOns: [] };

/** Alipay's open platform as a process of its own, with keys of its own. */
export class AlipayFarEnd {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    readonly port: number,
  ) {}

  static async start(): Promise<AlipayFarEnd> {
    const dir = await mkdtemp(join(tmpdir(), 'sibai-alipay-'));
    const args = [FAR_END, '--port', '0', '--dir', dir];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /^listening on \S+:(\d+)$/.exec(line)?.[1];
      if (port) return new AlipayFarEnd(child, dir, Number(port));
    }
    throw new Error('the far end ended at once');
  }

  get env(): Partial<Env> {
    return {
      ALIPAY_APP_ID: '2021000000000400',
      ALIPAY_SELLER_ID: '2088000000000400',
      ALIPAY_PRIVATE_KEY_FILE: join(this.dir, 'app-private.pem'),
      ALIPAY_PUBLIC_KEY_FILE: join(this.dir, 'alipay-public.pem'),
      ALIPAY_GATEWAY: `http://127.0.0.1:${this.port}/gateway.do`,
    };
  }

  async control<T>(path: '' | '/pay' | '/refund' | '/send', body: object): Promise<T> {
    const init = { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`http://127.0.0.1:${this.port}/control${path}`, init)).json() as Promise<T>;
  }

  /** As the browser of somebody who is sent there: the page, then its button. Resolves to where that leads. */
  async payByButton(url: string): Promise<string> {
    const page = await (await fetch(url)).text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`nothing to pay on ${page}`);
    const answer = await fetch(`http://127.0.0.1:${this.port}${action}`, { method: 'POST', redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  }

  /** What the merchant answers to a notification of that order, true or forged. */
  send(orderId: string, forgery?: string): Promise<{ status: number; body: string }> {
    return this.control('/send', { outTradeNo: orderId.replaceAll('-', ''), forgery });
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await gone;
    await rm(this.dir, { recursive: true });
  }
}

export interface Customer {
  readonly tenantId: string;
  readonly number: string;
  readonly planId: string;
  readonly contractId: string;
  readonly firstFen: number;
}

/** A verified enterprise that has signed its contract and not paid. */
export async function addCustomer(
  api: TestApi,
  tenant: TenantName = 'red',
  { plan = PLAN, number = NUMBER, tariff = 'cloud_standard', numberFen = 6000 } = {},
): Promise<Customer> {
  const { tenantId } = api.user('admin', tenant);
  const sql = (text: string, params: readonly unknown[] = []) => api.db.owner.query(text, [...params]);
  const at = api.clock.now();
  const [row] = (await sql(`SELECT id, definition FROM tariff WHERE code = $1`, [tariff])) as [
    { id: string; definition: TariffTerms },
  ];
  const priced = quote(row.definition, plan, numberFen);
  const [planId, contractId, file] = [randomUUID(), randomUUID(), randomUUID()];
  const form = { companyName: COMPANY, uscc: USCC };
  await sql(
    `INSERT INTO verification (id, tenant_id, kind, state, form, uscc, created_at, saved_at, decided_at)
     VALUES ($1, $2, 'first', 'approved', $3, $4, $5, $5, $5)`,
    [randomUUID(), tenantId, JSON.stringify(form), USCC, at],
  );
  await sql(
    `INSERT INTO number (number, state, tier, price_fen, tenant_id, held_until) VALUES ($1, 'held', 'plain', $2, $3, $4)
     ON CONFLICT (number) DO UPDATE SET state = 'held', price_fen = $2, tenant_id = $3, held_until = $4`,
    [number, numberFen, tenantId, new Date(at.getTime() + 15 * 86_400_000)],
  );
  await sql(
    `INSERT INTO plan_choice (id, tenant_id, tariff_id, number, choice, quote, state, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'chosen', $7)`,
    [planId, tenantId, row.id, number, JSON.stringify(plan), JSON.stringify(priced), at],
  );
  await sql(
    `INSERT INTO sealed_file (id, tenant_id, kind, mime, size, sha256, content) VALUES ($1, $2, 'contract', 'm', 1, 's', '')`,
    [file, tenantId],
  );
  await sql(
    `INSERT INTO contract (id, tenant_id, no, kind, state, number, plan_choice_id, terms_id, facts, document_id, document_sha256,
                           pages, file_id, file_sha256, created_at, signed_at)
     SELECT $1::uuid, $2, $1::uuid::text, 'first', 'signed', $3, $4, id, '{}', $5, 's', 1, $5, 's', $6, $6 FROM terms LIMIT 1`,
    [contractId, tenantId, number, planId, file, at],
  );
  return { tenantId, number, planId, contractId, firstFen: priced.firstPaymentFen };
}

/** A call record of that number, as the engine leaves one behind. */
export async function addCall(
  api: TestApi,
  { tenantId, number }: Customer,
  startedAt: Date,
  ms: number,
  changes: { id?: string; outcome?: string; caller?: string } = {},
): Promise<string> {
  const { id = randomUUID(), outcome = 'answered', caller = '13800138000' } = changes;
  await api.db.owner.query(
    `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at, ended_at, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (call_id) DO UPDATE SET ended_at = $6, outcome = $7`,
    [id, tenantId, caller, number, startedAt, new Date(startedAt.getTime() + ms), outcome],
  );
  return id;
}

/** GBK, as Chinese banks write their tables: the decoder's own table, turned round. */
export function gbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk');
  const codes = new Map<string, readonly number[]>();
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++)
      if (low !== 0x7f) codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Buffer.from([...text].flatMap((char) => codes.get(char) ?? [char.charCodeAt(0)]));
}
