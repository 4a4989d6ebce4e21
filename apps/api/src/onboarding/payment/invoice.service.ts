import { safeFen, yuan } from '@sibai/billing';
import type { CustomerInvoice, Invoice, Invoices, RequestInvoice } from '@sibai/contracts';
import { DomainError, type FileId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { Safe, type StoredFile } from '../../platform/safe.js';
import type { Me } from '../../platform/session.service.js';
import { InvoiceEntity } from './bill.entities.js';
import { Contacts, CUSTOMER_NAME } from './contacts.js';
import { PayOrderEntity } from './order.entities.js';
import { orderWire } from './order-row.js';

/** What was consumed is invoiced; a top-up is, when it has paid for something. */
const INVOICEABLE = ['first', 'renewal', 'bill'] as const;

/** 发票: asked for by the customer, made out to the verified enterprise, issued by the operator with its PDF. */
@Injectable()
export class InvoiceService {
  constructor(
    private readonly db: Db,
    private readonly safe: Safe,
    private readonly contacts: Contacts,
    private readonly clock: Clock,
  ) {}

  mine(): Promise<Invoices> {
    return this.db.run(async (em, tenantId) => {
      const rows = await em.find(InvoiceEntity, {
        where: { tenantId },
        order: { requestedAt: 'DESC', id: 'DESC' },
        take: 200,
      });
      const where = { tenantId, state: 'paid' as const, kind: In([...INVOICEABLE]), invoiceId: IsNull() };
      const open = await em.find(PayOrderEntity, { where, order: { paidAt: 'DESC' }, take: 200 });
      return {
        invoices: rows.map(invoiceWire),
        party: await partyOf(em, tenantId),
        open: open.filter(({ amountFen }) => safeFen(amountFen) > 0).map(orderWire),
      };
    });
  }

  request(me: Me, { kind, email, orderIds }: RequestInvoice): Promise<Invoice> {
    return this.db.as(me.tenantId, async (em) => {
      const { tenantId } = me;
      const party = await partyOf(em, tenantId);
      if (!party) throw new DomainError('invoice.no_party');
      const ids = [...new Set(orderIds)].toSorted();
      const orders = await em.find(PayOrderEntity, {
        where: { tenantId, id: In(ids), state: 'paid', kind: In([...INVOICEABLE]), invoiceId: IsNull() },
        order: { id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      const amountFen = orders.reduce((sum, order) => sum + safeFen(order.amountFen), 0);
      if (orders.length !== ids.length || amountFen === 0) throw new DomainError('invoice.nothing');
      const id = uuid();
      const facts = { id, tenantId, kind, email, title: party.title, uscc: party.uscc, amountFen: String(amountFen) };
      await em.insert(InvoiceEntity, { ...facts, state: 'requested', requestedAt: this.clock.now() });
      await em.update(PayOrderEntity, { tenantId, id: In(ids) }, { invoiceId: id });
      await audit(em, me, 'invoice.requested', id, { amountFen, kind });
      return invoiceWire(await em.findOneByOrFail(InvoiceEntity, { id }));
    });
  }

  async file(tenantId: TenantId, id: string): Promise<StoredFile> {
    const invoice = await this.db.as(tenantId, (em) => em.findOneBy(InvoiceEntity, { tenantId, id }));
    if (!invoice?.fileId) throw new DomainError('invoice.missing', { id });
    return this.safe.read(tenantId, invoice.fileId as FileId);
  }

  /** To the operator: those that wait first. */
  all(): Promise<CustomerInvoice[]> {
    return this.db.run(async (em) => {
      const rows = await em.find(InvoiceEntity, { order: { requestedAt: 'DESC' }, take: 200 });
      const names = await em.query<{ id: string; name: string }[]>(
        `SELECT t.id, ${CUSTOMER_NAME} AS name FROM tenant t WHERE t.id = ANY ($1)`,
        [[...new Set(rows.map(({ tenantId }) => tenantId))]],
      );
      return rows
        .map((row) => ({
          ...invoiceWire(row),
          tenantId: row.tenantId,
          customer: names.find(({ id }) => id === row.tenantId)?.name ?? '',
        }))
        .toSorted((a, b) => Number(b.state === 'requested') - Number(a.state === 'requested'));
    });
  }

  /** With its number, and its PDF where there is one. */
  async issue(me: Me, id: string, number: string, pdf: Buffer | undefined): Promise<void> {
    if (pdf && pdf.subarray(0, 5).toString('latin1') !== '%PDF-') throw new DomainError('invoice.not_pdf');
    const tenantId = await this.#owner(id);
    await this.db
      .as(tenantId, async (em) => {
        const invoice = await lock(em, tenantId, id, 'requested');
        const name = `发票-${number}.pdf`;
        const file =
          pdf && (await this.safe.put(em, tenantId, { kind: 'invoice', mime: 'application/pdf', bytes: pdf, name }));
        const issued = { state: 'issued', number, fileId: file?.id ?? null, issuedAt: this.clock.now() };
        await em.update(InvoiceEntity, { id }, issued);
        await audit(em, me, 'invoice.issued', id, { number, sha256: file?.sha256 });
        await this.contacts.tell(em, tenantId, 'invoice_issued', { number, amount: yuan(safeFen(invoice.amountFen)) });
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'invoice_number_key')) throw new DomainError('invoice.number_taken', { number }, { cause });
        throw cause;
      });
  }

  /** Not issued, or issued and voided (红冲): its orders can be asked for again. */
  async reject(me: Me, id: string, reason: string): Promise<void> {
    const tenantId = await this.#owner(id);
    await this.db.as(tenantId, async (em) => {
      const invoice = await lock(em, tenantId, id, 'requested', 'issued');
      const state = invoice.state === 'issued' ? 'voided' : 'rejected';
      await em.update(InvoiceEntity, { id }, { state, reason });
      await em.update(PayOrderEntity, { tenantId, invoiceId: id }, { invoiceId: null });
      await audit(em, me, `invoice.${state}`, id, { reason });
      await this.contacts.tell(em, tenantId, 'invoice_rejected', { amount: yuan(safeFen(invoice.amountFen)), reason });
    });
  }

  async #owner(id: string): Promise<TenantId> {
    const invoice = await this.db.run((em) => em.findOneBy(InvoiceEntity, { id }));
    if (!invoice) throw new DomainError('invoice.missing', { id });
    return invoice.tenantId;
  }
}

async function lock(
  em: EntityManager,
  tenantId: TenantId,
  id: string,
  ...states: readonly string[]
): Promise<InvoiceEntity> {
  const invoice = await em.findOne(InvoiceEntity, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } });
  if (!invoice) throw new DomainError('invoice.missing', { id });
  if (!states.includes(invoice.state)) throw new DomainError('invoice.not_open', { id, state: invoice.state });
  return invoice;
}

async function partyOf(em: EntityManager, tenantId: TenantId): Promise<{ title: string; uscc: string } | null> {
  const [row] = await em.query<{ title: string; uscc: string }[]>(
    `SELECT company_name AS title, uscc FROM verified_identity($1) WHERE in_force AND uscc IS NOT NULL`,
    [tenantId],
  );
  return row ?? null;
}

export const invoiceWire = (row: InvoiceEntity): Invoice => ({
  id: row.id,
  kind: row.kind as Invoice['kind'],
  title: row.title,
  uscc: row.uscc,
  email: row.email,
  amountFen: safeFen(row.amountFen),
  state: row.state as Invoice['state'],
  number: row.number,
  hasFile: row.fileId !== null,
  reason: row.reason,
  requestedAt: row.requestedAt.toISOString(),
  issuedAt: row.issuedAt?.toISOString() ?? null,
});
