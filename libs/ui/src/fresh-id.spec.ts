import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { freshId } from './fresh-id.js';

afterEach(() => vi.unstubAllGlobals());

it('is a UUID, each time another, also where the browser makes none itself', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const made = Array.from({ length: 50 }, freshId);
  for (const id of made) expect(z.uuidv4().safeParse(id).success).toBe(true);
  expect(new Set(made).size).toBe(50);
});
