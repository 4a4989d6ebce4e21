import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A number that is given up is billed by itself, before its month is over. */
export class FinalBill1763800000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE bill ADD number text;
      DROP INDEX bill_month_key;
      CREATE UNIQUE INDEX bill_month_key ON bill (tenant_id, month) WHERE number IS NULL;
      CREATE UNIQUE INDEX bill_final_key ON bill (tenant_id, month, number) WHERE number IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX bill_final_key, bill_month_key;
      UPDATE pay_order SET subject = NULL WHERE kind = 'bill' AND subject IN (SELECT id FROM bill WHERE number IS NOT NULL);
      DELETE FROM bill_line WHERE bill_id IN (SELECT id FROM bill WHERE number IS NOT NULL);
      DELETE FROM bill WHERE number IS NOT NULL;
      CREATE UNIQUE INDEX bill_month_key ON bill (tenant_id, month);
      ALTER TABLE bill DROP COLUMN number`);
  }
}
