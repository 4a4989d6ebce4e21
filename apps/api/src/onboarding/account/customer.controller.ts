import { CustomerDetail, CustomerPage, CustomerQuery, id } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Controller, Get, Param, Query } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { CustomerService } from './customer.service.js';

/** The enterprises on the platform, for its operator. */
@Controller('customers')
export class CustomerController {
  constructor(private readonly customers: CustomerService) {}

  @Allow('customer.view')
  @Get()
  @Answers(CustomerPage)
  page(@Query({ schema: CustomerQuery }) query: CustomerQuery): Promise<CustomerPage> {
    return this.customers.page(query);
  }

  /** The view of one is written down with the customer. */
  @Allow('customer.view')
  @Get(':id')
  @Answers(CustomerDetail)
  get(@Me() me: Me, @Param('id', { schema: id<'Tenant'>() }) tenantId: TenantId): Promise<CustomerDetail> {
    return this.customers.get(me, tenantId);
  }
}
