import { Module } from '@nestjs/common';

import { ContractController } from './contract.controller.js';
import { ContractService } from './contract.service.js';
import { EvidenceChain } from './evidence.js';
import { OperatorContractController, TermsController } from './operator.controller.js';
import { OperatorContractService } from './operator.service.js';
import { Signatory } from './signatory.js';
import { SigningService } from './signing.service.js';
import { TermsService } from './terms.service.js';
import { VerifyService } from './verify.service.js';

@Module({
  controllers: [TermsController, ContractController, OperatorContractController],
  providers: [
    ContractService,
    EvidenceChain,
    OperatorContractService,
    Signatory,
    SigningService,
    TermsService,
    VerifyService,
  ],
})
export class ContractModule {}
