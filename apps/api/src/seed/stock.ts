import { numberAt, tierOf } from '@sibai/numbers';
import type { EntityManager } from 'typeorm';

const SIZE = 20_000;
/** The blocks whose carrier several sources agree on. */
const BLOCKS = [0, 1, 6, 7, 8, 9];
const BLOCK_SIZE = 1_000_000;

/** Free numbers for a demonstration to choose from: the same ones in every installation. */
export async function addStock(em: EntityManager): Promise<void> {
  const numbers = [...drawn()];
  await em.query(
    `INSERT INTO number (number, tier) SELECT * FROM unnest(string_to_array($1, ','), string_to_array($2, ','))
       ON CONFLICT DO NOTHING`,
    [numbers.join(','), numbers.map(tierOf).join(',')],
  );
}

/** Numbers all over the blocks, by the generator of Park and Miller. */
function drawn(): ReadonlySet<string> {
  const numbers = new Set<string>();
  for (let state = 400; numbers.size < SIZE;) {
    state = (state * 48_271) % 2_147_483_647;
    const block = BLOCKS[numbers.size % BLOCKS.length] as number;
    numbers.add(numberAt(block * BLOCK_SIZE + (state % BLOCK_SIZE)));
  }
  return numbers;
}
