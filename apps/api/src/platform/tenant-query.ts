import type { TenantId } from '@sibai/kernel';
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

/**
 * One statement of one tenant, in one trip: the tenant is named and the statement is executed before a single Sync, which
 * Postgres takes for one transaction. Four trips otherwise: BEGIN, the tenant, the statement, COMMIT.
 */
export class TenantQuery extends Query {
  readonly #tenant: TenantId;
  /** Until then what comes is the answer to the naming of the tenant. */
  #named = false;

  constructor(tenant: TenantId, text: string, values: readonly unknown[]) {
    super({ text, values, queryMode: 'extended' });
    this.#tenant = tenant;
  }

  override prepare(wire: Wire): void {
    wire.parse({ text: `SELECT set_config('sibai.tenant', $1, true)` });
    wire.bind({ values: [this.#tenant] });
    wire.execute({});
    super.prepare(wire);
  }

  override handleDataRow(message: unknown): void {
    if (this.#named) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#named) super.handleCommandComplete(message, wire);
    this.#named = true;
  }
}
