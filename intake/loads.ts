import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { addDays, civilDay } from '../db/time.ts'
import type { LoadPort } from './ports.ts'
import { openCapacityKva } from './rules/open-capacity.ts'
import { findDistrictPlace, findFeederPlace, type Place } from './sql/loads.ts'
import { listSchemeLimits } from './sql/schemes.ts'

const LOOKED_BACK_DAYS = 30

const place = z.object({
  name: z.string(),
  capacityKva: z.number().nullable(),
  accounts: z.number(),
  agreedKva: z.number(),
  pendingKw: z.number(),
  /** The largest of the last 30 days; null: not measured. */
  peakKw: z.number().nullable(),
  openKva: z.number().nullable(),
  /** Just now, by phase, in A; null: not measured. */
  phasesA: z.array(z.number().nullable()).nullable(),
})
/** GET /api/intake/districts/{id}/load: what a surveyor asks about where supply is to come from. */
export const districtLoad = z.object({
  district: place,
  feeder: place.nullable(),
  share: z.number(),
  basis: z.string(),
})
export type DistrictLoad = z.infer<typeof districtLoad>

/** Capacity of a district and its feeder, what of it is promised, and what was measured of late; refuses with `NOT_FOUND`. */
export async function findDistrictLoad(
  ctx: Ctx,
  districtId: number,
  listLoads: LoadPort | undefined,
): Promise<DistrictLoad> {
  const today = civilDay(ctx.now)
  const district = await findDistrictPlace(ctx, districtId, today)
  if (!district) throw notFound('台区')
  const feeder = await findFeederPlace(ctx, districtId, today)
  const limit = (await listSchemeLimits(ctx, today)).find(({ name }) => name === 'openCapacityShare')
  const share = limit?.value ?? 1
  const describe = async (of: Place) => measure(of, share, await loadOf(ctx, of, today, listLoads))
  return {
    district: await describe(district),
    feeder: feeder ? await describe(feeder) : null,
    share,
    basis: limit?.basis ?? '',
  }
}

type Measured = Awaited<ReturnType<LoadPort>>[number] | undefined

/** Several meters of one place would not peak together: then nothing is known of the whole. */
async function loadOf(
  ctx: Ctx,
  { pointIds }: Place,
  today: string,
  listLoads: LoadPort | undefined,
): Promise<Measured> {
  if (!listLoads || pointIds.length !== 1) return undefined
  const [load] = await listLoads(ctx, { pointIds, from: addDays(today, -LOOKED_BACK_DAYS), to: addDays(today, 1) })
  return load
}

function measure({ id: _, pointIds: __, ...of }: Place, share: number, load: Measured): z.infer<typeof place> {
  const peakKw = load?.peakW == null ? null : Math.round(load.peakW / 100) / 10
  const phasesA = load?.phasesA ?? null
  return { ...of, peakKw, phasesA, openKva: openCapacityKva({ ...of, share, peakKw }) }
}
