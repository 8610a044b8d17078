import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { findFlowInForce } from '../sql/menu.ts'
import { endStormRow, insertStorm, listAreas, listStormRows } from '../sql/storms.ts'
import type { newStorm, stormList } from './contract.ts'

const SHOWN = 20

export async function listStorms(ctx: Ctx): Promise<z.infer<typeof stormList>> {
  return { storms: toWire(await listStormRows(ctx, SHOWN)), areas: await listAreas(ctx) }
}

/**
 * From now on callers of the area hear the text, and the others a short menu. Refuses with `STORM_NEEDS_MENU` where no menu is
 * released, `STORM_ENDS_IN_PAST`, and `NOT_FOUND` for an area that is none of the actor's units.
 */
export function switchStormOn(ctx: Ctx, input: z.output<typeof newStorm>): Promise<z.infer<typeof stormList>> {
  return transact(ctx, async (inner) => {
    if (!(await findFlowInForce(inner, inner.now)))
      throw new Refusal('STORM_NEEDS_MENU', '还没有发布语音导航，请先在“语音导航”里发布一版')
    const endsAt = new Date(input.endsAt)
    if (endsAt <= inner.now)
      throw new Refusal('STORM_ENDS_IN_PAST', '结束时间须晚于现在', {
        status: 400,
        issues: [{ path: 'endsAt', message: '须晚于现在' }],
      })
    const { organisationPath: areaPath, textZh, textEn } = input
    const id = await insertStorm(inner, { areaPath, textZh, textEn, endsAt })
    if (id === null) throw notFound('区域')
    const detail = { area: areaPath, endsAt: endsAt.toISOString() }
    await recordAudit(inner, { action: 'storm.switched-on', subject: `storm:${id}`, detail })
    return listStorms(inner)
  })
}

/** Refuses with `NOT_FOUND` what does not run, or is none of the actor's units. Calls that heard it go on in it. */
export function endStorm(ctx: Ctx, id: number): Promise<z.infer<typeof stormList>> {
  return transact(ctx, async (inner) => {
    if (!(await endStormRow(inner, id))) throw notFound('大面积停电')
    await recordAudit(inner, { action: 'storm.ended', subject: `storm:${id}` })
    return listStorms(inner)
  })
}
