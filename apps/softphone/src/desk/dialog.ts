import { useState } from 'react';

import type { PhoneState } from '../phone/phone-state';

/** Whether a dialog is open that can wait: a call that rings closes it, as it would lie over the button that answers. */
export function useDialog(line: PhoneState): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  const rings = line.at === 'ringing';
  const [rang, setRang] = useState(rings);
  if (rings !== rang) {
    setRang(rings);
    if (rings) setOpen(false);
  }
  return [open, setOpen];
}
