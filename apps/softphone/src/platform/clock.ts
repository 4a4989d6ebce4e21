import { Store } from './store';

/**
 * How far this computer's clock is ahead of the server's, in milliseconds. Timers start at the server's instants; a
 * clock that is minutes off would show them stuck at nothing.
 */
class Clock extends Store<number> {
  constructor() {
    super(0);
  }

  async sync(): Promise<void> {
    const asked = Date.now();
    const response = await fetch('/api/health', { cache: 'no-store' }).catch(() => null);
    const date = Date.parse(response?.headers.get('date') ?? '');
    // The header has no fraction of a second, and the answer took its time: less than two seconds mean nothing.
    const skew = (asked + Date.now()) / 2 - (date + 500);
    if (Number.isFinite(skew)) this.become(Math.abs(skew) < 2000 ? 0 : skew);
  }
}

export const clock = new Clock();
