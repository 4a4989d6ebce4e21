import { Tenant } from '@sibai/contracts';
import { Controller, Get } from '@nestjs/common';

import { Allow } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { Answers } from '../../platform/openapi.js';

type Row = Omit<Tenant, 'createdAt'> & { createdAt: Date };

@Controller('tenants')
export class TenantController {
  constructor(private readonly db: Db) {}

  /** `tenant_list()` looks over the tenants' wall, and answers the platform's own tenant only. */
  @Allow('tenant.view')
  @Get()
  @Answers([Tenant])
  async list(): Promise<Tenant[]> {
    const rows = await this.db.run((em) =>
      em.query<Row[]>(`SELECT id, name, kind, created_at AS "createdAt", users::int, lines::int FROM tenant_list()`),
    );
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  }
}
