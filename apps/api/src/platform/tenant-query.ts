import type { Role } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import pg from 'pg';

/** What node-postgres does inside of a query: not in its types. */
interface Wire {
  parse(message: { text: string }): void;
  bind(message: { values: readonly unknown[] }): void;
  execute(message: object): void;
}
interface Inside {
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}

const Query = pg.Query as unknown as new (config: {
  text: string;
  values: readonly unknown[];
  queryMode: 'extended';
}) => Inside & pg.Submittable;

export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Names the tenant of the transaction, and who is signed in, if anybody. */
export const naming = (tenant: TenantId, who?: { readonly userId: UserId; readonly role: Role }): Statement =>
  who
    ? {
        sql: `SELECT set_config('sibai.tenant', $1, true), set_config('sibai.user', $2, true), set_config('sibai.role', $3, true)`,
        params: [tenant, who.userId, who.role],
      }
    : { sql: `SELECT set_config('sibai.tenant', $1, true)`, params: [tenant] };

/**
 * Statements of one tenant, in one trip: the tenant is named and they are executed before a single Sync, which Postgres
 * takes for one transaction. By themselves BEGIN, the tenant, a statement and COMMIT are four trips. The result is that of
 * the last statement; the parameters of the others are text, numbers or null.
 */
export class TenantQuery extends Query {
  readonly #before: readonly Statement[];
  #answersToSkip: number;

  constructor(named: Statement, statements: readonly Statement[]) {
    const before = [named, ...statements];
    const { sql, params } = before.pop() ?? { sql: '', params: [] };
    super({ text: sql, values: params, queryMode: 'extended' });
    this.#before = before;
    this.#answersToSkip = before.length;
  }

  override prepare(wire: Wire): void {
    for (const { sql, params } of this.#before) {
      wire.parse({ text: sql });
      wire.bind({ values: params.map((value) => (value === null ? null : String(value))) });
      wire.execute({});
    }
    super.prepare(wire);
  }

  override handleDataRow(message: unknown): void {
    if (this.#answersToSkip === 0) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#answersToSkip === 0) super.handleCommandComplete(message, wire);
    else this.#answersToSkip--;
  }
}
