import { formatNumber } from '@sibai/ui';

/** A line by name and number; the number once, where people have put it into the name. */
export function lineLabel(name: string | null, number: string): string {
  if (name === null) return formatNumber(number);
  return name.replace(/\D/g, '').includes(number) ? name : `${name} ${formatNumber(number)}`;
}
