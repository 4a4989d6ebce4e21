import type { Review, Verification, VerificationForm, VerificationStatus } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';

import { SessionService } from '../../platform/session.service.js';
import { type Answer, Client, type TestApi } from '../../platform/testing.js';
import { Dossiers } from './dossier.js';
import type { PaperFields } from './ocr-reading.js';

/** An ID number whose check digit is right. */
export function idNumber(region: string, birth: string, sequence: string): string {
  const body = region + birth + sequence;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
  return body + '10X98765432'.charAt(sum % 11);
}

export const LEGAL_ID = idNumber('110101', '19850412', '123');
export const MOBILE = '13800138000';
export const BOUND_MOBILE = '13900139000';

/** A form that nothing is to be said against. */
export const FORM: Partial<VerificationForm> = {
  companyName: '北京四百科技有限公司',
  uscc: '91110000600037341L',
  companyType: '有限责任公司(自然人投资或控股)',
  capital: '人民币壹佰万元整',
  establishedOn: '2015-06-01',
  licenceExpiresOn: 'long_term',
  address: '北京市东城区安定门东大街 28 号',
  scope: '软件开发；技术服务；计算机系统服务',
  legalName: '张建国',
  legalIdNumber: LEGAL_ID,
  legalIdExpiresOn: '2036-04-12',
  operatorIsLegal: true,
  operatorMobile: MOBILE,
  industry: 'software',
  displayName: '四百科技客服热线',
  use: 'self',
  boundNumbers: [
    {
      number: '010-65123456',
      ownerKind: 'company',
      ownerName: '北京四百科技有限公司',
      ownerIdNumber: '91110000600037341L',
    },
    {
      number: BOUND_MOBILE,
      ownerKind: 'person',
      ownerName: '李丽',
      ownerIdNumber: idNumber('110101', '19900307', '482'),
    },
  ],
};

export const PAPERS = ['business_licence', 'legal_id_portrait', 'legal_id_emblem', 'commitment'] as const;

/** A picture of a sheet of paper, other each time. */
export const picture = (shade = 235): Promise<Buffer> =>
  sharp({ create: { width: 900, height: 640, channels: 3, background: { r: shade, g: shade, b: 240 } } })
    .composite([{ input: Buffer.from(`<svg><rect x="90" y="90" width="700" height="${shade}" fill="#345"/></svg>`) }])
    .jpeg()
    .toBuffer();

export function uploadTo(client: Client, id: string, kind: string, bytes: Uint8Array, name = '照片.jpg') {
  const form = new FormData();
  form.set('kind', kind);
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  return client.post<Verification>(`/verification/${id}/materials`, form);
}

/** The applicant of a tenant, step by step through the product's own routes. */
export class Applicant {
  application!: Verification;

  constructor(
    private readonly api: TestApi,
    readonly client: Client,
  ) {}

  async open(): Promise<this> {
    this.application = ok(await this.client.post<Verification>('/verification'));
    return this;
  }

  get id(): string {
    return this.application.id;
  }

  async save(fields: Partial<VerificationForm>): Promise<this> {
    const { id, version } = this.application;
    this.application = ok(await this.client.send<Verification>('PATCH', `/verification/${id}`, { version, fields }));
    return this;
  }

  async confirm(mobile: string): Promise<this> {
    ok(await this.client.post(`/verification/${this.id}/code`, { mobile }));
    const code = await codeTo(this.api, mobile);
    this.application = ok(await this.client.post<Verification>(`/verification/${this.id}/confirm`, { mobile, code }));
    return this;
  }

  async upload(kind: string, shade?: number): Promise<this> {
    this.application = ok(await uploadTo(this.client, this.id, kind, await picture(shade)));
    return this;
  }

  /** All of it, ready to be handed in. */
  async fill(fields: Partial<VerificationForm> = {}): Promise<this> {
    await this.save({ ...FORM, ...fields });
    for (const mobile of [MOBILE, BOUND_MOBILE])
      if (!this.application.confirmedMobiles.includes(mobile)) await this.confirm(mobile);
    for (const [i, kind] of PAPERS.entries())
      if (!this.application.materials.some((material) => material.kind === kind)) await this.upload(kind, 200 + i);
    return this;
  }

  submit(): Promise<Answer<Verification>> {
    const { id, version } = this.application;
    return this.client.post<Verification>(`/verification/${id}/submit`, { version });
  }

  async submitted(): Promise<this> {
    this.application = ok(await this.submit());
    return this;
  }

  async status(): Promise<VerificationStatus> {
    return ok(await this.client.get<VerificationStatus>('/verification'));
  }
}

/** The newest code that was sent to a mobile number, from the outbox. */
export async function codeTo(api: TestApi, mobile: string): Promise<string> {
  const [row] = await api.db.owner.query<{ code: string }[]>(
    `SELECT params->>'code' AS code FROM message WHERE address = $1 AND template = 'code' ORDER BY created_at DESC LIMIT 1`,
    [mobile],
  );
  if (!row) throw new Error(`no code was sent to ${mobile}`);
  return row.code;
}

export function ok<T>({ status, body }: Answer<T>): T {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

export const decide = (client: Client, { id, application }: Review, decision: object) =>
  client.post<Review>(`/reviews/${id}/decision`, { version: application.version, ...decision });

/** A second operator, for what needs two. */
export async function anotherOperator(api: TestApi, name = '第二审核员'): Promise<Client> {
  const { tenantId } = api.user('operator');
  const id = uuid() as UserId;
  await api.db.owner.query(
    `INSERT INTO app_user (id, tenant_id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, 'operator', 'x')`,
    [id, tenantId, `${id}@platform.test`, name],
  );
  return new Client(api.url, async () => (await api.app.get(SessionService).open(id, tenantId)).cookie.split(';')[0]);
}

/** As if the papers of an application had been read, with what the form says. */
export async function readAll(api: TestApi, { application, client }: Applicant, tenantId: TenantId): Promise<void> {
  const sure = (value: string) => ({ value, confidence: 0.99 });
  const { companyName = '', uscc = '', legalName = '', legalIdNumber = '', legalIdExpiresOn = '' } = FORM;
  const readings: Record<string, PaperFields> = {
    business_licence: { companyName: sure(companyName), uscc: sure(uscc), personName: sure(legalName) },
    legal_id_portrait: { personName: sure(legalName), idNumber: sure(legalIdNumber) },
    legal_id_emblem: { expiresOn: sure(legalIdExpiresOn) },
  };
  for (const { id, kind } of application.materials) {
    const fields = readings[kind];
    if (!fields) continue;
    const sealed = await api.app.get(Dossiers).sealReading(tenantId, { ok: true, fields, ms: 1 });
    await api.db.owner.query(`UPDATE verification_material SET reading_state = 'done', reading = $2 WHERE id = $1`, [
      id,
      sealed,
    ]);
  }
  ok(await client.get('/verification'));
}
