import { EventPump } from '../../app/pump.ts'
import { createBilling, findPriceCode, listOwed } from '../../billing/index.ts'
import { systemActor } from '../../db/context.ts'
import { createPool, poolDb } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { completeStep } from '../../intake/index.ts'
import { listProfileNames, listUsages } from '../../metering/index.ts'

/**
 * Archives applications one after the other in a process of its own, to be killed, while billing is told of what was
 * archived: database, instant and ids come as arguments. Ends when nothing is left to do.
 */
const [url = '', now = '', ...ids] = process.argv.slice(2)
const pool = createPool(url, 4)
const db = poolDb(pool)
const at = new Date(now)
const ctx = { db, now: at, actor: { ...systemActor('clerk'), roles: ['intake' as const] }, scope: '' }
const ports = { findPrice: findPriceCode, listArrears: listOwed, listProfiles: listProfileNames }
const { subscribers } = createBilling(listUsages)
const pump = new EventPump({ db, clock: () => at, subscribers, log: { error: (what: unknown) => console.error(what) } })
pump.start()
for (const id of ids.map(Number)) {
  try {
    await completeStep(ctx, id, { step: 'archive', version: 3, data: {} }, ports)
  } catch (fault) {
    if (!(fault instanceof Refusal) || fault.code !== 'APPLICATION_ENDED') throw fault
  }
}
const undelivered = `select 1 from event e, event_cursor c where c.subscriber = 'billing.changed-files'
  and e.kind = 'account.closed' and (e.xid, e.id) > (c.xid, c.event_id)`
while ((await db.rows(undelivered)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
await pump.stop()
await pool.end()
