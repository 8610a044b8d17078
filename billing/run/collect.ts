import type { Ctx } from '../../db/context.ts'
import { listDemands } from '../../metering/index.ts'
import { continueFromBill } from '../rules/continuity.ts'
import type { Cut } from '../rules/run/cut.ts'
import type { EnergyByRole } from '../rules/run/energy.ts'
import { listEnteredDemands } from '../sql/entered-demands.ts'
import type { BilledEnds } from '../sql/facts.ts'
import type { Usage } from '../usage.ts'
import { splitByCurves } from './curve.ts'
import { type BatchInput, type Case, type CaseVerdict, type CollectedCut, park, spanOf } from './shapes.ts'

type Request = { pointId: number; from: Date; to: Date }

/** Asks metering once for the use of every part of every case, and of the points that are taken of it or give to it. */
export async function collectUsages(
  ctx: Ctx,
  cases: Case[],
  input: BatchInput,
): Promise<Map<Case, CaseVerdict<CollectedCut[]>>> {
  const requests: Request[] = []
  const ask = (request: Request) => requests.push(request) - 1
  const asked = cases.map((item) => item.cuts.map((cut) => askOfCut(cut, item, input, ask)))
  const usages = await input.findUsages(ctx, requests)
  const collected = new Map(
    cases.map((item, n) => [
      item,
      collectCase(
        item,
        (asked[n] ?? []).map((each) => answerOf(each, usages)),
      ),
    ]),
  )
  return splitByCurves(ctx, collected, input)
}

type Asked = { own: number | null; others: { pointId: number; at: number }[] }

function askOfCut(cut: Cut, item: Case, input: BatchInput, ask: (request: Request) => number): Asked {
  const { point, children, share } = cut
  const span = spanOf(cut, item, input)
  const metered = (share ? share.siblings : children).flatMap(({ method, childPointId }) =>
    method === 'metered-child' && childPointId !== null ? [childPointId] : [],
  )
  const others = share ? [share.edge.parentPointId, ...metered] : metered
  return {
    own: share ? null : ask({ pointId: point.pointId, ...span }),
    others: others.map((pointId) => ({ pointId, at: ask({ pointId, ...span }) })),
  }
}

type Answer = { own: Usage | null; others: Map<number, Usage> }

function answerOf({ own, others }: Asked, usages: Usage[]): Answer {
  const answers = others.flatMap(({ pointId, at }): [number, Usage][] => {
    const usage = usages[at]
    return usage ? [[pointId, usage]] : []
  })
  return { own: own === null ? null : (usages[own] ?? null), others: new Map(answers) }
}

function collectCase({ cuts, billedEnds }: Case, answers: Answer[]): CaseVerdict<CollectedCut[]> {
  const collected: CollectedCut[] = []
  const begun = new Set<number>()
  for (const [position, { own, others }] of answers.entries()) {
    const cut = cuts[position]
    if (!cut) continue
    const about = { pointNo: cut.point.pointNo, from: cut.from, to: cut.to }
    const all = [...(own ? [own] : []), ...others.values()]
    if (all.length === 0 || all.some(({ missing }) => missing)) return park('collect', 'USAGE_MISSING', about)
    if (all.some(({ quality }) => quality === 'suspect')) return park('collect', 'USAGE_SUSPECT', about)
    // Only the first part of a meter goes on from the bill before; the next goes on from that part.
    const ends = Object.fromEntries(Object.entries(billedEnds).filter(([deviceId]) => !begun.has(Number(deviceId))))
    const metered = own ? continueFromBill(own.segments, ends) : null
    if (metered && !metered.ok) {
      return park('collect', 'USAGE_SUSPECT', { ...about, because: metered.because, role: metered.role })
    }
    for (const { deviceId } of metered?.segments ?? []) begun.add(deviceId)
    collected.push({
      segments: metered?.segments ?? [],
      quality: worst(all),
      own: metered?.energyWhByRole ?? null,
      others: new Map([...others].map(([pointId, usage]) => [pointId, energyOf(usage)])),
      curve: null,
    })
  }
  return { ok: true, value: collected }
}

function energyOf({ segments }: Usage): EnergyByRole {
  const all = continueFromBill(segments, {} satisfies BilledEnds)
  return all.ok ? all.energyWhByRole : {}
}

const qualities = ['measured', 'settled', 'nearest', 'site', 'estimated']

function worst(usages: Usage[]): string {
  return qualities[Math.max(...usages.map(({ quality }) => qualities.indexOf(quality)))] ?? 'measured'
}

/**
 * The largest demand of every two-part point of the cases over its days, in kW; where metering has none, what a person
 * entered for the month.
 */
export async function collectDemands(
  ctx: Ctx,
  cases: Case[],
  billMonth: string,
): Promise<Map<Case, Map<number, number | null>>> {
  const asked = cases.flatMap((item) =>
    item.cuts
      .filter(({ price, term }) => price.tariffSystem === 'two-part' && term.baseCharge?.endsWith('demand'))
      .map((cut) => ({ item, cut })),
  )
  const demands = await listDemands(
    ctx,
    asked.map(({ cut }) => ({ pointId: cut.point.pointId, from: cut.from, to: cut.to })),
  )
  const found = new Map<Case, Map<number, number | null>>()
  for (const [position, { item, cut }] of asked.entries()) {
    const ofCase = found.get(item) ?? new Map<number, number | null>()
    found.set(item, ofCase)
    const told = demands[position] ?? null
    const watts = told?.demandW ?? null
    const before = ofCase.get(cut.point.pointId) ?? null
    if (told && told.demandW / 1000 > (before ?? -1)) item.demandDays.set(cut.point.pointId, told.day)
    ofCase.set(cut.point.pointId, watts === null ? before : Math.max(before ?? 0, watts / 1000))
  }
  const untold = [...found.values()].flatMap((ofCase) => [...ofCase].filter(([, demandKw]) => demandKw === null))
  if (untold.length === 0) return found
  const entered = await listEnteredDemands(ctx, { pointIds: untold.map(([pointId]) => pointId), billMonth })
  for (const ofCase of found.values()) {
    for (const [pointId, demandKw] of ofCase) ofCase.set(pointId, demandKw ?? entered.get(pointId) ?? null)
  }
  return found
}
