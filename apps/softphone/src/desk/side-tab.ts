import { Store } from '../platform/store';

export type SideTab = 'customer' | 'dial' | 'callbacks' | 'today';

/** Which page lies beside the call; chosen by hand, by a key, or by a call that comes. */
class SideTabs extends Store<SideTab> {
  constructor() {
    super('today');
  }

  show(tab: SideTab): void {
    this.become(tab);
  }
}

export const sideTab = new SideTabs();

/** Counts how often the number field was asked for: each time it takes the focus. */
class DialPad extends Store<number> {
  constructor() {
    super(0);
  }

  focus(): void {
    sideTab.show('dial');
    this.become(this.state() + 1);
  }
}

export const dialPad = new DialPad();
