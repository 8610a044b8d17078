import { runBills } from '../../billing/index.ts'
import { systemCtx } from '../../db/context.ts'
import { createPool, poolDb } from '../../db/pool.ts'
import { listUsages } from '../../metering/index.ts'

/** A bill run in a process of its own, to be killed: database, month and instant come as arguments. */
const [url = '', billMonth = '', now = ''] = process.argv.slice(2)
const pool = createPool(url, 4)
await runBills(systemCtx(poolDb(pool), new Date(now), 'bill-run'), { billMonth }, listUsages)
await pool.end()
