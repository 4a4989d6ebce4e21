import {
  DecideReview,
  id,
  RevealedIdNumber,
  RevealIdNumber,
  Review,
  ReviewList,
  ReviewQuery,
  ReviewSettings,
  SaveReviewSettings,
} from '@sibai/contracts';
import type { MaterialId, VerificationId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { sendFile } from './file-answer.js';
import { ReviewService } from './review.service.js';

const reviewId = { schema: id<'Verification'>() };

@Allow('verification.operate')
@Controller('reviews')
export class ReviewController {
  constructor(private readonly reviews: ReviewService) {}

  @Get()
  @Answers(ReviewList)
  list(@Me() me: Me, @Query({ schema: ReviewQuery }) query: ReviewQuery): Promise<ReviewList> {
    return this.reviews.list(me, query);
  }

  @Get(':id')
  @Answers(Review)
  show(@Me() me: Me, @Param('id', reviewId) review: VerificationId): Promise<Review> {
    return this.reviews.show(me, review);
  }

  @Post(':id/claim')
  @HttpCode(200)
  @Answers(Review)
  claim(@Me() me: Me, @Param('id', reviewId) review: VerificationId): Promise<Review> {
    return this.reviews.claim(me, review);
  }

  @Post(':id/release')
  @HttpCode(200)
  @Answers(Review)
  release(@Me() me: Me, @Param('id', reviewId) review: VerificationId): Promise<Review> {
    return this.reviews.release(me, review);
  }

  @Post(':id/decision')
  @HttpCode(200)
  @Answers(Review)
  decide(
    @Me() me: Me,
    @Param('id', reviewId) review: VerificationId,
    @Body({ schema: DecideReview }) decision: DecideReview,
  ): Promise<Review> {
    return this.reviews.decide(me, review, decision);
  }

  @Get(':id/materials/:materialId/picture')
  @ApiProduces('image/jpeg')
  async picture(
    @Me() me: Me,
    @Param('id', reviewId) review: VerificationId,
    @Param('materialId', { schema: id<'Material'>() }) material: MaterialId,
    @Res() response: Response,
  ): Promise<void> {
    sendFile(response, await this.reviews.picture(me, review, material), 'inline');
  }

  @Post(':id/reveal')
  @HttpCode(200)
  @Answers(RevealedIdNumber)
  reveal(
    @Me() me: Me,
    @Param('id', reviewId) review: VerificationId,
    @Body({ schema: RevealIdNumber }) wanted: RevealIdNumber,
  ): Promise<{ value: string }> {
    return this.reviews.reveal(me, review, wanted);
  }
}

@Allow('verification.operate')
@Controller('review-settings')
export class ReviewSettingsController {
  constructor(private readonly reviews: ReviewService) {}

  @Get()
  @Answers(ReviewSettings)
  settings(): Promise<ReviewSettings> {
    return this.reviews.settings();
  }

  @Put()
  @Answers(ReviewSettings)
  saveSettings(
    @Me() me: Me,
    @Body({ schema: SaveReviewSettings }) { automaticApproval }: SaveReviewSettings,
  ): Promise<ReviewSettings> {
    return this.reviews.saveSettings(me, automaticApproval);
  }
}
