import type { Ctx } from '../db/context.ts'
import { findInstallationVersion, type Installed, listInstallationsOfMeters } from './sql/installations.ts'

/** Beyond this many meters what is known is forgotten, and read again. */
const LIMIT = 20_000

type Known = { version: number; byMeter: Map<string, Installed[]> }
/** By database: tests and benchmarks open several in one process. */
const knownOf = new Map<string, Known>()

/**
 * Every installation that each of these meters ever had, oldest first; meters without one are left out. What was read
 * once is kept until the file of installations changes, which is one number to ask for.
 */
export async function findInstallations(ctx: Ctx, meters: string[]): Promise<Map<string, Installed[]>> {
  const { store, version, isChanging } = await findInstallationVersion(ctx)
  if (isChanging) return readInstallations(ctx, meters)
  let known = knownOf.get(store)
  if (!known || known.version !== version || known.byMeter.size > LIMIT) {
    known = { version, byMeter: new Map() }
    knownOf.set(store, known)
  }
  const { byMeter } = known
  const unknown = meters.filter((meter) => !byMeter.has(meter))
  if (unknown.length === 0) return byMeter
  for (const [meter, installations] of await readInstallations(ctx, unknown)) byMeter.set(meter, installations)
  return byMeter
}

async function readInstallations(ctx: Ctx, meters: string[]): Promise<Map<string, Installed[]>> {
  return Map.groupBy(await listInstallationsOfMeters(ctx, meters), ({ assetNo }) => assetNo)
}
