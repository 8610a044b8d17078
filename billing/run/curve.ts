import type { Ctx } from '../../db/context.ts'
import { listCurves } from '../../metering/index.ts'
import { type CurveCoverage, needsCurve, splitEnergy } from '../rules/run/curve.ts'
import type { Cut } from '../rules/run/cut.ts'
import type { EnergyByRole } from '../rules/run/energy.ts'
import type { Calendar } from '../rules/timetable.ts'
import { listSpecialDays } from '../sql/timetables.ts'
import { type BatchInput, type Case, type CaseVerdict, type CollectedCut, park, spanOf } from './shapes.ts'

type Collected = Map<Case, CaseVerdict<CollectedCut[]>>
type Wanted = { item: Case; cut: Cut; of: CollectedCut; pointId: number; energy: EnergyByRole }

/** A month of one point has some 3,000 readings: so many points are held at once. */
const CURVES_AT_ONCE = 50

/**
 * Splits by load curves what no period register tells apart, and writes it into what was collected. Nothing is asked of
 * the database where every meter tells its periods.
 */
export async function splitByCurves(
  ctx: Ctx,
  collected: Collected,
  input: Pick<BatchInput, 'finalAt' | 'timetables'>,
): Promise<Collected> {
  const wanted = [...collected].flatMap(([item, answer]) => (answer.ok ? wantedOf(item, answer.value, input) : []))
  if (wanted.length === 0) return collected
  const calendarOf = await readCalendars(ctx, wanted, input)
  const answers: Collected = new Map(collected)
  for (let start = 0; start < wanted.length; start += CURVES_AT_ONCE) {
    const some = wanted.slice(start, start + CURVES_AT_ONCE)
    const curves = await listCurves(
      ctx,
      some.map(({ item, cut, pointId }) => ({ pointId, ...spanOf(cut, item, input) })),
    )
    for (const [position, { item, cut, of, pointId, energy }] of some.entries()) {
      const verdict = splitEnergy(cut, energy, curves[position] ?? [], calendarOf(cut))
      if (!verdict.ok) {
        answers.set(item, park('collect', verdict.because, { pointNo: cut.point.pointNo, pointId, ...verdict.detail }))
        continue
      }
      if (of.own === energy) of.own = verdict.energyWhByRole
      else of.others.set(pointId, verdict.energyWhByRole)
      of.curve = addCoverage(of.curve, verdict.coverage)
    }
  }
  return answers
}

function wantedOf(item: Case, cuts: CollectedCut[], { timetables }: Pick<BatchInput, 'timetables'>): Wanted[] {
  return cuts.flatMap((of, position) => {
    const cut = item.cuts[position]
    if (!cut?.price.timeOfUse) return []
    const own = of.own ? [[cut.point.pointId, of.own] as const] : []
    const calendar = { timetables: timetablesOf(cut, timetables), specialDays: [] }
    return [...own, ...of.others].flatMap(([pointId, energy]) =>
      needsCurve(cut, pointId, energy, calendar) ? [{ item, cut, of, pointId, energy }] : [],
    )
  })
}

function timetablesOf({ price: { timetable } }: Cut, timetables: BatchInput['timetables']): BatchInput['timetables'] {
  return timetables.filter(
    ({ region, tariffSystem }) => region === timetable?.region && tariffSystem === timetable.tariffSystem,
  )
}

async function readCalendars(ctx: Ctx, wanted: Wanted[], { timetables }: Pick<BatchInput, 'timetables'>) {
  const days = wanted.flatMap(({ cut: { from, to } }) => [from, to]).sort()
  const special = await listSpecialDays(ctx, days[0] ?? '', days.at(-1) ?? '')
  return (cut: Cut): Calendar => ({
    timetables: timetablesOf(cut, timetables),
    specialDays: special.filter(({ region }) => region === cut.price.timetable?.region),
  })
}

function addCoverage(one: CurveCoverage | null, other: CurveCoverage): CurveCoverage {
  if (!one) return other
  return {
    intervals: one.intervals + other.intervals,
    measured: one.measured + other.measured,
    estimated: one.estimated + other.estimated,
  }
}
