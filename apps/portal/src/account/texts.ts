import type { Translation } from '@sibai/ui';

import * as own from './texts-own';
import * as people from './texts-people';
import * as pub from './texts-public';

export const zh = { ...own.zh, ...people.zh, ...pub.zh } as const;
export const en: Translation<typeof zh> = { ...own.en, ...people.en, ...pub.en };
