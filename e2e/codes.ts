import type { Stack } from '@sibai/tools/stack';
import { Client } from 'pg';

/** An address gets one code a minute: that minute is over. */
export async function letMinutePass({ run }: Stack, address: string): Promise<void> {
  const db = new Client({ connectionString: run.databaseOwnerUrl });
  await db.connect();
  try {
    await db.query(`UPDATE one_time_code SET sent_at = sent_at - interval '1 minute' WHERE address = $1`, [address]);
  } finally {
    await db.end();
  }
}
