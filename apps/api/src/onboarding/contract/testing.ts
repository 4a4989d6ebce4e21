import type { Contract, ContractDesk, OutboxMessage, SignCodeSent } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';

import type { Answer, TenantName, TestApi } from '../../platform/testing.js';

export interface Refusal {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export const MOBILES: Record<'red' | 'blue', string> = { red: '13800138001', blue: '13900139002' };

/** A customer up to its contract: what the stages before leave behind, written as they write it. */
export class Applicant {
  readonly tenantId: TenantId;

  constructor(
    private readonly api: TestApi,
    private readonly tenant: Exclude<TenantName, 'platform'>,
  ) {
    this.tenantId = api.user('admin', tenant).tenantId;
  }

  get #owner() {
    return this.api.db.owner;
  }

  async verified(companyName = '北京星河互动科技有限公司'): Promise<void> {
    const form = {
      companyName,
      address: '北京市海淀区中关村大街 1 号海龙大厦 15 层',
      legalName: '李华',
      operatorName: '王敏',
      operatorMobile: MOBILES[this.tenant],
      operatorIsLegal: false,
      industry: 'internet',
      displayName: '星河互动',
    };
    const now = this.api.clock.now();
    await this.#owner.query(
      `INSERT INTO verification (id, tenant_id, kind, state, form, uscc, created_at, saved_at, decided_at, expires_on)
       VALUES ($1, $2, 'first', 'approved', $3, '91110000600037341L', $4, $4, $4, '2036-01-01')`,
      [uuid(), this.tenantId, JSON.stringify(form), now],
    );
  }

  async holds(number: string, priceFen = 5000): Promise<void> {
    await this.#owner.query(
      `INSERT INTO number (number, state, tier, price_fen, tenant_id, held_until)
       VALUES ($1, 'held', 'ordinary', $3, $2, $4)
       ON CONFLICT (number) DO UPDATE SET state = 'held', price_fen = $3, tenant_id = $2, held_until = $4`,
      [number, this.tenantId, priceFen, new Date(this.api.clock.now().getTime() + 15 * 86_400_000)],
    );
  }

  async owns(number: string): Promise<void> {
    await this.#owner.query(`UPDATE number SET state = 'sold', held_until = NULL WHERE number = $1`, [number]);
  }

  /** Chooses a plan by the product; the one before is ended, or, as the first payment does it, made active. */
  async chooses(code = 'cloud_standard', terms: Record<string, unknown> = {}): Promise<void> {
    const tariffs = (await this.api.nobody.get<{ id: string; code: string }[]>('/tariffs')).body;
    const tariffId = tariffs.find((tariff) => tariff.code === code)?.id;
    const plan = { period: 'year', concurrency: 20, seats: 5, addOns: ['recording'], ...terms };
    const { status, body } = await this.#admin.put('/plan', { tariffId, terms: plan });
    if (status >= 300) throw new Error(`the plan was refused: ${JSON.stringify(body)}`);
  }

  async planBegins(): Promise<void> {
    await this.#owner.query(
      `UPDATE plan_choice SET state = 'active', active_from = $2 WHERE tenant_id = $1 AND state = 'chosen'`,
      [this.tenantId, this.api.clock.now()],
    );
  }

  get #admin() {
    return this.api.as('admin', this.tenant);
  }

  desk = async (): Promise<ContractDesk> => (await this.#admin.get<ContractDesk>('/contracts/desk')).body;
  draw = (): Promise<Answer<Contract & Refusal>> => this.#admin.post('/contracts');
  list = async (): Promise<Contract[]> => (await this.#admin.get<Contract[]>('/contracts')).body;
  askCode = ({ id, documentSha256 }: Contract): Promise<Answer<SignCodeSent & Refusal>> =>
    this.#admin.post(`/contracts/${id}/code`, { documentSha256 });
  sign = ({ id, documentSha256 }: Contract, code: string, consent: unknown = { version: 1, agreed: true }) =>
    this.#admin.post<Contract & Refusal>(
      `/contracts/${id}/sign`,
      { documentSha256, code, consent },
      { headers: { 'user-agent': 'Mozilla/5.0 (测试浏览器 Test)'.replace(/[^\x20-\x7e]/g, '') } },
    );

  /** The code that lies on the outbox for the signer. */
  async code(): Promise<string> {
    const { body } = await this.api.nobody.get<OutboxMessage[]>('/outbox');
    const found = body
      .filter(({ address }) => address === MOBILES[this.tenant])
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]?.code;
    if (!found) throw new Error('no code on the outbox');
    return found;
  }

  /** Everything from the document to the signed contract. */
  async signs(): Promise<Contract> {
    const { body: contract } = await this.draw();
    const asked = await this.askCode(contract);
    if (asked.status !== 200) throw new Error(`no code: ${JSON.stringify(asked.body)}`);
    const { status, body } = await this.sign(contract, await this.code());
    if (status !== 200) throw new Error(`not signed: ${JSON.stringify(body)}`);
    // The next code may be asked for a minute later.
    this.api.clock.advance(61_000);
    return body;
  }

  async file(id: string): Promise<Buffer> {
    const response = await this.#admin.raw(`/contracts/${id}/pdf`);
    return Buffer.from(await response.arrayBuffer());
  }
}

export const formOf = (bytes: Uint8Array, name = 'contract.pdf'): FormData => {
  const form = new FormData();
  form.set('file', new Blob([Uint8Array.from(bytes)], { type: 'application/pdf' }), name);
  return form;
};
