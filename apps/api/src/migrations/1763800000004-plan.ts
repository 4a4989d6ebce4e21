import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Plan1763800000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE tariff (
        id             uuid        PRIMARY KEY,
        code           text        NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{1,30}$'),
        version        integer     NOT NULL CHECK (version > 0),
        effective_from timestamptz NOT NULL,
        withdrawn_from timestamptz,
        definition     jsonb       NOT NULL,
        created_at     timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX tariff_version_key ON tariff (code, version);

      CREATE TABLE plan_choice (
        id          uuid        PRIMARY KEY,
        tenant_id   uuid        NOT NULL REFERENCES tenant,
        tariff_id   uuid        NOT NULL REFERENCES tariff,
        number      text,
        choice      jsonb       NOT NULL,
        quote       jsonb       NOT NULL,
        state       text        NOT NULL CHECK (state IN ('chosen', 'active', 'ended')),
        created_at  timestamptz NOT NULL,
        active_from timestamptz,
        ended_at    timestamptz
      );
      CREATE UNIQUE INDEX plan_choice_tenant_key ON plan_choice (tenant_id, id);
      CREATE UNIQUE INDEX plan_choice_chosen_key ON plan_choice (tenant_id) WHERE state = 'chosen';
      CREATE UNIQUE INDEX plan_choice_active_key ON plan_choice (tenant_id, number) WHERE state = 'active';

      ALTER TABLE plan_choice ENABLE ROW LEVEL SECURITY;
      CREATE POLICY plan_choice_tenant ON plan_choice
        USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
      CREATE POLICY plan_choice_operator ON plan_choice FOR SELECT USING ((SELECT is_platform()));
      GRANT SELECT, INSERT ON tariff TO sibai_app;
      GRANT UPDATE (withdrawn_from) ON tariff TO sibai_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON plan_choice TO sibai_app`);
    for (const [i, { code, terms }] of TARIFFS.entries())
      await db.query(
        `INSERT INTO tariff (id, code, version, effective_from, definition)
         VALUES ($1, $2, 1, '2026-01-01T00:00:00+08:00', $3)`,
        [`019a0000-0000-7000-8000-00000000000${i + 1}`, code, JSON.stringify(terms)],
      );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE plan_choice, tariff`);
  }
}

const seats = (included: number, max: number) => ({ included, min: 1, max, fenEach: 5000 });

/** The price list a new installation starts with; the operator publishes others. Anchored in prices of the market. */
const TARIFFS = [
  {
    code: 'cloud_start',
    terms: {
      name: { zh: '云起步', en: 'Cloud Start' },
      summary: {
        zh: '无月租，按分钟付费，适合刚起步的热线',
        en: 'No rent, pay by the minute: for a hotline that begins',
      },
      access: 'cloud',
      baseFen: 0,
      setupFen: 0,
      floorFen: 12_000,
      includedMinutes: 0,
      minutePrices: [{ fromMinute: 0, li: 150 }],
      concurrency: { included: 5, min: 1, max: 20, fenEach: 2000 },
      seats: seats(2, 20),
      addOns: { ivr: 0, recording: 3000 },
      periods: ['month', 'year'],
      yearMonths: 11,
      minimumMonths: 3,
    },
  },
  {
    code: 'cloud_standard',
    terms: {
      name: { zh: '云标准', en: 'Cloud Standard' },
      summary: {
        zh: '含 3000 分钟与录音，适合每天数百通来电',
        en: '3,000 minutes and recording included: for some hundred calls a day',
      },
      access: 'cloud',
      baseFen: 36_000,
      setupFen: 0,
      floorFen: 36_000,
      includedMinutes: 3000,
      minutePrices: [
        { fromMinute: 0, li: 110 },
        { fromMinute: 30_000, li: 100 },
      ],
      concurrency: { included: 20, min: 1, max: 100, fenEach: 1500 },
      seats: seats(5, 200),
      addOns: { ivr: 0, recording: 0, voice_bot: 20_000, long_retention: 10_000 },
      periods: ['month', 'year'],
      yearMonths: 10,
      minimumMonths: 3,
    },
  },
  {
    code: 'cloud_enterprise',
    terms: {
      name: { zh: '云企业', en: 'Cloud Enterprise' },
      summary: {
        zh: '含 3 万分钟与语音机器人，大并发，适合大型呼叫中心',
        en: '30,000 minutes and the voice bot included, high concurrency: for a large centre',
      },
      access: 'cloud',
      baseFen: 240_000,
      setupFen: 0,
      floorFen: 240_000,
      includedMinutes: 30_000,
      minutePrices: [
        { fromMinute: 0, li: 80 },
        { fromMinute: 200_000, li: 60 },
      ],
      concurrency: { included: 100, min: 1, max: 1000, fenEach: 1000 },
      seats: seats(30, 2000),
      addOns: { ivr: 0, recording: 0, voice_bot: 0, long_retention: 0 },
      periods: ['month', 'year'],
      yearMonths: 10,
      minimumMonths: 12,
    },
  },
  {
    code: 'sip_trunk',
    terms: {
      name: { zh: '传统语音中继', en: 'Voice trunk' },
      summary: {
        zh: '使用自有运营商语音中继，每条中继 30 路，通话费由运营商另计',
        en: 'Over your own carrier trunk, 30 channels each; the carrier bills the minutes',
      },
      access: 'sip_trunk',
      baseFen: 60_000,
      setupFen: 50_000,
      floorFen: 60_000,
      includedMinutes: 0,
      minutePrices: [{ fromMinute: 0, li: 20 }],
      concurrency: { included: 30, min: 1, max: 120, fenEach: 500 },
      seats: seats(10, 500),
      addOns: { ivr: 0, recording: 0, voice_bot: 20_000, long_retention: 10_000 },
      periods: ['month', 'year'],
      yearMonths: 10,
      minimumMonths: 12,
    },
  },
];
