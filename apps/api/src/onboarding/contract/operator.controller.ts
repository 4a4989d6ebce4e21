import {
  ChainState,
  CustomerContractPage,
  CustomerContractQuery,
  EndContract,
  id,
  PublicTerms,
  PublishTerms,
  Terms,
} from '@sibai/contracts';
import type { ContractId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow, Me, Public } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { sendPdf } from './contract.controller.js';
import { OperatorContractService } from './operator.service.js';
import { TermsService } from './terms.service.js';

@Controller('terms')
export class TermsController {
  constructor(private readonly terms: TermsService) {}

  /** The terms in force, for who wants to read them before signing up. */
  @Public()
  @Get()
  @Answers(PublicTerms)
  async current(): Promise<PublicTerms> {
    return (await this.terms.current()).toPublic();
  }

  @Allow('contract.operate')
  @Get('versions')
  @Answers([Terms])
  versions(): Promise<Terms[]> {
    return this.terms.versions();
  }

  @Allow('contract.operate')
  @Post()
  @Answers([Terms], 201)
  publish(@Me() me: Me, @Body({ schema: PublishTerms }) body: PublishTerms): Promise<Terms[]> {
    return this.terms.publish(me, body);
  }
}

@Controller('operator/contracts')
export class OperatorContractController {
  constructor(private readonly contracts: OperatorContractService) {}

  @Allow('contract.operate')
  @Get()
  @Answers(CustomerContractPage)
  page(@Query({ schema: CustomerContractQuery }) query: CustomerContractQuery): Promise<CustomerContractPage> {
    return this.contracts.page(query);
  }

  @Allow('contract.operate')
  @Get('chain')
  @Answers(ChainState)
  state(): Promise<ChainState> {
    return this.contracts.state();
  }

  /** Goes over the whole chain now. */
  @Allow('contract.operate')
  @Post('chain')
  @HttpCode(200)
  @Answers(ChainState)
  check(@Me() me: Me): Promise<ChainState> {
    return this.contracts.check(me);
  }

  /** Each look at a customer's contract is audited with the customer. */
  @Allow('contract.operate')
  @Get(':id/pdf')
  @ApiProduces('application/pdf')
  async pdf(
    @Me() me: Me,
    @Param('id', { schema: id<'Contract'>() }) contract: ContractId,
    @Res() response: Response,
  ): Promise<void> {
    sendPdf(response, await this.contracts.file(me, contract));
  }

  @Allow('contract.operate')
  @Post(':id/end')
  @HttpCode(204)
  end(
    @Me() me: Me,
    @Param('id', { schema: id<'Contract'>() }) contract: ContractId,
    @Body({ schema: EndContract }) { reason }: EndContract,
  ): Promise<void> {
    return this.contracts.end(me, contract, reason);
  }
}
