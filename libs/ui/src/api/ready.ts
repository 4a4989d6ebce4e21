import { Ready } from '@sibai/contracts';
import { queryOptions } from '@tanstack/react-query';

import { ApiError } from './call.js';

/** The state of each part of the product. The server answers 503 with the same body when one is down. */
export const ready = queryOptions({
  queryKey: ['ready'],
  refetchInterval: 15_000,
  queryFn: async ({ signal }): Promise<Ready> => {
    const response = await fetch('/api/ready', { signal }).catch((cause: unknown) => {
      throw new ApiError(0, 'client.offline', {}, { cause });
    });
    const parsed = Ready.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new ApiError(response.status, 'client.unexpected');
    return parsed.data;
  },
});
