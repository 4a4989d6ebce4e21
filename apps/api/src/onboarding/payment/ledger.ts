import { safeFen } from '@sibai/billing';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { violates } from '../../platform/pg-error.js';

/** What a movement of the balance was for. */
export type EntryKind =
  'top_up' | 'order' | 'refund' | 'withdrawn' | 'too_much' | 'too_little' | 'late' | 'twice' | 'correction';

export interface Movement {
  /** Positive for what comes in. */
  readonly amountFen: number;
  readonly kind: EntryKind;
  readonly orderId?: string | undefined;
}

/** The prepaid balances. Postgres holds them: an account's row takes turns, is never negative, and its entries form a chain. */
@Injectable()
export class Ledger {
  constructor(private readonly clock: Clock) {}

  /** In a transaction of that tenant. Throws `balance.too_low` for more than there is. */
  async post(em: EntityManager, tenantId: TenantId, { amountFen, kind, orderId }: Movement): Promise<number> {
    await open(em, tenantId);
    const [[after]] = await em
      .query<[{ balance_fen: string; entries: number }[], number]>(
        `UPDATE billing_account SET balance_fen = balance_fen + $2, entries = entries + 1
          WHERE tenant_id = $1 RETURNING balance_fen, entries`,
        [tenantId, amountFen],
      )
      .catch((cause: unknown) => {
        if (violates(cause, 'billing_account_balance_check')) throw new DomainError('balance.too_low', {}, { cause });
        throw cause;
      });
    if (!after) throw new Error(`no account of ${tenantId}`);
    const balance = safeFen(after.balance_fen);
    const seq = after.entries;
    await em.query(
      `INSERT INTO balance_entry (tenant_id, seq, amount_fen, balance_fen, before_seq, before_fen, kind, order_id, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tenantId,
        seq,
        amountFen,
        balance,
        seq === 1 ? null : seq - 1,
        balance - amountFen,
        kind,
        orderId ?? null,
        this.clock.now(),
      ],
    );
    return seq;
  }

  async balance(em: EntityManager, tenantId: TenantId): Promise<number> {
    const [row] = await em.query<{ balance_fen: string }[]>(
      `SELECT balance_fen FROM billing_account WHERE tenant_id = $1`,
      [tenantId],
    );
    return safeFen(row?.balance_fen ?? 0);
  }
}

/** Makes the account where there is none. */
export async function open(em: EntityManager, tenantId: TenantId): Promise<void> {
  await em.query(`INSERT INTO billing_account (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING`, [tenantId]);
}
