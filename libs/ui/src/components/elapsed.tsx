import { formatDuration } from '../format.js';
import { useNow } from './now.js';

/** The time since `since`, ticking. `skew` is how far this browser's clock is ahead of the server's, in ms. */
export function Elapsed({ since, skew = 0 }: { since: string | number; skew?: number }) {
  const now = useNow();
  return <span className="tabular">{formatDuration(now - skew - new Date(since).getTime())}</span>;
}
