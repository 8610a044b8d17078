import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { isAboutData } from './collect/data-fault.ts'
import { readMessage, takeMessages } from './collect/mqtt/intake.ts'
import { readVendorMessage, type VendorRoutes } from './collect/mqtt/vendor.ts'
import { parseInstant } from './mqtt-contract.ts'
import { storeReadings } from './readings.ts'
import { findInstallationVersion } from './sql/installations.ts'
import { type Quarantined, saveQuarantined } from './sql/quarantine.ts'
import {
  deleteQuarantined,
  forgetEmptyOrigins,
  listOutdated,
  listReleaseRows,
  markTakeable,
  type ReleaseRow,
  refuseRelease,
} from './sql/quarantine-release.ts'
import { recordEvents } from './terminal-events.ts'
import { loadVendorRoutes } from './vendor-routes.ts'

const BATCH = { rows: 500, bytes: 2_000_000 }
const DROP_AT_ONCE = 5_000

/**
 * Takes again what is in line, in the order in which it was put aside, in small batches; stopped anywhere, it goes on
 * from there. What still cannot be taken stays with its new reason. Returns how many were looked at.
 */
export async function releaseDue(ctx: Ctx, { batches }: { batches: number }): Promise<number> {
  const routes = await loadVendorRoutes(ctx)
  let seen = 0
  let afterId = 0
  for (let batch = 0; batch < batches; batch++) {
    const rows = await listReleaseRows(ctx, { afterId, ...BATCH })
    const highest = rows.at(-1)
    if (!highest) break
    await releaseRows(ctx, rows, routes)
    seen += rows.length
    // What is put aside again has a higher number and is no longer in line.
    afterId = highest.id
  }
  return seen
}

/** The version of the file for which all that it made takeable is in line already, by database. */
const markedOf = new Map<string, number>()

/** Looks, where the file has changed, for what can be taken by now, and takes it. */
export async function releaseTakeable(ctx: Ctx): Promise<void> {
  const { store, version } = await findInstallationVersion(ctx)
  if (markedOf.get(store) !== version) {
    await markTakeable(ctx)
    markedOf.set(store, version)
  }
  await releaseDue(ctx, { batches: 200 })
}

/** What is older than is kept goes. */
export async function dropOutdated(ctx: Ctx): Promise<void> {
  for (;;) {
    const ids = await listOutdated(ctx, DROP_AT_ONCE)
    if (ids.length === 0) break
    await transact(ctx, (inner) => deleteQuarantined(inner, ids))
  }
  await forgetEmptyOrigins(ctx)
}

async function releaseRows(ctx: Ctx, rows: ReleaseRow[], routes: VendorRoutes): Promise<void> {
  try {
    await takeRows(ctx, rows, routes)
  } catch (fault) {
    if (!isAboutData(fault)) throw fault
    if (rows.length > 1) for (const row of rows) await releaseRows(ctx, [row], routes)
    else for (const { id } of rows) await refuseRelease(ctx, id, (fault as Error).message)
  }
}

/** Taken first, and crossed out after: a stop between them takes it once more, which changes nothing. */
async function takeRows(ctx: Ctx, rows: ReleaseRow[], routes: VendorRoutes): Promise<void> {
  const aside: Quarantined[] = []
  const messages = rows.filter(({ form }) => form === 'message')
  const read = messages.map(({ topic, payload, arrivedAt }) => {
    const bytes = Buffer.from(payload)
    const message = readVendorMessage(routes, topic, bytes, arrivedAt) ?? readMessage(topic, bytes)
    return { ...message, arrivedAt }
  })
  await takeMessages(ctx, read, { aside })
  for (const [source, ofSource] of Map.groupBy(
    rows.filter(({ form }) => form === 'reading'),
    (row) => row.source,
  )) {
    await storeReadings(ctx, { source, topic: '', readings: ofSource.map(toReading), aside })
  }
  for (const row of rows.filter(({ form }) => form === 'event')) {
    const event = JSON.parse(row.payload)
    const { topic, terminal } = row
    const events = [{ ...event, at: parseInstant(event.at) }]
    await recordEvents(ctx, { topic, events, aside, ...(terminal !== null && { terminal }) })
  }
  await transact(ctx, async (inner) => {
    await deleteQuarantined(
      inner,
      rows.map(({ id }) => id),
    )
    await saveQuarantined(inner, aside)
  })
}

function toReading({ payload, topic, terminal, arrivedAt }: ReleaseRow) {
  const { meter, at, ...values } = JSON.parse(payload)
  return { meter, at: new Date(at), values, topic, readAt: arrivedAt, ...(terminal !== null && { terminal }) }
}
