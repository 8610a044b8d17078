import { stringify } from 'csv-stringify/sync'
import type { Ctx } from '../../db/context.ts'
import type { Quality } from '../contract.ts'
import { findDayCurve } from '../curves.ts'

const BOM = '\uFEFF'
const qualities: Record<Quality, string> = {
  measured: '实测',
  interpolated: '插值',
  estimated: '估算',
  edited: '人工修正',
  missing: '缺失',
  suspect: '存疑',
}

/** A day's quarter hours for a spreadsheet, each with what it is worth and what was measured under an edit. */
export async function exportCurve(ctx: Ctx, about: { pointId: number; day: string }): Promise<string> {
  const { slots, version } = await findDayCurve(ctx, about)
  const kwh = (wh: number | null) => (wh === null ? '' : (wh / 1000).toFixed(3))
  const rows = slots.map((slot) => [
    slot.at,
    kwh(slot.energyWh),
    kwh(slot.exportWh),
    qualities[slot.quality],
    kwh(slot.originalWh),
    slot.method ?? '',
    version,
  ])
  return BOM + stringify([['时段起', '正向kWh', '反向kWh', '质量', '实测kWh', '估算方法', '版本'], ...rows])
}
