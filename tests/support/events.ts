import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/**
 * Waits until readers may see every event told so far: they leave what a running transaction could still precede, and
 * the server counts the transactions of all its databases, those of other tests too.
 */
export async function untilReadable(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      'select coalesce(max(xid) < pg_snapshot_xmin(pg_current_snapshot()), true) as readable from event',
    )
    if (rows[0].readable) return
    await sleep(20)
  }
}
