import { Module } from '@nestjs/common';

import { ApplicantService } from './applicant.service.js';
import { Approval } from './approval.js';
import { VerificationCalendar } from './calendar.js';
import { Dossiers } from './dossier.js';
import { Documents } from './documents.js';
import { LetterService } from './letter.service.js';
import { MaterialService } from './material.service.js';
import { Ocr } from './ocr.js';
import { ReviewController, ReviewSettingsController } from './review.controller.js';
import { ReviewService } from './review.service.js';
import { VerificationController } from './verification.controller.js';

@Module({
  controllers: [VerificationController, ReviewController, ReviewSettingsController],
  providers: [
    Dossiers,
    ApplicantService,
    MaterialService,
    LetterService,
    Documents,
    Ocr,
    Approval,
    ReviewService,
    VerificationCalendar,
  ],
})
export class VerificationModule {}
