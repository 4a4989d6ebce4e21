import { Journey } from '@sibai/contracts';
import { Controller, Get } from '@nestjs/common';

import { Allow, Me } from '../platform/auth.js';
import { Db } from '../platform/db.js';
import { Answers } from '../platform/openapi.js';
import { type Facts, journeyOf } from './journey.js';

/** One look at the tables of all stages, each for the row that counts: the newest, or the one furthest along. */
const FACTS = `
  SELECT coalesce((SELECT company_name FROM verified_identity($1)), t.name) AS company,
         coalesce((SELECT in_force FROM verified_identity($1)), false) AS "inForce",
         (SELECT jsonb_build_object('state', v.state) FROM verification v
           WHERE v.tenant_id = t.id ORDER BY v.id DESC LIMIT 1) AS verification,
         (SELECT jsonb_build_object('number', n.number, 'state', n.state, 'until', n.held_until) FROM number n
           WHERE n.tenant_id = t.id AND n.state IN ('held', 'sold', 'suspended')
           ORDER BY n.state = 'held', n.held_until DESC NULLS LAST LIMIT 1) AS number,
         (SELECT jsonb_build_object('state', p.state, 'firstPaymentFen', p.quote->'firstPaymentFen') FROM plan_choice p
           WHERE p.tenant_id = t.id AND p.state IN ('chosen', 'active') ORDER BY p.state LIMIT 1) AS plan,
         (SELECT jsonb_build_object('state', c.state) FROM contract c
           WHERE c.tenant_id = t.id AND c.state IN ('draft', 'signing', 'signed')
           ORDER BY c.state = 'signed' DESC, c.id DESC LIMIT 1) AS contract,
         (SELECT jsonb_build_object('state', o.state) FROM pay_order o
           WHERE o.tenant_id = t.id AND o.kind = 'first' AND o.state <> 'closed'
           ORDER BY o.state = 'paid' DESC, o.id DESC LIMIT 1) AS "order",
         (SELECT jsonb_build_object('state', l.state) FROM line l
           WHERE l.tenant_id = t.id AND l.state <> 'closed' ORDER BY l.state LIMIT 1) AS line
    FROM tenant t WHERE t.id = $1`;

type Row = Omit<Facts, 'number'> & {
  number: { number: string; state: string; until: string | null } | null;
};

@Controller('onboarding')
export class JourneyController {
  constructor(private readonly db: Db) {}

  /** Where the applicant stands, what is missing and what comes next. */
  @Allow('onboarding.view')
  @Get()
  @Answers(Journey)
  async journey(@Me() { tenantId }: Me): Promise<Journey> {
    const [facts] = await this.db.statement<Row>(tenantId, FACTS, [tenantId]);
    if (!facts) throw new Error(`no tenant ${tenantId}`);
    const until = facts.number?.until;
    return journeyOf({
      ...facts,
      number: facts.number && { ...facts.number, until: until ? new Date(until).toISOString() : null },
    });
  }
}
