export type TierId = 'plain' | 'a1' | 'a2' | 'a3' | 'abcd' | 'sound' | 'abab' | 'aabb' | 'aaa' | 'a4' | 'aaaa' | 'a5';

/** Price per month in fen of each tier. */
export type NumberTariff = Readonly<Record<TierId, number>>;

export declare const SEED_NUMBER_TARIFF: NumberTariff;
export declare function tierOf(number: string): TierId;
