import { WhatIfAnswer, type WhatIfChange, type WhatIfSource } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { useMutation } from '@tanstack/react-query';

export interface Question {
  readonly source: WhatIfSource;
  readonly change: WhatIfChange;
}

export function useWhatIf() {
  return useMutation({
    mutationFn: (question: Question) => call(WhatIfAnswer, '/what-if', json('POST', question)),
  });
}

export type GroupChange = WhatIfChange['groups'][number];

export const NO_CHANGE: WhatIfChange = { volumePercent: 100, talkPercent: 100, pooled: false, groups: [] };

/** Whether anything would be otherwise at all. */
export const changes = ({ volumePercent, talkPercent, pooled, groups }: WhatIfChange): boolean =>
  volumePercent !== 100 ||
  talkPercent !== 100 ||
  pooled ||
  groups.some(
    ({ group: _, agents, ...rules }) => agents !== 0 || Object.values(rules).some((each) => each !== undefined),
  );

/** A morning of three calls, for those who wonder how the table looks. */
export const EXAMPLE = [
  'arrived_at,wait_seconds,outcome,talk_seconds,group,agent',
  '9:00:05,4,answered,182,售前,101',
  '9:00:41,65,abandoned,,售前,',
  '9:02:10,31,answered,95,售后,102',
].join('\r\n');

/** A date in China, as many days after today. */
export const chinaDay = (after: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + after * 86_400_000).toISOString().slice(0, 10);
