import type { FlowDetail, FlowSummary, Group, Prompt } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Changes } from '../../platform/changes.js';
import { TestApi } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const bye = (text: string) => ({
  schemaVersion: 1,
  start: 'bye',
  nodes: { bye: { kind: 'hangup', prompts: [{ kind: 'text', text }] } },
});
const create = (definition: unknown, name = '导航') => api.as('admin').post<FlowDetail>('/flows', { name, definition });
const problems = (answer: { body: unknown }) =>
  (answer.body as { details: { problems: { code: string; path: unknown[] }[] } }).details.problems;

describe('flows', () => {
  it('are created, listed, and published again as new versions that keep the old ones', async () => {
    const told: unknown[] = [];
    const unwatch = api.app.get(Changes).watch((change) => told.push(change));
    const { status, body } = await create(bye('一'));
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: '导航', version: 1, versions: [{ version: 1 }] });

    const second = await api.as('admin').post<FlowDetail>(`/flows/${body.id}/versions`, { definition: bye('二') });
    unwatch();
    expect(second.body).toMatchObject({
      id: body.id,
      version: 2,
      definition: { nodes: { bye: { prompts: [{ text: '二' }] } } },
    });
    expect(second.body.versions.map(({ version }) => version)).toEqual([2, 1]);
    expect((await api.as('supervisor').get(`/flows/${body.id}`)).body).toEqual(second.body);
    const { id, name, version, publishedAt } = second.body;
    expect((await api.as('supervisor').get<FlowSummary[]>('/flows')).body).toEqual([
      { id, name, version, publishedAt },
    ]);
    expect(told).toEqual(Array(2).fill({ kind: 'flows', tenantId: api.user('admin').tenantId }));
    const versions = await api.db.owner.query(
      `SELECT version, created_by FROM flow_version WHERE flow_id = $1 ORDER BY 1`,
      [id],
    );
    expect(versions).toEqual([1, 2].map((version) => ({ version, created_by: api.user('admin').id })));
  });

  it('number their versions without gaps when several publish at once', async () => {
    const { body } = await create(bye('一'));
    const publish = () => api.as('admin').post<FlowDetail>(`/flows/${body.id}/versions`, { definition: bye('又') });
    const answers = await Promise.all(Array.from({ length: 6 }, publish));
    expect(answers.map((answer) => answer.body.version).toSorted()).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('do not go live with problems, and say where they are', async () => {
    const broken = { schemaVersion: 1, start: 'a', nodes: { a: { kind: 'play', prompts: [], next: 'nowhere' } } };
    const { body } = await create(bye('好'));
    for (const answer of [
      await create(broken),
      await api.as('admin').post(`/flows/${body.id}/versions`, { definition: broken }),
    ]) {
      expect(answer).toMatchObject({ status: 422, body: { code: 'flow.invalid' } });
      expect(problems(answer)).toContainEqual({
        code: 'unknown_target',
        node: 'a',
        path: ['nodes', 'a', 'next'],
        details: { target: 'nowhere' },
      });
    }
    expect((await api.as('admin').get<FlowDetail>(`/flows/${body.id}`)).body.version).toBe(1);
  });

  it('lead only to groups and recordings of the tenant', async () => {
    const mine = (await api.as('admin').post<Group>('/groups', { name: '甲' })).body.id;
    const theirs = (await api.as('admin', 'blue').post<Group>('/groups', { name: '乙' })).body.id;
    const queue = (...groups: string[]) => ({ schemaVersion: 1, start: 'q', nodes: { q: { kind: 'queue', groups } } });
    expect((await create(queue(mine))).status).toBe(201);
    expect(problems(await create(queue(mine, theirs)))).toEqual([
      { code: 'unknown_group', node: 'q', path: ['nodes', 'q', 'groups', 1], details: { group: theirs } },
    ]);

    const audio = randomUUID();
    const menu = {
      kind: 'menu',
      prompts: [{ kind: 'audio', id: audio }],
      onWrong: { kind: 'audio', id: audio },
      options: { '1': 'bye' },
      exhausted: 'bye',
    };
    const flow = { ...bye('再见'), start: 'm', nodes: { m: menu, ...bye('再见').nodes } };
    expect(problems(await create(flow)).map(({ code, path }) => ({ code, path }))).toEqual([
      { code: 'unknown_prompt', path: ['nodes', 'm', 'prompts', 0] },
      { code: 'unknown_prompt', path: ['nodes', 'm', 'onWrong'] },
    ]);
  });

  it.each([
    ['no name', { name: '', definition: bye('x') }],
    ['no definition', { name: 'x' }],
    ['another version of the schema', { name: 'x', definition: { ...bye('x'), schemaVersion: 2 } }],
    ['an unknown kind of node', { name: 'x', definition: { ...bye('x'), nodes: { bye: { kind: 'dance' } } } }],
    ['a field nobody knows', { name: 'x', definition: bye('x'), secret: 1 }],
  ])('are refused with %s', async (_, body) => {
    expect(await api.as('admin').post('/flows', body)).toMatchObject({
      status: 422,
      body: { code: 'request.invalid' },
    });
  });

  it('of another tenant are not there', async () => {
    const { id } = (await create(bye('x'))).body;
    const missing = { status: 404, body: { code: 'flow.missing' } };
    const blue = api.as('admin', 'blue');
    expect(await blue.get(`/flows/${id}`)).toMatchObject(missing);
    expect(await blue.post(`/flows/${id}/versions`, { definition: bye('y') })).toMatchObject(missing);
    expect((await blue.get<FlowSummary[]>('/flows')).body).toEqual([]);
  });
});

describe('recordings for flows', () => {
  const upload = (bytes: Uint8Array<ArrayBuffer> | undefined, name: string | undefined = '欢迎词') => {
    const form = new FormData();
    if (name !== undefined) form.set('name', name);
    if (bytes) form.set('file', new Blob([bytes]), '欢迎.wav');
    return api.as('admin').post<Prompt>('/prompts', form);
  };

  it('are uploaded as WAV, listed, and may then be named by a flow', async () => {
    const { status, body } = await upload(wav(1.5));
    expect({ status, body }).toEqual({ status: 201, body: { id: body.id, name: '欢迎词', seconds: 1.5 } });
    expect((await api.as('supervisor').get<Prompt[]>('/prompts')).body).toEqual([body]);
    const said = { ...bye(''), nodes: { bye: { kind: 'hangup', prompts: [{ kind: 'audio', id: body.id }] } } };
    expect((await create(said)).status).toBe(201);
    expect((await api.as('admin', 'blue').get('/prompts')).body).toEqual([]);
    expect(await api.as('admin', 'blue').post('/flows', { name: '偷', definition: said })).toMatchObject({
      status: 422,
    });
  });

  it('are refused when they are no WAV, too long, too large, or nothing', async () => {
    expect(await upload(new TextEncoder().encode('not audio'))).toMatchObject({
      status: 422,
      body: { code: 'prompt.not_wav' },
    });
    expect(await upload(wav(301))).toMatchObject({ status: 422, body: { code: 'prompt.too_long' } });
    expect(await upload(new Uint8Array(11 * 1024 * 1024))).toMatchObject({
      status: 422,
      body: { code: 'prompt.too_large' },
    });
    expect(await upload(undefined)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
    expect(await upload(wav(1), ' ')).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  });
});

/** A tone of that many seconds: 8 kHz, 16 bits, mono. */
function wav(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = Math.round(seconds * 8000);
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8000, 24);
  file.writeUInt32LE(16_000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) file.writeInt16LE(Math.round(8000 * Math.sin(i / 3)), 44 + i * 2);
  return new Uint8Array(file);
}
