import type { ForecastError, ForecastQuery, Forecasts } from '@sibai/contracts';
import type { GroupId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { whoseGroups } from '../whose-groups.js';

/** Of the callers who were answered; those who left before are counted only, for nobody knows how long they had waited. */
const SUMS = `
  count(*) FILTER (WHERE outcome = 'answered')::int AS calls,
  count(*) FILTER (WHERE outcome = 'left')::int AS left,
  round(avg(predicted_ms) FILTER (WHERE outcome = 'answered'))::int AS "predictedMs",
  round(avg(waited_ms) FILTER (WHERE outcome = 'answered'))::int AS "waitedMs",
  round(avg(abs(predicted_ms - waited_ms)) FILTER (WHERE outcome = 'answered'))::int AS "absoluteMs",
  round(avg(predicted_ms - waited_ms) FILTER (WHERE outcome = 'answered'))::int AS "biasMs",
  (avg((waited_ms BETWEEN low_ms AND high_ms)::int) FILTER (WHERE outcome = 'answered'))::float8 AS coverage`;

/** The first forecast of each call in a group, made as it began to wait: later ones are easier. */
const FROM = `
    FROM wait_forecast f
   WHERE outcome IS NOT NULL AND cause = 'queued'
     AND at >= coalesce($1::timestamptz, now() - interval '7 days') AND at < coalesce($2::timestamptz, now())
     AND ($3::uuid IS NULL OR group_id = $3) AND ($4::uuid[] IS NULL OR group_id = ANY($4))`;

/** How far the waits that were foretold lay from the real ones; a supervisor's are of own groups. */
@Injectable()
export class ForecastService {
  constructor(private readonly db: Db) {}

  errors(me: Me, { from, to, group }: ForecastQuery): Promise<Forecasts> {
    return this.db.run(async (em) => {
      const params = [from ?? null, to ?? null, group ?? null, await whoseGroups(em, me)];
      const [total] = await em.query<[ForecastError]>(`SELECT ${SUMS} ${FROM}`, params);
      const groups = await em.query<(ForecastError & { id: GroupId; name: string })[]>(
        `SELECT group_id AS id, (SELECT name FROM skill_group g WHERE g.id = group_id) AS name, ${SUMS} ${FROM}
          GROUP BY group_id ORDER BY name`,
        params,
      );
      const hours = await em.query<(ForecastError & { hour: number })[]>(
        `SELECT extract(hour FROM at AT TIME ZONE 'Asia/Shanghai')::int AS hour, ${SUMS} ${FROM} GROUP BY 1 ORDER BY 1`,
        params,
      );
      const points = await em.query<Forecasts['points']>(
        `SELECT predicted_ms AS "predictedMs", waited_ms AS "waitedMs", waited_ms BETWEEN low_ms AND high_ms AS "inBand"
         ${FROM} AND outcome = 'answered' ORDER BY at DESC LIMIT 500`,
        params,
      );
      return { total, groups, hours, points };
    });
  }
}
