import { KeyRotation, VaultState, VaultTenant } from '@sibai/contracts';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { KeyRotations } from '../../platform/key-rotations.js';
import { VaultChecks } from './vault-check.js';
import { VaultSummary } from './vault-summary.js';

@Controller('vault')
export class VaultController {
  constructor(
    private readonly checks: VaultChecks,
    private readonly rotations: KeyRotations,
    private readonly summary: VaultSummary,
  ) {}

  /** What the last looks over the recordings found, and what is wrong now. */
  @Allow('vault.view')
  @Get('checks')
  @Answers(VaultState)
  state(): Promise<VaultState> {
    return this.checks.state();
  }

  /** Has the tenant's recordings looked over; those of all tenants when the operator asks. */
  @Allow('vault.verify')
  @Post('checks')
  @HttpCode(202)
  async ask(@Me() me: Me): Promise<void> {
    await this.checks.ask(me.role === 'operator' ? await this.checks.tenants() : [me.tenantId]);
  }

  /** How the recordings of each enterprise are kept: counts only. */
  @Allow('vault.operate')
  @Get('tenants')
  @Answers([VaultTenant])
  tenants(): Promise<VaultTenant[]> {
    return this.summary.tenants();
  }

  @Allow('vault.operate')
  @Get('rotations')
  @Answers([KeyRotation])
  async rotated(): Promise<KeyRotation[]> {
    return (await this.rotations.list()).map((rotation) => rotation.toWire());
  }

  /** Goes over to new keys, soon. One that was broken off is gone on with. */
  @Allow('vault.operate')
  @Post('rotations')
  @HttpCode(202)
  rotate(): Promise<void> {
    return this.rotations.ask();
  }
}
