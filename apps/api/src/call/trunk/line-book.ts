import type { RecordingRule, SuspensionCause } from '@sibai/call';
import type { Line, Suspension } from '@sibai/contracts';
import { Flow } from '@sibai/ivr';
import type { FlowVersionId, LineId, TenantId, TrunkId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { ownerOf, trunkEndpoint } from '../endpoint.js';
import { RULE_COLUMNS, RULE_JOINS, type RuleRow, ruleOf } from '../recording-rule.js';

/** What a call to a number meets. `flow` is the version published at this moment. */
export interface LineEntry {
  readonly tenantId: TenantId;
  readonly lineId: LineId;
  readonly name: string;
  readonly number: string;
  readonly concurrency: number;
  readonly flowVersionId: FlowVersionId;
  readonly flow: Flow;
  readonly trunkId: TrunkId;
  /** The endpoint of the line's trunk, for calls that go out. */
  readonly trunk: string;
  readonly outboundCli: string | null;
  /** Why it takes no calls at present. */
  readonly suspended: SuspensionCause | null;
  /** How its keys come, when that is not how its trunk is set. */
  readonly dtmf: DtmfMode | null;
  readonly recording: RecordingRule;
}

export type DtmfMode = Line['dtmf'];

type Row = Omit<LineEntry, 'flow' | 'trunk' | 'suspended' | 'recording'> &
  RuleRow & {
    suspensions: Suspension[];
    definition: unknown;
    match: string;
    username: string | null;
  };

/** Another process may have changed a row: what was read is believed no longer than this. */
const FRESH_MS = 30_000;

/** Finds the line of a number dialled. A found line is kept a while, since each call of a busy hour asks for the same. */
@Injectable()
export class LineBook {
  #known = new Map<string, { entry: LineEntry; at: number }>();

  constructor(
    private readonly db: Db,
    changes: Changes,
  ) {
    // A new one: what is being read meanwhile, and may be of before, is kept in the old.
    changes.watch(() => (this.#known = new Map()));
  }

  /** The line that `dialled` means on that endpoint; undefined when it means none, whatever the reason. */
  async find(endpoint: string, dialled: string): Promise<LineEntry | undefined> {
    const number = asNumber(dialled);
    if (number === undefined) return undefined;
    const key = `${endpoint} ${number}`;
    const known = this.#known;
    const before = known.get(key);
    if (before && Date.now() - before.at < FRESH_MS) return before.entry;

    const found = await this.#look(endpoint, number);
    if (found) known.set(key, { entry: found, at: Date.now() });
    return found;
  }

  /** One version of a flow, as a call in progress has it. */
  async flow(tenant: TenantId, version: FlowVersionId): Promise<Flow | undefined> {
    const [row] = await this.db.as<{ definition: unknown }[]>(tenant, (em) =>
      em.query('SELECT definition FROM flow_version WHERE id = $1', [version]),
    );
    return row && Flow.parse(row.definition);
  }

  /** The line of a live call, for the trunk it may call out on. */
  async line(tenant: TenantId, id: LineId): Promise<LineEntry | undefined> {
    return this.#read(tenant, 'l.id = $1', id);
  }

  /** What callers of the tenant are told before they are recorded, on each of its lines. */
  async notices(tenant: TenantId): Promise<string[]> {
    const rows = await this.db.as<RuleRow[]>(tenant, (em) =>
      em.query(`SELECT ${RULE_COLUMNS} FROM line l ${RULE_JOINS} WHERE l.tenant_id = $1 AND l.state <> 'closed'`, [
        tenant,
      ]),
    );
    return [...new Set(rows.map(ruleOf).map(({ notice }) => notice.text))];
  }

  async #look(endpoint: string, number: string): Promise<LineEntry | undefined> {
    const owner = ownerOf(endpoint);
    if (owner) {
      const line = await this.#read(owner.tenant, `l.number = $1 AND l.state <> 'closed'`, number);
      // A check of the line rings at no agent's.
      return line && owner.kind === 'check' ? { ...line, flow: CHECK_FLOW, dtmf: null } : line;
    }
    const [line] = await this.db.query<{ id: LineId; tenant_id: TenantId }>('SELECT * FROM find_line($1, $2)', [
      endpoint,
      number,
    ]);
    return line && this.#read(line.tenant_id, 'l.id = $1', line.id);
  }

  async #read(tenant: TenantId, where: string, value: string): Promise<LineEntry | undefined> {
    const [row] = await this.db.as<Row[]>(tenant, (em) =>
      em.query(
        `SELECT l.tenant_id AS "tenantId", l.id AS "lineId", l.name, l.number, l.concurrency, l.suspensions,
                nullif(l.dtmf, t.dtmf) AS dtmf,
                t.id AS "trunkId", t.match, t.username, t.outbound_cli AS "outboundCli", v.id AS "flowVersionId", v.definition,
                ${RULE_COLUMNS}
           FROM line l
           JOIN LATERAL line_trunk(l.id) t ON true
           JOIN LATERAL (SELECT id, definition FROM flow_version
                          WHERE flow_id = l.flow_id ORDER BY version DESC LIMIT 1) v ON true
           ${RULE_JOINS}
          WHERE ${where} AND l.tenant_id = $2`,
        [value, tenant],
      ),
    );
    if (!row) return undefined;
    const { definition, match, username, suspensions, ...rest } = row;
    const { recordingPolicy, recordingSetting, recordingNotice, ...entry } = rest;
    return {
      ...entry,
      recording: ruleOf({ recordingPolicy, recordingSetting, recordingNotice }),
      suspended: causeOf(suspensions),
      trunk: trunkEndpoint({ id: entry.trunkId, match, username }),
      flow: Flow.parse(definition),
    };
  }
}

/** What callers hear of a line that is suspended for several reasons: the gravest. */
function causeOf(suspensions: readonly Suspension[]): SuspensionCause | null {
  if (suspensions.includes('operator')) return 'line_suspended';
  if (suspensions.includes('verification')) return 'line_unverified';
  return suspensions.includes('payment') ? 'line_unpaid' : null;
}

/** Says something, and takes every key: each is an event of the call, by which the check sees what was understood. */
const CHECK_FLOW = Flow.parse({
  schemaVersion: 1,
  start: 'said',
  nodes: {
    said: {
      kind: 'menu',
      title: '线路检测',
      prompts: [{ kind: 'text', text: '您好，这是线路检测，通话正常。' }],
      options: Object.fromEntries([...'0123456789*#'].map((key) => [key, 'said'])),
      exhausted: 'over',
    },
    over: { kind: 'hangup' },
  },
});

/** 4008001234, +86 400 800 1234, 0086…: carriers differ in how they send a 400 number. */
function asNumber(dialled: string): string | undefined {
  const digits = dialled.replace(/^(\+|00)86/, '').replace(/\D/g, '');
  return /^400\d{7}$/.test(digits) ? digits : undefined;
}
