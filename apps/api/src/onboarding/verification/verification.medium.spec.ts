import type { Verification } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';
import { maskIdNumber } from './id-numbers.js';
import {
  Applicant,
  BOUND_MOBILE,
  FORM,
  idNumber,
  LEGAL_ID,
  MOBILE,
  ok,
  picture,
  uploadTo,
} from './verification.testing.js';

type Truth = { file: string; truth: { idNumber?: string } }[];

let api: TestApi;
let red: Applicant;
beforeAll(async () => {
  api = await TestApi.start();
  api.clock.set(new Date('2026-11-23T02:00:00Z'));
  red = await new Applicant(api, api.as('admin')).open();
});
afterAll(() => api.stop());

const patch = (id: string, version: number, fields: object) =>
  api.as('admin').send<Verification>('PATCH', `/verification/${id}`, { version, fields });

describe('a draft', () => {
  it('is opened once, however often', async () => {
    const both = await Promise.all([1, 2].map(() => api.as('admin').post<Verification>('/verification')));
    expect(both.map(({ body }) => body.id)).toEqual([red.id, red.id]);
    expect(red.application).toMatchObject({ kind: 'first', state: 'draft', version: 1, materials: [] });
  });

  it('is saved as typed, with findings for each field', async () => {
    await red.save({ companyName: '四百', uscc: '91110000600037341M', displayName: '最好的客服' });
    const codes = red.application.findings.map(({ field, code }) => `${field} ${code}`);
    expect(codes).toEqual(expect.arrayContaining(['uscc uscc.check', 'displayName display_name.banned_word']));
    expect((await red.status()).application).toMatchObject({ form: { companyName: '四百' }, version: 2 });
  });

  it.each<[string, unknown]>([
    ['companyName', 5],
    ['tenantId', randomUUID()],
    ['establishedOn', '2026-02-30'],
    ['boundNumbers', Array.from({ length: 51 }, () => ({ number: '1' }))],
  ])('takes no nonsense: %s', async (field, value) => {
    const { version } = red.application;
    expect(await patch(red.id, version, { [field]: value })).toMatchObject({
      status: 422,
      body: { code: 'request.invalid' },
    });
  });

  it('is not overwritten by a tab that has not seen the newest: the refusal brings it along', async () => {
    const { version } = red.application;
    await red.save({ address: '一号' });
    const { status, body } = await patch(red.id, version, { address: '二号' });
    expect({ status, body }).toMatchObject({
      status: 409,
      body: { code: 'verification.stale', details: { current: { version: version + 1, form: { address: '一号' } } } },
    });
  });

  it('that two save at once is saved by one', async () => {
    const { version } = red.application;
    const answers = await Promise.all(['甲', '乙', '丙'].map((address) => patch(red.id, version, { address })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    red.application = ok(answers.find(({ status }) => status === 200) ?? answers[0]!);
  });

  it('keeps ID numbers sealed, and shows them masked', async () => {
    await red.save({ ...FORM });
    const { form } = red.application;
    expect([form.legalIdNumber, form.boundNumbers[1]?.ownerIdNumber]).toEqual([
      '110***********' + LEGAL_ID.slice(-4),
      '110***********' + idNumber('110101', '19900307', '482').slice(-4),
    ]);
    const [row] = await api.db.owner.query<{ all: string }[]>(
      `SELECT to_jsonb(v)::text AS all FROM verification v WHERE id = $1`,
      [red.id],
    );
    expect(row?.all).not.toContain(LEGAL_ID);
    // The rules still know them: nothing is wrong with these.
    expect(red.application.findings.filter(({ field }) => field.includes('IdNumber'))).toEqual([]);

    await red.save({ ...form, legalName: '张建军' });
    expect(red.application.findings.filter(({ field }) => field.includes('IdNumber'))).toEqual([]);
    await red.save({ legalIdNumber: LEGAL_ID.slice(0, 17) + (LEGAL_ID.endsWith('1') ? '2' : '1') });
    expect(red.application.findings.find(({ field }) => field === 'legalIdNumber')?.code).toBe('id.check');
    await red.save({ ...FORM });
  });
});

describe('a mobile number', () => {
  it('is confirmed by the code sent to it', async () => {
    await red.confirm(MOBILE);
    expect(red.application.confirmedMobiles).toEqual([MOBILE]);
    expect(red.application.findings.map(({ field, code }) => `${field} ${code}`)).toContain(
      'boundNumbers.1.number mobile.unconfirmed',
    );
    await red.confirm(BOUND_MOBILE);
    expect(red.application.findings.some(({ code }) => code === 'mobile.unconfirmed')).toBe(false);
  });

  it('gets no code unless it is in the form, and a wrong code confirms nothing', async () => {
    const other = '13700137000';
    expect(await api.as('admin').post(`/verification/${red.id}/code`, { mobile: other })).toMatchObject({
      status: 422,
      body: { code: 'verification.mobile_unknown' },
    });
    expect(
      await api.as('admin').post(`/verification/${red.id}/confirm`, { mobile: MOBILE, code: '000000' }),
    ).toMatchObject({ body: { code: expect.stringMatching(/^code\./) } });
  });
});

describe('what is read on a paper', () => {
  it('is offered masked, changes nothing by itself, and can be taken over', async () => {
    const card = await readFile(new URL('./fixtures/id-portrait.png', import.meta.url));
    const truth = JSON.parse(await readFile(new URL('./fixtures/truth.json', import.meta.url), 'utf8')) as Truth;
    const idNumber = truth.find(({ file }) => file === 'id-portrait.png')?.truth.idNumber ?? '';
    red.application = ok(await uploadTo(api.as('admin'), red.id, 'legal_id_portrait', card));
    const { version } = red.application;
    await api.runJobs();
    const { application } = await red.status();
    const [material] = application?.materials ?? [];
    expect(application).toMatchObject({ version, form: { legalName: FORM.legalName } });
    expect(material?.reading).toMatchObject({ state: 'done', fields: { idNumber: { value: maskIdNumber(idNumber) } } });
    const [row] = await api.db.owner.query<{ all: string }[]>(
      `SELECT to_jsonb(m)::text AS all FROM verification_material m WHERE id = $1`,
      [material?.id],
    );
    expect(row?.all).not.toContain(idNumber);

    await red.save({ legalIdNumber: maskIdNumber(idNumber) });
    expect(red.application.findings.filter(({ field }) => field === 'legalIdNumber')).toEqual([]);
    red.application = ok(
      await api.as('admin').delete<Verification>(`/verification/${red.id}/materials/${material?.id}`),
    );
    await red.save({ ...FORM });
  }, 60_000);

  it('is told when it is the other side of the card', async () => {
    const emblem = await readFile(new URL('./fixtures/id-emblem.png', import.meta.url));
    red.application = ok(await uploadTo(api.as('admin'), red.id, 'legal_id_portrait', emblem));
    await api.runJobs();
    const [material] = (await red.status()).application?.materials ?? [];
    expect(material?.reading).toMatchObject({ fault: 'other_side', fields: {} });
    red.application = ok(
      await api.as('admin').delete<Verification>(`/verification/${red.id}/materials/${material?.id}`),
    );
  }, 60_000);
});

describe('a paper', () => {
  it('is taken in as a picture of our own, sealed, and shown to its owner', async () => {
    await red.upload('business_licence');
    const [material] = red.application.materials;
    expect(material).toMatchObject({ kind: 'business_licence', name: '照片.jpg', reading: { state: 'waiting' } });
    const path = `/verification/${red.id}/materials/${material?.id}/picture`;
    const answer = await api.as('admin').raw(path);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent('照片.jpg')}`,
    });
    expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).format).toBe('jpeg');
    const [row] = await api.db.owner.query<{ magic: string }[]>(
      `SELECT encode(substr(content, 1, 3), 'hex') AS magic FROM sealed_file`,
    );
    expect(row?.magic).not.toBe('ffd8ff');
  });

  it('replaces the one before, whose file is destroyed', async () => {
    const [before] = red.application.materials;
    await red.upload('business_licence', 150);
    expect(red.application.materials).toHaveLength(1);
    expect(red.application.materials[0]?.id).not.toBe(before?.id);
    expect((await api.as('admin').raw(`/verification/${red.id}/materials/${before?.id}/picture`)).status).toBe(404);
    const left = await api.db.owner.query(`SELECT id FROM sealed_file WHERE wrapped_key IS NOT NULL`);
    expect(left).toHaveLength(1);
  });

  it('is removed again', async () => {
    await red.upload('commitment');
    const material = red.application.materials.find(({ kind }) => kind === 'commitment');
    const path = `/verification/${red.id}/materials/${material?.id}`;
    red.application = ok(await api.as('admin').delete<Verification>(path));
    expect(red.application.materials.map(({ kind }) => kind)).toEqual(['business_licence']);
    expect((await api.as('admin').delete(path)).status).toBe(404);
  });

  it.each<[string, string, () => Promise<Uint8Array> | Uint8Array]>([
    ['no picture', 'type_unknown', () => Buffer.from('MZ this is a program')],
    ['a broken picture', 'broken', async () => (await picture()).subarray(0, 900)],
    ['nothing', 'empty', () => Buffer.alloc(0)],
    ['more than 10 MB', 'too_large', () => Buffer.alloc(10 * 1024 * 1024 + 1, 1)],
  ])('is refused when it is %s', async (_, reason, bytes) => {
    expect(await uploadTo(api.as('admin'), red.id, 'commitment', await bytes())).toMatchObject({
      status: 422,
      body: { code: 'verification.document_refused', details: { reason } },
    });
  });

  it('is of a kind that exists', async () => {
    expect((await uploadTo(api.as('admin'), red.id, 'passport', await picture())).status).toBe(422);
  });

  it('is taken so often an hour and no more: all applicants wait in one line', async () => {
    const key = `verification.upload:${api.user('admin').tenantId}`;
    const points = (n: number) => api.db.owner.query(`UPDATE rate_limit SET points = $2 WHERE key = $1`, [key, n]);
    const send = async () => (await uploadTo(api.as('admin'), red.id, 'commitment', Buffer.from('x'))).status;
    expect(await send()).toBe(422);
    await points(120);
    expect(await send()).toBe(429);
    await points(0);
  });
});

describe('a letter', () => {
  it.each(['authorisation', 'commitment'])('is filled in from the form: %s', async (letter) => {
    const answer = await api.as('admin').raw(`/verification/${red.id}/letters/${letter}`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('is one of the two there are', async () => {
    expect((await api.as('admin').raw(`/verification/${red.id}/letters/anything`)).status).toBe(422);
  });
});

describe('submission', () => {
  it('is refused while something is missing', async () => {
    expect(await red.submit()).toMatchObject({
      status: 422,
      body: { code: 'verification.incomplete', details: { blocking: 3 } },
    });
  });

  it('puts it into the queue with a promise of one working day, once', async () => {
    await red.fill();
    expect(red.application.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
    const answers = await Promise.all([red.submit(), red.submit()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    red.application = ok(answers.find(({ status }) => status === 200)!);
    expect(red.application).toMatchObject({ state: 'submitted', inReview: false });
    // Monday, ten in the morning, in Shanghai.
    expect(red.application.dueAt).toMatch(/^2026-11-24T02:0\d/);
    const events = await api.db.owner.query(`SELECT type, actor, subject FROM onboarding_event ORDER BY id`);
    expect(events).toEqual([
      { type: 'verification.opened', actor: 'admin', subject: red.id },
      { type: 'verification.submitted', actor: 'admin', subject: red.id },
    ]);
  });

  it('ends all changes', async () => {
    const { version } = red.application;
    const wrong = { status: 409, body: { code: 'verification.wrong_state' } };
    expect(await patch(red.id, version, { companyName: '另一家公司' })).toMatchObject(wrong);
    expect(await uploadTo(api.as('admin'), red.id, 'commitment', await picture())).toMatchObject(wrong);
    expect(
      await api.as('admin').delete(`/verification/${red.id}/materials/${red.application.materials[0]?.id}`),
    ).toMatchObject(wrong);
    expect(await api.as('admin').post(`/verification/${red.id}/code`, { mobile: MOBILE })).toMatchObject(wrong);
  });

  it('may be taken back', async () => {
    red.application = ok(await api.as('admin').post<Verification>(`/verification/${red.id}/withdraw`));
    expect(red.application.state).toBe('draft');
    expect(await api.as('admin').post(`/verification/${red.id}/withdraw`)).toMatchObject({ status: 409 });
    await red.submitted();
  });
});

describe('somebody else', () => {
  it('of another tenant finds nothing', async () => {
    const blue = api.as('admin', 'blue');
    const material = red.application.materials[0]?.id;
    const missing = { status: 404 };
    expect(await blue.send('PATCH', `/verification/${red.id}`, { version: 1, fields: {} })).toMatchObject(missing);
    expect(await blue.post(`/verification/${red.id}/submit`, { version: 1 })).toMatchObject(missing);
    expect(await blue.post(`/verification/${red.id}/withdraw`)).toMatchObject(missing);
    expect(await uploadTo(blue, red.id, 'commitment', await picture())).toMatchObject(missing);
    expect(await blue.get(`/verification/${red.id}/materials/${material}/picture`)).toMatchObject(missing);
    expect(await blue.get(`/verification/${red.id}/letters/commitment`)).toMatchObject(missing);
    const theirs = ok(await blue.post<Verification>('/verification'));
    expect(theirs.id).not.toBe(red.id);
    // A paper of red under an application of blue's own.
    expect(await blue.get(`/verification/${theirs.id}/materials/${material}/picture`)).toMatchObject(missing);
  });

  it.each(['supervisor', 'agent'] as const)('who is no administrator may not look: a %s', async (role) => {
    expect((await api.as(role).get('/verification')).status).toBe(403);
    expect((await api.as(role).post('/verification')).status).toBe(403);
  });
});
