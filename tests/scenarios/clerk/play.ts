import { exchangeMeter } from '../../../db/customers/exchange.ts'
import { type IncomingReading, storeReadings } from '../../../metering/readings.ts'
import { issueMeters } from '../../metering/store-cast.ts'
import type { TestDatabase } from '../../support/database.ts'
import { buildScenario } from './build.ts'
import { listCurveDays } from './curves.ts'
import { nameOwnPrices, publishPrice } from './prices.ts'
import { pointOf, type Stage, setStage } from './stage.ts'
import { changeFile, takeStep } from './steps.ts'
import { instantOf, need, type Row, registersOf, type Scenario, said } from './tables.ts'

export type Moment = { at: Date; order: number } & ({ reading: Row } | { do: () => Promise<unknown> })

/** Builds a scenario's company and lets its days pass: what is read, what is changed, and what the clerk does. */
export async function playScenario(database: TestDatabase, scenario: Scenario, number: number): Promise<Stage> {
  const stage = setStage(database, number)
  const { tables } = scenario
  const published = new Set((tables['when/steps.csv'] ?? []).map((row) => said(row, '项目')))
  nameOwnPrices(stage, tables['prices.csv'] ?? [])
  for (const row of tables['prices.csv'] ?? []) {
    if (!published.has(need(row, '版本'))) await publishPrice(stage, row, instantOf(row, '起'))
  }
  await buildScenario(stage, scenario)
  const moments = listMoments(stage, scenario)
  for (const [position, moment] of moments.entries()) {
    if ('do' in moment) await moment.do()
    else if (!isReading(moments[position - 1])) await storeRun(stage, moments.slice(position))
  }
  return stage
}

function isReading(moment: Moment | undefined): moment is Moment & { reading: Row } {
  return moment !== undefined && 'reading' in moment
}

function listMoments(stage: Stage, scenario: Scenario): Moment[] {
  const { tables } = scenario
  const exchanges = (tables['exchanges.csv'] ?? []).map((row): Moment => {
    return { at: instantOf(row, '时间'), order: 0, do: () => exchange(stage, row) }
  })
  const readings = (tables['registers.csv'] ?? [])
    .filter((row) => pointOf(stage, row).meter !== null)
    .map((row): Moment => ({ at: instantOf(row, said(row, '入库') ? '入库' : '日期'), order: 1, reading: row }))
  const terms = (tables['terms.csv'] ?? []).map((row): Moment => {
    const at = instantOf(row, '起')
    return { at, order: 2, do: () => changeFile(stage, stage.at(at), row) }
  })
  const steps = (tables['when/steps.csv'] ?? []).map((row): Moment => {
    return { at: instantOf(row, '日期', '08:00'), order: 3, do: () => takeStep(stage, row, scenario) }
  })
  const inOrder = (one: Moment, other: Moment) => one.at.getTime() - other.at.getTime() || one.order - other.order
  return [...exchanges, ...listCurveDays(stage, scenario), ...readings, ...terms, ...steps].sort(inOrder)
}

/** Readings that nothing else comes between arrive together. */
async function storeRun(stage: Stage, moments: Moment[]): Promise<void> {
  const end = moments.findIndex((moment) => !isReading(moment))
  const run = moments.slice(0, end < 0 ? moments.length : end).filter(isReading)
  const arrived = new Date(Math.max(...run.map(({ at }) => at.getTime())) + 600_000)
  const readings = run.map(({ reading }) => readingOf(stage, reading))
  await storeReadings(stage.at(arrived), { source: 'mqtt', topic: 'scenario', readings, keep: 'every' })
}

const valueNames = {
  importSharp: 'sharp',
  importPeak: 'peak',
  importFlat: 'flat',
  importValley: 'valley',
  importDeepValley: 'deepValley',
} as const

function readingOf(stage: Stage, row: Row): IncomingReading {
  const values: IncomingReading['values'] = {}
  for (const { role, wh } of registersOf(row)) {
    if (role === 'importTotal') values.importWh = wh
    else if (role === 'exportTotal') values.exportWh = wh
    else if (role === 'q1') values.q1Varh = wh
    else if (role === 'q4') values.q4Varh = wh
    else values.importByPeriodWh = { ...values.importByPeriodWh, [valueNames[role]]: wh }
  }
  return { meter: pointOf(stage, row).meter ?? '', at: instantOf(row, '日期'), values }
}

async function exchange(stage: Stage, row: Row): Promise<void> {
  const point = pointOf(stage, row)
  const at = instantOf(row, '时间')
  const assetNo = `${point.meter}+`
  const person = `${stage.path}installer`
  const before = new Date(at.getTime() - 3_600_000)
  await issueMeters(stage.at(before), stage.organisationId, [assetNo], person)
  const starts = new Map(registersOf(row, '新').map(({ role, wh }) => [role as string, wh]))
  await exchangeMeter(stage.at(new Date(at.getTime() + 60_000)), {
    caseRef: `scenario:${assetNo}`,
    reason: '换表',
    pointId: point.pointId,
    ...{ at, person },
    old: {
      assetNo: point.meter ?? '',
      endRegisters: Object.fromEntries(registersOf(row, '旧').map(({ role, wh }) => [role, wh])),
    },
    new: {
      assetNo,
      ct: Number(need(row, '新倍率')),
      pt: 1,
      registers: point.roles.map((role) => ({
        role: role as 'importTotal',
        digits: 6,
        startValue: starts.get(role) ?? 0,
      })),
    },
  })
  point.meter = assetNo
}
