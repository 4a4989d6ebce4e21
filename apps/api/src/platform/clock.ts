import { Injectable } from '@nestjs/common';

/** What day it is for the business: holds, reminders, arrears. A test may set it; timers and the live path do not use it. */
@Injectable()
export class Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** For tests: from here on it is `date`, and time goes on. */
  set(date: Date): void {
    this.#ahead = date.getTime() - Date.now();
  }

  /** For tests. */
  advance(ms: number): void {
    this.#ahead += ms;
  }
}
