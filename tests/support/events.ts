import { expect } from 'vitest'
import type { TestDatabase } from './database.ts'

/** An event waits for every transaction that began before it, those of other tests on the same server too. */
export async function untilDeliverable({ pool }: TestDatabase): Promise<void> {
  const countEarly = async () => {
    const { rows } = await pool.query(
      'select count(*)::int as early from event where xid >= pg_snapshot_xmin(pg_current_snapshot())',
    )
    return rows[0].early
  }
  await expect.poll(countEarly, { timeout: 20_000 }).toBe(0)
}
