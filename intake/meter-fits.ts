import type { Ctx } from '../db/context.ts'
import type { Issue } from '../db/refusal.ts'
import type { Ports } from './ports.ts'
import { checkMeterFits, type FittedMeter, type PlannedSupply } from './rules/meter-fits.ts'
import { findMeterInHand } from './sql/network.ts'
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

/** As planned; what a plan leaves out is as surveyed. */
export function plannedSupply({ application, data }: Opened): PlannedSupply | null {
  const { plan, survey } = data
  if (!plan) return null
  const { phase, mode, ct } = plan
  // What a plant gives is metered by the ratios of its own connection.
  if ('plantKw' in application.form) return { phase, mode, ct, capacityKva: undefined }
  const asked = survey?.capacityKw ?? application.requestedCapacityKw ?? undefined
  return { phase, mode, ct, capacityKva: plan.capacityKva ?? asked }
}
