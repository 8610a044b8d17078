import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { closeLagsFrom, findMeters, insertLags, listLags, openLagTasks } from '../sql/timetable-lags.ts'
import type { lagAnswer, lagInput, lagList, lagQuery } from './lag-contract.ts'

export async function listTimetableLags(
  ctx: Ctx,
  { limit }: z.infer<typeof lagQuery>,
): Promise<z.infer<typeof lagList>> {
  return { items: await listLags(ctx, limit) }
}

/**
 * Records from and to when meters count their periods by an earlier timetable (时段未调整), in the place of what was known
 * from that day on; bills already issued by their periods want a correction. Refuses with `NOT_FOUND` and the meters that are not in scope.
 */
export function recordTimetableLag(ctx: Ctx, input: z.infer<typeof lagInput>): Promise<z.infer<typeof lagAnswer>> {
  const { assetNos, from, to, reason } = input
  return transact(ctx, async (inner) => {
    const found = await findMeters(inner, assetNos)
    const known = new Set(found.map(({ assetNo }) => assetNo))
    const unknown = [...new Set(assetNos)].filter((assetNo) => !known.has(assetNo))
    if (unknown.length > 0) {
      throw new Refusal('NOT_FOUND', `没有这些电能表:${unknown.slice(0, 5).join('、')}`, { status: 404 })
    }
    const ids = found.map(({ id }) => id)
    await closeLagsFrom(inner, ids, from)
    if (to !== from) await insertLags(inner, ids, { from, to, reason })
    const tasks = await openLagTasks(inner, ids, from)
    await recordAudit(inner, {
      action: 'timetable.lag-recorded',
      subject: `timetable-lag:${from}`,
      detail: { meters: ids.length, from, to, reason, tasks },
    })
    return { meters: ids.length, tasks }
  })
}
