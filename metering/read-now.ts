import type { Ctx } from '../db/context.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { nameLine, sourceOf } from './collect/lines/address.ts'
import { BusFault } from './collect/lines/fault.ts'
import { readMeter } from './collect/read-meter.ts'
import type { ReadNowResult } from './contract.ts'
import { storeReadings } from './readings.ts'
import { listLineLinks, unitOf } from './sql/links.ts'
import { isPointVisible } from './sql/points.ts'

/**
 * Asks a point's meter at once and stores what it says like any reading. Refuses with `NOT_FOUND`,
 * `NOT_READABLE_NOW` where no line leads to it, and `METER_UNREACHABLE`. Not inside a transaction: a meter takes
 * its time.
 */
export async function readNow(ctx: Ctx, pointId: number): Promise<ReadNowResult> {
  if (!(await isPointVisible(ctx, pointId))) throw notFound('计量点')
  const [link] = await listLineLinks(ctx, pointId)
  if (!link) throw new Refusal('NOT_READABLE_NOW', '该计量点没有可召测的采集链路,请先在档案中关联终端')
  const began = performance.now()
  const at = () => new Date(ctx.now.getTime() + performance.now() - began)
  const answer = await readMeter({ ...link, unit: unitOf(link) }, at).catch((fault) => {
    if (!(fault instanceof BusFault)) throw fault
    throw new Refusal('METER_UNREACHABLE', `表计 ${link.assetNo} 没有应答,请检查终端与通信线路`, { status: 502 })
  })
  const reading = { meter: link.assetNo, at: new Date(answer.at), readAt: ctx.now, values: answer.reading }
  const topic = nameLine(link.address)
  const [outcome] = await storeReadings(ctx, {
    source: sourceOf(link.framing),
    topic,
    readings: [reading],
    keep: 'every',
  })
  return {
    pointId,
    assetNo: link.assetNo,
    answer,
    verdict: outcome?.is ?? 'accepted',
    because: outcome?.because ?? null,
  }
}
