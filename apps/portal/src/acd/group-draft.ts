import type { GroupSettings, OverflowTarget, SaveGroup } from '@sibai/contracts';

import { printWeek, readWeek, WEEKS, type WeekText } from './week';

/** A group while it is edited: hours as one writes them, and fields that may be empty. */
export type GroupDraft = Omit<SaveGroup, 'settings'> & {
  readonly settings: Omit<GroupSettings, 'hours'> & { readonly hours: WeekText | null };
};

type Step = GroupSettings['relaxation'][number];
type Rule = GroupSettings['overflow'][number];

/** A field of a form that is left empty is null, and on the wire it is not there. */
const full = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null && each !== undefined)) as T;

export function toDraft(group: SaveGroup, fresh: boolean): GroupDraft {
  const { settings, ...rest } = group;
  const { id: _, agents: __, ...own } = rest as typeof rest & { id?: unknown; agents?: unknown };
  return {
    ...own,
    name: fresh ? '' : group.name,
    settings: { ...settings, hours: settings.hours && printWeek(settings.hours) },
  };
}

export function readDraft({ settings, ...group }: GroupDraft): SaveGroup {
  return {
    ...group,
    settings: {
      ...settings,
      hours: settings.hours && readWeek(settings.hours),
      relaxation: settings.relaxation.map((step) => full<Step>(step)),
      overflow: settings.overflow.map((rule) => full<Rule>(rule)),
      comfort: settings.comfort.filter((prompt) => prompt.kind !== 'text' || prompt.text.trim() !== ''),
    },
  };
}

const END: OverflowTarget = { kind: 'hangup' };

/** What a part begins with when it is switched on. */
export const BEGIN = {
  sticky: { withinDays: 7, extraWaitSeconds: 30 },
  maxWait: { seconds: 300, to: END },
  maxLength: { callers: 20, to: END },
  announce: { everySeconds: 30, position: true, estimatedWait: true },
  hours: WEEKS.office,
  holidayTo: END,
  relaxation: { afterSeconds: 30, proficiency: 1 },
  lends: { safePercent: 80, keepReady: 1, proficiency: 5 },
  overflow: { afterSeconds: 120, to: [{ kind: 'callback' }] },
  comfort: { kind: 'text', text: '' },
} as const;
