import type { TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

/** Something the live engine works with was changed by a person. */
export interface Change {
  readonly kind: 'groups' | 'agents' | 'trunks' | 'lines' | 'flows' | 'floor';
  readonly tenantId: TenantId;
}

/** Tells the live engine of changed rows, after they are committed. */
@Injectable()
export class Changes {
  readonly #watchers = new Set<(change: Change) => void>();

  emit(change: Change): void {
    for (const watcher of this.#watchers) watcher(change);
  }

  watch(watcher: (change: Change) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
