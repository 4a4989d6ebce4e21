import { type SaveVerification, Verification, VerificationForm } from '@sibai/contracts';
import { ApiError } from '@sibai/ui';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Draft } from './draft';

const FORM = VerificationForm.parse({});
const server = (version: number, form: Partial<VerificationForm> = {}): Verification =>
  Verification.parse({
    ...{ id: '0197d1f0-0000-7000-8000-000000000001', kind: 'first', state: 'draft', version },
    form: { ...FORM, ...form },
    ...{ materials: [], confirmedMobiles: [], findings: [], reasons: [], remark: null, inReview: false },
    ...{ openedAt: '2026-11-22T00:00:00Z', savedAt: '2026-11-22T00:00:00Z' },
    ...{ submittedAt: null, dueAt: null, decidedAt: null, expiresOn: null, suspended: false },
  });

/** A server that keeps one form, refuses old versions as the real one does, and can be out of reach. */
class Server {
  now = server(1);
  away = false;
  readonly saves: SaveVerification[] = [];

  readonly save = async ({ version, fields }: SaveVerification): Promise<Verification> => {
    await Promise.resolve();
    if (this.away) throw new ApiError(0, 'client.offline');
    if (version !== this.now.version) throw new ApiError(409, 'verification.stale', { current: this.now });
    this.saves.push({ version, fields });
    return this.elsewhere(fields);
  };

  elsewhere(fields: Partial<VerificationForm>): Verification {
    this.now = server(this.now.version + 1, { ...this.now.form, ...fields });
    return this.now;
  }
}

let far: Server;
let draft: Draft;
let moved: number;
beforeEach(() => {
  vi.useFakeTimers();
  far = new Server();
  moved = 0;
  draft = new Draft(far.now, far.save, () => moved++);
});
afterEach(() => {
  draft.stop();
  vi.useRealTimers();
});

const pass = (ms = 10_000) => vi.advanceTimersByTimeAsync(ms);

describe('what is typed', () => {
  it('is shown at once, and saved together after a pause', async () => {
    draft.set({ companyName: '四' });
    draft.set({ companyName: '四百' });
    draft.set({ legalName: '张三' });
    expect(draft.state()).toMatchObject({ form: { companyName: '四百' }, saving: 'waiting' });
    await pass();
    expect(far.saves).toEqual([{ version: 1, fields: { companyName: '四百', legalName: '张三' } }]);
    expect(draft.state().saving).toBe('saved');
  });

  it('while a save is under way, is saved after it', async () => {
    draft.set({ companyName: '四' });
    const first = draft.flush();
    await Promise.resolve();
    draft.set({ companyName: '四百' });
    await first;
    expect(draft.state().form.companyName).toBe('四百');
    await pass();
    expect(far.saves.map(({ fields }) => fields.companyName)).toEqual(['四', '四百']);
  });

  it('outlives a lost connection', async () => {
    far.away = true;
    draft.set({ companyName: '四百' });
    await pass(1000);
    expect(draft.state()).toMatchObject({ form: { companyName: '四百' }, saving: 'offline' });
    far.away = false;
    await pass();
    expect(far.now.form.companyName).toBe('四百');
    expect(draft.state().saving).toBe('saved');
  });

  it('keeps an ID number in the clear on the page that typed it', async () => {
    draft.set({ legalIdNumber: '360426199101010071' });
    await pass();
    far.now = server(3, { legalIdNumber: '360***********0071' });
    draft.accept(far.now);
    expect(draft.state().form.legalIdNumber).toBe('360426199101010071');
  });
});

describe('what another device saved meanwhile', () => {
  it('is taken along when it is of other fields', async () => {
    far.elsewhere({ address: '某路 1 号' });
    draft.set({ companyName: '四百' });
    await pass();
    expect(far.now.form).toMatchObject({ address: '某路 1 号', companyName: '四百' });
    expect(draft.state()).toMatchObject({ form: { address: '某路 1 号', companyName: '四百' }, saving: 'saved' });
  });

  it.each(['mine', 'theirs'] as const)('is asked about when it is of the same field: %s', async (whose) => {
    far.elsewhere({ companyName: '那边' });
    draft.set({ companyName: '这边', legalName: '张三' });
    await pass();
    expect(draft.state().conflicts).toEqual(new Map([['companyName', '那边']]));
    expect(draft.state()).toMatchObject({ form: { companyName: '这边' }, saving: 'conflict' });
    expect(far.now.form).toMatchObject({ companyName: '那边', legalName: '张三' });

    draft.settle('companyName', whose);
    await pass();
    const name = whose === 'mine' ? '这边' : '那边';
    expect(far.now.form.companyName).toBe(name);
    expect(draft.state()).toMatchObject({ form: { companyName: name }, saving: 'saved' });
    expect(draft.state().conflicts.size).toBe(0);
  });

  it('may be that it was handed in: the page is told', async () => {
    draft = new Draft(
      far.now,
      () => Promise.reject(new ApiError(409, 'verification.wrong_state', { state: 'submitted' })),
      () => moved++,
    );
    draft.set({ companyName: '四百' });
    await pass(1000);
    expect(moved).toBe(1);
    expect(draft.state().form.companyName).toBe('四百');
  });
});

it('does not go back to an older answer', () => {
  draft.accept(server(5, { companyName: '新' }));
  draft.accept(server(4, { companyName: '旧' }));
  expect(draft.state().form.companyName).toBe('新');
});
