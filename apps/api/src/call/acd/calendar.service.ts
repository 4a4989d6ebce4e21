import type { CalendarYear, SetCalendarDay } from '@sibai/contracts';
import { HOLIDAY_NOTICES, publicCalendar } from '@sibai/ivr';
import { Injectable } from '@nestjs/common';
import { Between, type EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { CalendarDayEntity } from './settings.entities.js';

/** Holidays and the weekend days worked for them: what the State Council has announced, and where a tenant departs from it. */
@Injectable()
export class CalendarService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
  ) {}

  async year(year: number): Promise<CalendarYear> {
    const own = await this.db.run((em) =>
      em.findBy(CalendarDayEntity, { date: Between(`${year}-01-01`, `${year}-12-31`) }),
    );
    const notice = HOLIDAY_NOTICES.find((each) => each.year === year);
    const days = new Map<string, CalendarYear['days'][number]>();
    for (const [date, day] of publicCalendar())
      if (date.startsWith(`${year}-`)) days.set(date, { date, ...day, source: 'public' });
    for (const { date, kind, name } of own) days.set(date, { date, kind, name, source: 'own' });
    return {
      year,
      notice: notice ? { no: notice.no, issued: notice.issued } : null,
      days: [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
    };
  }

  set(me: Me, date: string, day: SetCalendarDay): Promise<CalendarYear> {
    return this.#change(me, date, async (em) => {
      await em.upsert(CalendarDayEntity, { tenantId: me.tenantId, date, ...day }, ['tenantId', 'date']);
      await audit(em, me, 'calendar.set', date, { ...day });
    });
  }

  /** The day is as announced again. */
  reset(me: Me, date: string): Promise<CalendarYear> {
    return this.#change(me, date, async (em) => {
      const { affected } = await em.delete(CalendarDayEntity, { date });
      if (affected) await audit(em, me, 'calendar.reset', date);
    });
  }

  async #change(me: Me, date: string, work: (em: EntityManager) => Promise<void>): Promise<CalendarYear> {
    await this.db.run(work);
    this.changes.emit({ kind: 'groups', tenantId: me.tenantId });
    return this.year(Number(date.slice(0, 4)));
  }
}
