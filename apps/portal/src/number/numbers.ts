import {
  CARRIERS,
  MyNumbers,
  NUMBER_SHAPES,
  NUMBER_TIERS,
  NumberCardDetail,
  NumberPage,
  NumberPrices,
} from '@sibai/contracts';
import type { Carrier, Shape, TierId } from '@sibai/numbers';
import { call, json } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { journey } from '../onboarding/journey';

/** What is looked for; kept in the page's address. */
export interface Wish {
  readonly q: string;
  readonly shapes: readonly Shape[];
  readonly carriers: readonly Carrier[];
  readonly tiers: readonly TierId[];
  readonly maxYuan: number | null;
  readonly no4: boolean;
  readonly sounds: boolean;
  readonly held: boolean;
}

export const NO_WISH: Wish = {
  ...{ q: '', shapes: [], carriers: [], tiers: [], maxYuan: null },
  ...{ no4: false, sounds: false, held: false },
};

export const PRICES = [60, 200, 500] as const;

export function wishOf(params: URLSearchParams): Wish {
  const among = <T extends string>(name: string, all: readonly T[]): T[] => {
    const given = params.get(name)?.split(',') ?? [];
    return all.filter((each) => given.includes(each));
  };
  return {
    q: params.get('q') ?? '',
    shapes: among('shapes', NUMBER_SHAPES),
    carriers: among('carriers', CARRIERS),
    tiers: among('tiers', NUMBER_TIERS),
    maxYuan: PRICES.find((yuan) => String(yuan) === params.get('max')) ?? null,
    no4: params.get('no4') === '1',
    sounds: params.get('sounds') === '1',
    held: params.get('held') === '1',
  };
}

/** As the address of the page has it. */
export function paramsOf({ q, shapes, carriers, tiers, maxYuan, no4, sounds, held }: Wish): URLSearchParams {
  const lists = { shapes, carriers, tiers };
  const params = new URLSearchParams();
  if (q) params.set('q', q);
  for (const [name, list] of Object.entries(lists)) if (list.length) params.set(name, list.join(','));
  if (maxYuan !== null) params.set('max', String(maxYuan));
  for (const [name, on] of Object.entries({ no4, sounds, held })) if (on) params.set(name, '1');
  return params;
}

/** As the API is asked. */
function asked({ maxYuan, no4, sounds, held, ...wish }: Wish): URLSearchParams {
  const params = paramsOf({ ...NO_WISH, ...wish, q: wish.q.trim() });
  if (maxYuan !== null) params.set('maxPriceFen', String(maxYuan * 100));
  if (no4) params.set('without', '4');
  if (sounds) params.set('sounds', 'any');
  if (held) params.set('held', 'true');
  return params;
}

const STILL_READING_MS = 2000;

/** The numbers that fit, the best first, page after page. `size` is how many a page shows. */
export const found = (wish: Wish, size: number) =>
  infiniteQueryOptions({
    queryKey: ['numbers', 'search', asked(wish).toString(), size],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const params = asked(wish);
      params.set('limit', String(size));
      if (pageParam !== null) params.set('after', pageParam);
      return call(NumberPage, `/numbers/search?${params}`, { signal });
    },
    getNextPageParam: (page) => page.next,
    staleTime: 10_000,
    refetchInterval: ({ state }) => (state.data?.pages.at(0)?.complete === false ? STILL_READING_MS : false),
  });

export const oneNumber = (number: string) =>
  queryOptions({
    queryKey: ['numbers', 'one', number],
    queryFn: ({ signal }) => call(NumberCardDetail, `/numbers/one/${number}`, { signal }),
  });

export const numberPrices = queryOptions({
  queryKey: ['numbers', 'prices'],
  queryFn: ({ signal }) => call(NumberPrices, '/numbers/prices', { signal }),
  staleTime: 300_000,
});

/** What the enterprise holds, has and waits for. `skew`: how far this computer's clock is ahead of the server's. */
export const myNumbers = queryOptions({
  queryKey: ['numbers', 'mine'],
  queryFn: async ({ signal }) => withSkew(await call(MyNumbers, '/numbers/mine', { signal })),
  refetchInterval: 30_000,
});

const withSkew = (mine: MyNumbers) => ({ ...mine, skew: Date.now() - Date.parse(mine.now) });

interface Act {
  readonly number: string;
  /** Given back in the same moment. */
  readonly instead?: string;
}

/** One of the things an administrator does with a number; all answer what the enterprise then has. */
export function useNumberAct(method: 'POST' | 'DELETE', what: 'hold' | 'wait') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ number, instead }: Act) =>
      withSkew(
        await call(MyNumbers, `/numbers/${number}/${what}`, method === 'POST' ? json('POST', { instead }) : { method }),
      ),
    onSuccess: (mine) => client.setQueryData(myNumbers.queryKey, mine),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['numbers', 'search'] }),
        client.invalidateQueries({ queryKey: ['numbers', 'one'] }),
        client.invalidateQueries({ queryKey: journey.queryKey }),
      ]),
  });
}

const WISHED = 'sibai.wished-number';

/** The number somebody wanted before signing up; it survives the sign-up in this browser. */
export const wished = {
  get: (): string | null => localStorage.getItem(WISHED),
  set: (number: string): void => localStorage.setItem(WISHED, number),
  clear: (): void => localStorage.removeItem(WISHED),
};
