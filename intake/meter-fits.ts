import type { Ctx } from '../db/context.ts'
import type { Issue } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import type { Ports } from './ports.ts'
import { checkMeterFits, type FittedMeter, type PlannedSupply } from './rules/meter-fits.ts'
import { findMeterInHand } from './sql/network.ts'
import { listSnapshots } from './sql/snapshots.ts'
import type { Opened } from './standing.ts'

/** Whether a meter suits the supply, by what the store knows of it and metering of its model; paths are within the meter. */
export async function checkFits(
  ctx: Ctx,
  meter: FittedMeter & { assetNo: string },
  planned: PlannedSupply,
  { findModelPhase }: Pick<Ports, 'findModelPhase'>,
): Promise<Issue[]> {
  const device = await findMeterInHand(ctx, meter.assetNo)
  return checkMeterFits(meter, planned, { modelPhase: findModelPhase?.(meter.profile), device })
}

/** As planned, and as surveyed where the plan leaves it out; without a plan (复装) as the account is supplied. */
export async function plannedSupply(ctx: Ctx, { application, data }: Opened): Promise<PlannedSupply | null> {
  const { plan, survey } = data
  if (!plan) {
    const [account] = await listSnapshots(ctx, application.accountIds, civilDay(ctx.now))
    const [point] = account?.points ?? []
    if (!account || !point) return null
    return { phase: point.phase, mode: point.mode, ct: undefined, capacityKva: account.term.contractCapacityKva }
  }
  const { phase, mode, ct } = plan
  // What a plant gives is metered by the ratios of its own connection.
  if ('plantKw' in application.form) return { phase, mode, ct, capacityKva: undefined }
  const asked = survey?.capacityKw ?? application.requestedCapacityKw ?? undefined
  return { phase, mode, ct, capacityKva: plan.capacityKva ?? asked }
}
