import type { VerificationLetter } from '@sibai/contracts';
import type { VerificationId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { renderPdf } from '../../platform/pdf/pdf.js';
import { Dossiers } from './dossier.js';
import { letter } from './letter.js';

@Injectable()
export class LetterService {
  constructor(
    private readonly db: Db,
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  async render(id: VerificationId, kind: VerificationLetter) {
    const { form } = await this.db.run((em, tenantId) => this.dossiers.open(em, tenantId, id));
    const document = letter(kind, form, this.clock.now());
    return { mime: 'application/pdf', name: `${document.title}.pdf`, bytes: await renderPdf(document) };
  }
}
