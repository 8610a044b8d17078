import { stringify } from 'csv-stringify/sync'
import type { Ctx } from '../../db/context.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { civilMinute } from '../../db/time.ts'
import type { Quality, SiblingCurve } from '../contract.ts'
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

const channelNames: Record<SiblingCurve['channel'], string> = {
  export: '反向电量kWh',
  q1: '一象限kvarh',
  q2: '二象限kvarh',
  q3: '三象限kvarh',
  q4: '四象限kvarh',
}

/**
 * A day's quarter hours for a spreadsheet, in civil time, each with what it is worth and what was measured under an
 * edit. `vee check` reads it: so export stands in one column only.
 */
export async function exportCurve(ctx: Ctx, about: { pointId: number; day: string }): Promise<string> {
  const { slots, siblings, version } = await findDayCurve(ctx, about)
  const kwh = (wh: number | null) => (wh === null ? '' : (wh / 1000).toFixed(3))
  const isExportApart = siblings.some(({ channel }) => channel === 'export')
  const rows = slots.map((slot, order) => [
    civilMinute(new Date(slot.at)),
    kwh(slot.energyWh),
    ...(isExportApart ? [] : [kwh(slot.exportWh)]),
    qualities[slot.quality],
    kwh(slot.originalWh),
    slot.method ?? '',
    version,
    ...siblings.flatMap((sibling) => {
      const own = sibling.slots[order]
      return own ? [kwh(own.energyWh), qualities[own.quality], kwh(own.originalWh)] : []
    }),
  ])
  const headings = siblings.flatMap(({ channel }) => [channelNames[channel], '质量', '实测'])
  const energies = isExportApart ? ['正向kWh'] : ['正向kWh', '反向kWh']
  return (
    BOM +
    stringify([
      ['时段起', ...energies, '质量', '实测kWh', '估算方法', '版本', ...headings],
      ...rows.map((cells) => cells.map(plainCell)),
    ])
  )
}
