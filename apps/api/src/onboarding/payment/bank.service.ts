import { createHash } from 'node:crypto';

import { matchLine, type Payable, readStatement, referencesIn, safeFen, type StatementLine } from '@sibai/billing';
import type { BankLine, MatchSuggestion, Statement } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { type EntityManager, Not } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import type { Me } from '../../platform/session.service.js';
import { BankLineEntity, BankStatementEntity } from './bank.entities.js';
import { CUSTOMER_NAME } from './contacts.js';
import { OrderEvents } from './order-events.js';
import { lockOrder } from './order-row.js';

const PAGE = 100;

interface Candidate extends Payable {
  readonly tenantId: TenantId;
  readonly kind: MatchSuggestion['kind'];
  readonly state: MatchSuggestion['state'];
}

/** Transfers that customers made to the platform's account: read from the bank's statements, and matched to orders. */
@Injectable()
export class BankService {
  constructor(
    private readonly db: Db,
    private readonly events: OrderEvents,
    private readonly clock: Clock,
  ) {}

  /** The same file again answers what it did the first time; a line that another statement told of is passed over. */
  async upload(me: Me, name: string, bytes: Buffer): Promise<Statement> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const reading = readStatement(rowsOf(bytes));
    if (!reading.ok) throw new DomainError('statement.unreadable', { missing: reading.missing });
    const id = await this.db
      .as(me.tenantId, async (em) => {
        const statement = uuid();
        const { lines, bad, outgoing } = reading;
        const facts = {
          id: statement,
          tenantId: me.tenantId,
          name,
          sha256,
          bad: [...bad],
          outgoing,
          uploadedBy: me.name,
        };
        const counts = { lines: lines.length, known: 0, uploadedAt: this.clock.now() };
        await em.insert(BankStatementEntity, { ...facts, ...counts });
        let added = 0;
        for (const [line, fingerprint] of withFingerprints(lines))
          added += await this.#add(em, me.tenantId, statement, line, fingerprint);
        await em.update(BankStatementEntity, { id: statement }, { known: lines.length - added });
        await audit(em, me, 'statement.uploaded', statement, { name, lines: lines.length, added });
        return statement;
      })
      .catch((cause: unknown) => {
        if (!violates(cause, 'bank_statement_file_key')) throw cause;
        return undefined;
      });
    if (id) await this.#matchOpen(me, id);
    const [statement] = await this.statements(me.tenantId, sha256);
    if (!statement) throw new Error(`the statement ${sha256} is gone`);
    return statement;
  }

  statements(platform: TenantId, sha256?: string): Promise<Statement[]> {
    return this.db.as(platform, async (em) => {
      const rows = await em.find(BankStatementEntity, {
        where: { tenantId: platform, ...(sha256 && { sha256 }) },
        order: { uploadedAt: 'DESC', id: 'DESC' },
        take: PAGE,
      });
      const counts = await em.query<{ statement_id: string; matched: number; open: number }[]>(
        `SELECT statement_id, count(*) FILTER (WHERE state = 'matched')::int AS matched,
                count(*) FILTER (WHERE state = 'open')::int AS open
           FROM bank_line WHERE tenant_id = $1 AND statement_id = ANY ($2) GROUP BY statement_id`,
        [platform, rows.map(({ id }) => id)],
      );
      return rows.map(({ tenantId: _, sha256: __, bad, uploadedAt, ...row }) => {
        const { matched = 0, open = 0 } = counts.find(({ statement_id }) => statement_id === row.id) ?? {};
        return { ...row, matched, open, bad: bad as Statement['bad'], uploadedAt: uploadedAt.toISOString() };
      });
    });
  }

  async lines(state: BankLine['state']): Promise<BankLine[]> {
    return this.db.run(async (em, platform) => {
      const rows = await em.find(BankLineEntity, {
        where: { tenantId: platform, state },
        order: { date: 'DESC', id: 'DESC' },
        take: PAGE,
      });
      const candidates = state === 'open' ? await payable(em, this.clock.now()) : [];
      const references = await em.query<{ id: string; reference: string }[]>(
        `SELECT id, reference FROM pay_order WHERE id = ANY ($1)`,
        [rows.flatMap(({ orderId }) => orderId ?? [])],
      );
      return rows.map((row) => ({
        ...wire(row),
        reference: references.find(({ id }) => id === row.orderId)?.reference ?? null,
        suggestions: state === 'open' ? suggestionsFor(row, candidates) : [],
      }));
    });
  }

  /** A person says which order a payment is for; what does not fit its amount goes to the customer's balance. */
  async match(me: Me, lineId: string, text: string): Promise<void> {
    const [reference = text] = referencesIn(text);
    const [order] = await this.db.run((em) =>
      em.query<{ id: string; tenant_id: TenantId }[]>(`SELECT id, tenant_id FROM pay_order WHERE reference = $1`, [
        reference,
      ]),
    );
    if (!order) throw new DomainError('order.missing', { reference });
    await this.#settle(me, lineId, order.tenant_id, order.id, me.name);
    await this.db.as(order.tenant_id, (em) => audit(em, me, 'bank_line.matched', order.id, { lineId }));
  }

  /** It was for none of our orders. */
  async ignore(me: Me, lineId: string, reason: string): Promise<void> {
    await this.db.run(async (em, platform) => {
      const done = { state: 'ignored', reason, settledBy: me.name, settledAt: this.clock.now() };
      const { affected } = await em.update(BankLineEntity, { tenantId: platform, id: lineId, state: 'open' }, done);
      if (affected === 0) await refuseLine(em, platform, lineId);
      await audit(em, me, 'bank_line.ignored', lineId, { reason });
    });
  }

  async #add(
    em: EntityManager,
    tenantId: TenantId,
    statementId: string,
    line: StatementLine,
    fingerprint: string,
  ): Promise<number> {
    const added = await em.query<unknown[]>(
      `INSERT INTO bank_line (id, tenant_id, statement_id, fingerprint, date, amount_fen, payer, payer_account, memo, state)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open') ON CONFLICT (tenant_id, fingerprint) DO NOTHING RETURNING id`,
      [uuid(), tenantId, statementId, fingerprint, line.date, line.amountFen, line.payer, line.payerAccount, line.memo],
    );
    return added.length;
  }

  /** What the statement says beyond doubt needs nobody. */
  async #matchOpen(me: Me, statementId: string): Promise<void> {
    const { lines, candidates } = await this.db.run(async (em, platform) => ({
      lines: await em.find(BankLineEntity, {
        where: { tenantId: platform, statementId, state: 'open' },
        order: { id: 'ASC' },
      }),
      candidates: await payable(em, this.clock.now()),
    }));
    const taken = new Set<string>();
    for (const line of lines) {
      const match = matchLine(
        asLine(line),
        candidates.filter(({ id }) => !taken.has(id)),
      );
      if (match.kind !== 'certain') continue;
      const order = candidates.find(({ id }) => id === match.order.id);
      if (!order) continue;
      taken.add(order.id);
      await this.#settle(me, line.id, order.tenantId, order.id, 'auto');
    }
  }

  /**
   * First the money is taken for the order, in the customer's transaction, under a reference that can be taken once; then the
   * line is marked. A crash between the two leaves an open line, and matching it again changes nothing but its mark.
   */
  async #settle(me: Me, lineId: string, customer: TenantId, orderId: string, by: string): Promise<void> {
    const line = await this.db.as(me.tenantId, (em) =>
      em.findOneBy(BankLineEntity, { tenantId: me.tenantId, id: lineId }),
    );
    if (!line) throw new DomainError('bank_line.missing', { id: lineId });
    if (line.state !== 'open') throw new DomainError('bank_line.settled', { id: lineId });
    const reference = `bank:${lineId}`;
    await this.db
      .as(customer, async (em) => {
        const elsewhere = await em.query<unknown[]>(`SELECT FROM pay_receipt WHERE reference = $1 AND order_id <> $2`, [
          reference,
          orderId,
        ]);
        if (elsewhere.length > 0) throw new DomainError('bank_line.settled', { id: lineId });
        const row = await lockOrder(em, customer, orderId);
        const amountFen = safeFen(line.amountFen);
        const cause = { actor: by === 'auto' ? ('system' as const) : me };
        await this.events.apply(em, row, { type: 'received', method: 'bank', reference, amountFen }, cause);
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'pay_receipt_reference_key'))
          throw new DomainError('bank_line.settled', { id: lineId }, { cause });
        throw cause;
      });
    await this.db.as(me.tenantId, (em) =>
      em.update(
        BankLineEntity,
        { id: lineId, state: 'open' },
        { state: 'matched', customerId: customer, orderId, settledBy: by, settledAt: this.clock.now() },
      ),
    );
  }
}

async function refuseLine(em: EntityManager, platform: TenantId, id: string): Promise<never> {
  const there = await em.existsBy(BankLineEntity, { tenantId: platform, id, state: Not('open') });
  throw new DomainError(there ? 'bank_line.settled' : 'bank_line.missing', { id });
}

/** Orders a transfer may be for: all that wait, and those closed within the last three months. */
async function payable(em: EntityManager, now: Date): Promise<Candidate[]> {
  const rows = await em.query<(Omit<Candidate, 'amountFen'> & { amount: string })[]>(
    `SELECT o.id, o.tenant_id AS "tenantId", o.reference, o.amount_fen AS amount, o.kind, o.state,
            ${CUSTOMER_NAME} AS payer, o.state IN ('open', 'paying') AS open
       FROM pay_order o JOIN tenant t ON t.id = o.tenant_id
      WHERE o.state IN ('open', 'paying') OR (o.state = 'closed' AND o.closed_at > $1::timestamptz - interval '3 months')
      ORDER BY o.created_at DESC LIMIT 5000`,
    [now],
  );
  return rows.map(({ amount, ...row }) => ({ ...row, amountFen: safeFen(amount) }));
}

const asLine = ({ date, amountFen, payer, payerAccount, memo }: BankLineEntity): StatementLine => ({
  date,
  amountFen: safeFen(amountFen),
  payer,
  payerAccount,
  memo,
  serial: '',
});

function suggestionsFor(row: BankLineEntity, candidates: readonly Candidate[]): MatchSuggestion[] {
  const match = matchLine(asLine(row), candidates);
  const found = match.kind === 'certain' ? [{ ...match.order, why: ['reference', 'amount'] as const }] : match.orders;
  return found.flatMap(({ id, why }) => {
    const order = candidates.find((candidate) => candidate.id === id);
    if (!order) return [];
    const { reference, kind, state, amountFen, payer: customer } = order;
    return [{ orderId: id, customer, reference, kind, state, amountFen, why: [...why] }];
  });
}

const wire = (row: BankLineEntity): Omit<BankLine, 'reference' | 'suggestions'> => ({
  id: row.id,
  date: row.date,
  amountFen: safeFen(row.amountFen),
  payer: row.payer,
  payerAccount: row.payerAccount && `****${row.payerAccount.slice(-4)}`,
  memo: row.memo,
  state: row.state as BankLine['state'],
  orderId: row.orderId,
  settledBy: row.settledBy,
  settledAt: row.settledAt?.toISOString() ?? null,
  reason: row.reason,
});

/** Banks write UTF-8 or GBK: what is not the one is the other. */
function rowsOf(bytes: Buffer): string[][] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('gb18030').decode(bytes);
  }
  const delimiter = (text.match(/\t/g)?.length ?? 0) > (text.match(/,/g)?.length ?? 0) ? '\t' : ',';
  try {
    const options = { bom: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true, delimiter } as const;
    return parse(text, { ...options, columns: false }) as string[][];
  } catch (cause) {
    throw new DomainError('statement.unreadable', {}, { cause });
  }
}

/** Two payments may be alike in all a bank tells: the second of a file is told apart by being the second. */
function* withFingerprints(lines: readonly StatementLine[]): Generator<readonly [StatementLine, string]> {
  const seen = new Map<string, number>();
  for (const line of lines) {
    const { date, amountFen, payer, payerAccount, memo, serial } = line;
    const facts = serial ? [serial, date, amountFen] : [date, amountFen, payer, payerAccount, memo];
    const key = JSON.stringify(facts);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    yield [line, createHash('sha256').update(`${key} ${nth}`).digest('hex')];
  }
}
