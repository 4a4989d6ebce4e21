import { Store } from '../platform/store';
import type { TransferMode } from './transfer-panel';

type Panel = TransferMode | 'keypad' | 'collect';

/** Which of the call's panels is open: by the mouse or by a key, so not the panel's own to know. */
class CallPanel extends Store<Panel | null> {
  constructor() {
    super(null);
  }

  show(panel: Panel | null): void {
    this.become(panel);
  }
}

export const callPanel = new CallPanel();
