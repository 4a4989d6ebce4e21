import type { Desk, Workday } from '@sibai/contracts';

export type Overstay = { readonly is: 'long' | 'too_long'; readonly minutes: number; readonly limit: number };

/** Whether an absence chosen by the agent lasts longer than the enterprise wants; the supervisor is told of what is too long. */
export function overstayOf(
  { presence, since }: Pick<Desk, 'presence' | 'since'>,
  limits: Workday['limits'],
  now: number,
): Overstay | null {
  if (presence !== 'break' && presence !== 'busy') return null;
  const { warn, bad } = limits[presence];
  const minutes = Math.floor((now - Date.parse(since)) / 60_000);
  if (minutes >= bad) return { is: 'too_long', minutes, limit: bad };
  return minutes >= warn ? { is: 'long', minutes, limit: bad } : null;
}
