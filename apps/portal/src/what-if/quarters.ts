import type { WhatIfAnswer, WhatIfFigures } from '@sibai/contracts';

export interface Quarter {
  readonly from: string;
  /** As the clock in China shows it. */
  readonly time: string;
  readonly recorded?: WhatIfFigures;
  readonly replayed?: WhatIfFigures;
  readonly changed?: WhatIfFigures;
}

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });

/** The columns side by side: every quarter of an hour in which a caller came in any of them. */
export function quarters({ recorded, replayed, changed }: WhatIfAnswer): Quarter[] {
  const rows = new Map<string, Quarter>();
  for (const [name, { intervals }] of Object.entries({ recorded, replayed, changed }))
    for (const { from, ...figures } of intervals)
      rows.set(from, { ...(rows.get(from) ?? { from, time: clock.format(new Date(from)) }), [name]: figures });
  return [...rows.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}
