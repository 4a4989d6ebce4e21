export type Carrier = 'unicom' | 'mobile' | 'telecom';

export const CARRIER_NAMES = {
  unicom: { zh: '中国联通', en: 'China Unicom' },
  mobile: { zh: '中国移动', en: 'China Mobile' },
  telecom: { zh: '中国电信', en: 'China Telecom' },
} as const satisfies Record<Carrier, { readonly zh: string; readonly en: string }>;

/** Which carrier a block of numbers is said to belong to, how sure that is, and who says so. */
export interface CarrierAllocation {
  /** The digits that the block's numbers begin with. */
  readonly prefix: string;
  readonly carrier: Carrier;
  /** `agreed`: several independent sources say the same; `unconfirmed`: one does. */
  readonly confidence: 'agreed' | 'unconfirmed';
  readonly source: string;
}

const TWO_SOURCES = 'http://nx.arimat40.com/news/1/3469.html, http://www.hengze.cc/news_view_72_153.html';
const ONE_SOURCE = 'http://www.hengze.cc/news_view_72_153.html (allocated after 2020)';

/** No official list is public. Blocks that are not here (4003, 4004) have no carrier that we know of. */
export const CARRIER_ALLOCATIONS: readonly CarrierAllocation[] = [
  { prefix: '4000', carrier: 'unicom', confidence: 'agreed', source: TWO_SOURCES },
  { prefix: '4001', carrier: 'mobile', confidence: 'agreed', source: TWO_SOURCES },
  { prefix: '4002', carrier: 'unicom', confidence: 'unconfirmed', source: ONE_SOURCE },
  { prefix: '4005', carrier: 'mobile', confidence: 'unconfirmed', source: ONE_SOURCE },
  { prefix: '4006', carrier: 'unicom', confidence: 'agreed', source: TWO_SOURCES },
  { prefix: '4007', carrier: 'mobile', confidence: 'agreed', source: TWO_SOURCES },
  { prefix: '4008', carrier: 'telecom', confidence: 'agreed', source: TWO_SOURCES },
  { prefix: '4009', carrier: 'telecom', confidence: 'agreed', source: TWO_SOURCES },
];

/** The allocation with the longest prefix that fits the number, of those known. */
export function carrierOf(
  number: string,
  allocations: readonly CarrierAllocation[] = CARRIER_ALLOCATIONS,
): CarrierAllocation | undefined {
  return allocations
    .filter(({ prefix }) => number.startsWith(prefix))
    .reduce<CarrierAllocation | undefined>(
      (best, at) => (best && best.prefix.length >= at.prefix.length ? best : at),
      undefined,
    );
}
