import { addDays, startOfDay } from '../../../db/time.ts'
import { type IncomingReading, storeReadings } from '../../../metering/readings.ts'
import { pointOf, type Stage } from './stage.ts'
import { need, type Row, registersOf, type Scenario, said, thousandthsOf } from './tables.ts'

const QUARTER_MS = 900_000

/** A clerk's curve as the readings of the total register that each day brings, quarter hour by quarter hour. */
export function listCurveDays(stage: Stage, { tables }: Scenario) {
  const byPoint = [...Map.groupBy(tables['curves.csv'] ?? [], (row) => need(row, '点'))]
  return byPoint.flatMap(([name, rows]) => {
    const meter = pointOf(stage, rows[0] as Row).meter ?? ''
    const told = (tables['registers.csv'] ?? []).filter((row) => need(row, '点') === name)
    const [from, to] = [
      rows.map((row) => need(row, '起')).sort()[0],
      rows
        .map((row) => need(row, '止'))
        .sort()
        .at(-1),
    ]
    const start = told.find((row) => need(row, '日期') === from)
    let wh = (start && registersOf(start).find(({ role }) => role === 'importTotal')?.wh) ?? 0
    const days: { at: Date; order: number; do: () => Promise<unknown> }[] = []
    for (let day = from ?? ''; day < (to ?? ''); day = addDays(day, 1)) {
      const readings: IncomingReading[] = []
      for (let quarter = 0; quarter < 96; quarter += 1) {
        const row = rows.find((each) => isOf(each, day, quarter))
        wh += (row && thousandthsOf(row, '每刻')) ?? 0
        const at = new Date(startOfDay(day).getTime() + (quarter + 1) * QUARTER_MS)
        const isTold = told.some((each) => new Date(`${need(each, '日期')}T00:00:00+08:00`).getTime() === at.getTime())
        if (row && said(row, '缺') !== '是' && !isTold) readings.push({ meter, at, values: { importWh: wh } })
      }
      const at = startOfDay(addDays(day, 1))
      const batch = { source: 'mqtt' as const, topic: 'scenario', readings, keep: 'every' as const }
      days.push({ at, order: 0, do: () => storeReadings(stage.at(new Date(at.getTime() + 60_000)), batch) })
    }
    return days
  })
}

function isOf(row: Row, day: string, quarter: number): boolean {
  const minute = `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`
  return need(row, '起') <= day && day < need(row, '止') && need(row, '自') <= minute && minute < need(row, '至')
}
