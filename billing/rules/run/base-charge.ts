// Decides the base charge of a two-part account: by its transformers' states or by its points' demand (CONTRACT §15.2).
import { addDays } from '../../../db/time.ts'
import type { BaseChargeFacts } from '../bill/facts.ts'
import { decideDemandPrice } from '../high-load-demand.ts'
import { exact } from '../money.ts'
import type { ParkReason } from '../parking.ts'
import type { AssembleFacts } from './assemble.ts'
import type { Cut, Refused } from './cut.ts'
import { type AccountTerm, factOn, type TransformerUnit } from './facts.ts'

export type BaseChargeVerdict =
  | { ok: true; baseCharge: BaseChargeFacts | null; later: { from: string; baseCharge: BaseChargeFacts }[] }
  | Refused
type ChargeVerdict = { ok: true; baseCharge: BaseChargeFacts } | Refused

/** What the first two-part point is charged by, and anew from each day on which that changes. */
export function baseChargeOf(facts: AssembleFacts): BaseChargeVerdict {
  const twoPart = facts.cuts.map(({ cut }) => cut).filter(({ price }) => price.tariffSystem === 'two-part')
  const ofPoint = twoPart.filter(({ point }) => point === twoPart[0]?.point)
  const changes = ofPoint.filter((cut, position) => basisOf(cut) !== basisOf(ofPoint[position - 1]))
  const charges: { from: string; baseCharge: BaseChargeFacts }[] = []
  for (const cut of changes) {
    const verdict = chargeOf(facts, cut)
    if (!verdict.ok) return verdict
    charges.push({ from: cut.from, baseCharge: verdict.baseCharge })
  }
  const [first, ...later] = charges
  return { ok: true, baseCharge: first?.baseCharge ?? null, later }
}

/** While the meters are off nothing is charged (暂拆); the day on which they were taken off counts whole. */
export function removedDays(terms: AccountTerm[], end: string): { from: string; to: string }[] {
  return terms
    .filter(({ status }) => status === 'removed')
    .map(({ from, to }, position, removed) => {
      const goesOn = removed[position - 1]?.to === from
      return { from: goesOn ? from : addDays(from, 1), to: to ?? end }
    })
    .filter(({ from, to }) => from < to)
}

function basisOf(cut: Cut | undefined): string {
  const { capacityYuanPerKvaMonth, demandYuanPerKwMonth, highLoad } = cut?.price ?? {}
  return JSON.stringify([cut?.term.baseCharge, capacityYuanPerKvaMonth, demandYuanPerKwMonth, highLoad])
}

function chargeOf(facts: AssembleFacts, cut: Cut): ChargeVerdict {
  const { price, term } = cut
  if (term.baseCharge === null) return missing('baseCharge')
  if (facts.account.units.length === 0) return missing('transformers')
  return term.baseCharge === 'capacity'
    ? byCapacity(facts.account.units, price.capacityYuanPerKvaMonth)
    : byDemand(facts, term.baseCharge === 'contract-demand' ? 'contract' : 'actual', cut)
}

function byCapacity(units: TransformerUnit[], priceYuanPerKvaMonth: string | null): ChargeVerdict {
  if (priceYuanPerKvaMonth === null) return missing('capacityPrice')
  const groups = Map.groupBy(
    units.filter(({ interlockGroup }) => interlockGroup !== null),
    ({ interlockGroup }) => interlockGroup,
  )
  return {
    ok: true,
    baseCharge: {
      method: 'capacity',
      priceYuanPerKvaMonth,
      capacityRounding: 'none',
      units: units.map(({ id, capacityKva, inServiceSince, states }) => {
        return { id, capacityKva: exact(capacityKva), inServiceSince, states }
      }),
      interlockGroups: [...groups.values()].flatMap((members) =>
        members.length < 2
          ? []
          : [{ unitIds: members.map(({ id }) => id), maxRunning: members[0]?.interlockRunning ?? 1 }],
      ),
    },
  }
}

function byDemand(facts: AssembleFacts, mode: 'contract' | 'actual', { price }: Cut): ChargeVerdict {
  const { demandYuanPerKwMonth } = price
  if (demandYuanPerKwMonth === null) return missing('demandPrice')
  const points = [
    ...new Set(facts.cuts.filter((each) => each.cut.price.tariffSystem === 'two-part').map((each) => each.cut.point)),
  ]
  const capacityKva = chargeableKva(facts.account.units, facts.from)
  const feeders = []
  for (const point of points) {
    const demandKw = facts.demandsKw.get(point.pointId) ?? null
    if (demandKw === null) return missing('demand', point.pointNo, 'DEMAND_MISSING')
    const contractDemandKw = factOn(point.demandTerms, facts.from)?.contractDemandKw
    if (mode === 'contract' && contractDemandKw === undefined) return missing('contractDemand', point.pointNo)
    const ownKva = point.transformers.reduce((sum, each) => sum + each.capacityKva, 0)
    feeders.push({
      id: point.pointNo,
      actualDemandKw: exact(demandKw),
      ...(mode === 'contract' && {
        contractDemandKw: exact(contractDemandKw ?? 0),
        installedCapacityKva: exact(points.length > 1 && ownKva > 0 ? ownKva : capacityKva),
      }),
    })
  }
  const { highLoad } = price
  const demandPrice =
    highLoad !== null && capacityKva > 0
      ? decideDemandPrice({
          priceYuanPerKwMonth: demandYuanPerKwMonth,
          energyKwh: energyKwhOf(facts),
          contractCapacityKva: capacityKva,
          terms: { leastKwhPerKvaMonth: highLoad.kwhPerKva, priceShare: highLoad.demandFactor },
        })
      : { applies: false, priceYuanPerKwMonth: demandYuanPerKwMonth }
  return {
    ok: true,
    baseCharge: {
      method: 'demand',
      mode,
      priceYuanPerKwMonth: demandPrice.priceYuanPerKwMonth,
      feeders,
      ...(demandPrice.applies && highLoad && { clause: highLoad.clause }),
    },
  }
}

function energyKwhOf({ cuts }: AssembleFacts): number {
  return cuts.reduce((sum, { metered }) => sum.plus(metered.meteredKwh), exact(0)).toNumber()
}

/** What stood ready to run on a day, each interlocked group by what can run of it at once. */
export function chargeableKva(units: TransformerUnit[], day: string): number {
  const ready = units.filter(({ states }) => ['in-use', 'hot-standby'].includes(factOn(states, day)?.state ?? ''))
  const groups = Map.groupBy(ready, ({ id, interlockGroup }) => (interlockGroup === null ? id : interlockGroup))
  return [...groups.values()]
    .flatMap((members) => {
      const running = members[0]?.interlockRunning ?? members.length
      return members
        .map(({ capacityKva }) => capacityKva)
        .sort((one, other) => other - one)
        .slice(0, running)
    })
    .reduce((sum, capacityKva) => sum + capacityKva, 0)
}

function missing(fact: string, pointNo?: string, because: ParkReason = 'FACT_MISSING') {
  return { ok: false as const, because, detail: { fact, ...(pointNo !== undefined && { pointNo }) } }
}
