import { isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The network that a caller of ours is counted by: an address of IPv4 as it is, and of IPv6 its first 64 bits, since who has
 * one such address has all that begin so.
 */
export function networkOf(address: string | undefined): string {
  const plain = (address ?? '').replace(/%.*$/, '');
  const v4 = MAPPED.exec(plain)?.[1];
  if (v4 !== undefined || !isIPv6(plain)) return v4 ?? plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  // What is left out is zeros; the end counts only where it reaches into the first four groups.
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const end = after.length + Number(after.at(-1)?.includes('.') ?? false);
  const zeros = tail === undefined ? 0 : 8 - groups.length - end;
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4);
  return `${all.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}
