import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { PromptEntity } from './prompt.entity.js';
import { PromptStore } from './speech/prompt-store.js';

@Injectable()
export class PromptService {
  constructor(
    private readonly db: Db,
    private readonly store: PromptStore,
  ) {}

  list(): Promise<PromptEntity[]> {
    return this.db.run((em) => em.find(PromptEntity, { order: { createdAt: 'DESC', id: 'DESC' } }));
  }

  /** Keeps an uploaded recording. Its row has the id of its file, which is what a flow names. */
  async add(name: string, upload: Buffer): Promise<PromptEntity> {
    const { id, seconds } = await this.store.store(upload);
    try {
      return await this.db.run(async (em, tenantId) => {
        await em.insert(PromptEntity, { id, tenantId, name, file: id, seconds });
        const prompt = await em.findOneBy(PromptEntity, { id });
        if (!prompt) throw new DomainError('prompt.missing', { id });
        return prompt;
      });
    } catch (error) {
      await this.store.remove(id);
      throw error;
    }
  }
}
