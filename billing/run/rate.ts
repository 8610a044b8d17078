import { addDays } from '../../db/time.ts'
import type { Rating } from '../rules/bill/facts.ts'
import { rateBill } from '../rules/bill/rate-bill.ts'
import { demandBounds } from '../rules/demand-charge.ts'
import { exact, quantityToNumber, sumYuan } from '../rules/money.ts'
import { cycleStartDayOf, monthsCovered, serviceMonthsIn, tierYearOf } from '../rules/periods.ts'
import { allowanceLines } from '../rules/run/allowance.ts'
import { assembleBill, type BillPart } from '../rules/run/assemble.ts'
import { energyOfCut, type MeteredCut } from '../rules/run/energy.ts'
import type { AccountTerm } from '../rules/run/facts.ts'
import { minimumLines } from '../rules/run/minimum.ts'
import type { NewBill, NewDemand, NewLine, NewSegment } from '../sql/bills.ts'
import type { DueRule } from '../sql/facts.ts'
import { type Case, type CaseVerdict, type CollectedCut, park, type Shared } from './shapes.ts'

/** One account's fault must not cost the others their bills. */
export function rateCase(
  item: Case,
  collected: CaseVerdict<CollectedCut[]> | undefined,
  demandsKw: Map<number, number | null>,
  shared: Shared & { finalAt?: Date },
): CaseVerdict<NewBill> {
  try {
    if (!collected) return park('collect', 'USAGE_MISSING')
    return collected.ok ? rateCollected(item, collected.value, demandsKw, shared) : collected
  } catch (fault) {
    return park('rate', 'FAULT', { fault: String(fault) })
  }
}

type RatedPart = { part: BillPart; rating: Rating; metered: MeteredCut[] }

function rateCollected(
  item: Case,
  collected: CollectedCut[],
  demandsKw: Map<number, number | null>,
  shared: Shared & { finalAt?: Date },
): CaseVerdict<NewBill> {
  const { ledger, period, facts, cuts } = item
  const { billMonth } = shared
  const tierYear = tierYearOf(billMonth)
  const householdPersons = termAtEnd(item)?.householdPersons ?? null
  const accumulatedBeforeWh = ledger.tierYear === tierYear ? ledger.tierEnergyWh : 0
  const serviceMonths = serviceMonthsIn(tierYear, ledger.openedOn)
  const cycleStartDay = cycleStartDayOf(ledger.rhythm?.readingDay)
  const metered: { cut: Case['cuts'][number]; metered: MeteredCut }[] = []
  for (const [position, cut] of cuts.entries()) {
    const energy = energyOfCut(cut, collected[position] ?? { own: null, others: new Map() }, cycleStartDay)
    if (!energy.ok) return park('rate', energy.because, energy.detail)
    metered.push({ cut, metered: energy.metered })
  }
  const assembly = assembleBill({
    ...{ billMonth, ...period, cuts: metered, account: facts, demandsKw, pricesOf: shared.pricesOf },
    cycleStartDay,
    accumulatedBeforeKwh: accumulatedBeforeWh / 1000,
    ...{ serviceMonths, householdPersons },
  })
  if (!assembly.ok) return park('rate', assembly.because, assembly.detail)
  const parts = rateParts(assembly.parts, metered)
  if (!parts.ok) return parts
  return {
    ok: true,
    value: billOf(item, parts.value, collected, {
      shared,
      accumulatedBeforeWh,
      serviceMonths,
      householdPersons,
      demandsKw,
    }),
  }
}

/** Where the tiers' figures change, what is rated first fills the tiers of what comes after. */
function rateParts(parts: BillPart[], metered: { cut: unknown; metered: MeteredCut }[]): CaseVerdict<RatedPart[]> {
  const rated: RatedPart[] = []
  let accumulatedKwh: number | null = null
  for (const part of parts) {
    const { residentialTier: tier } = part.facts
    const facts =
      tier && accumulatedKwh !== null
        ? { ...part.facts, residentialTier: { ...tier, accumulatedBeforeKwh: exact(accumulatedKwh) } }
        : part.facts
    const rating = rateBill(facts)
    if (!rating.ok)
      return park('rate', 'NOT_COMPUTABLE', { issues: rating.issues.map(({ code, path }) => ({ code, path })) })
    accumulatedKwh = rating.accumulatedAfterKwh ?? accumulatedKwh
    const own = part.cuts.map((cut) => metered.find((each) => each.cut === cut)?.metered)
    rated.push({ part: { ...part, facts }, rating, metered: own.filter((each) => each !== undefined) })
  }
  return { ok: true, value: rated }
}

type About = {
  shared: Shared & { finalAt?: Date }
  accumulatedBeforeWh: number
  serviceMonths: number
  householdPersons: number | null
  demandsKw: Map<number, number | null>
}

function billOf(item: Case, parts: RatedPart[], collected: CollectedCut[], about: About): NewBill {
  const { ledger, period, cuts, facts } = item
  const { billMonth, allowanceRules, dueRules } = about.shared
  const curves = new Map(cuts.map((cut, n) => [cut, collected[n]?.curve ?? null]))
  const segments: NewSegment[] = []
  const lines: NewLine[] = []
  for (const { part, rating, metered } of parts) {
    const offset = segments.length
    segments.push(...part.cuts.map((cut, n) => segmentOf(cut, rating.segments[n], metered[n], curves.get(cut))))
    lines.push(
      ...rating.lines.map(({ source, ...line }) => {
        return { ...line, segment: source.segment === undefined ? null : offset + source.segment + 1 }
      }),
    )
  }
  lines.push(...minimumsOf(item, parts, lines))
  const months = monthsCovered(period.from, billMonth, cycleStartDayOf(ledger.rhythm?.readingDay))
  lines.push(
    ...allowanceLines({ lines, months, allowances: facts.allowances, rules: allowanceRules, day: period.from }),
  )
  const groups = parts.flatMap(({ rating }) => rating.powerFactorGroups)
  const demands = [...about.demandsKw.values()].filter((each) => each !== null)
  const positions = new Map(parts.flatMap(({ part }) => part.cuts).map((cut, n) => [cut, n + 1]))
  return {
    document: item.isInterim ? 'interim' : 'bill',
    billNo: billNoOf(billMonth, ledger.accountNo, ledger.documents),
    accountId: ledger.accountId,
    billMonth,
    settlementNo: ledger.settlements + 1,
    periodFrom: period.from,
    periodTo: period.to,
    priceVersionId: cuts.at(-1)?.price.versionId ?? 0,
    energyWh: sumWh(parts.map(({ rating }) => rating.energyKwh)),
    energyWhByPeriod: periodsWh(parts),
    tierEnergyWh: segments
      .filter(({ tariffSystem }) => tariffSystem === 'residential-tier')
      .reduce((sum, each) => sum + chargedWh(each), 0),
    reactiveVarh: sumWh(parts.map(({ rating }) => rating.reactiveKvarh)),
    powerFactor: groups[0]?.powerFactor ?? null,
    powerFactorGroups: groups,
    demandW: demands.length > 0 ? Math.round(Math.max(...demands) * 1000) : null,
    totalYuan: sumYuan(lines.map((line) => line.amountYuan)),
    tierYear: tierYearOf(billMonth),
    serviceMonths: about.serviceMonths,
    householdPersons: about.householdPersons,
    accumulatedBeforeWh: about.accumulatedBeforeWh,
    dueOn: addDays(period.to, dueDays(dueRules, termAtEnd(item), period.to)),
    finalAt: about.shared.finalAt ?? null,
    lines,
    segments,
    demands: demandsOf(item, parts),
    registers: cuts.flatMap((cut, n) =>
      (collected[n]?.segments ?? []).map((meter) => ({ ...meter, segment: positions.get(cut) ?? null })),
    ),
  }
}

function demandsOf({ cuts, demandDays }: Case, parts: RatedPart[]): NewDemand[] {
  const charges = parts.flatMap(({ part: { facts } }) => [
    facts.baseCharge,
    ...(facts.laterBaseCharges ?? []).map(({ baseCharge }) => baseCharge),
  ])
  const feeders = charges.flatMap((charge) => (charge?.method === 'demand' ? charge.feeders : []))
  const byPoint = new Map(feeders.map((feeder) => [feeder.id, feeder]))
  return [...byPoint.values()].flatMap((feeder) => {
    const pointId = cuts.find(({ point }) => point.pointNo === feeder.id)?.point.pointId
    const bounds = demandBounds(feeder) ?? { contractKw: null, leastKw: null, toleratedKw: null }
    const demandW = Math.round(feeder.actualDemandKw.toNumber() * 1000)
    return pointId === undefined ? [] : [{ pointId, demandW, occurredOn: demandDays.get(pointId) ?? null, ...bounds }]
  })
}

/** What the bill lacks to the least of its prices; nothing is asked for within a month. */
function minimumsOf({ period, ledger, isInterim }: Case, parts: RatedPart[], lines: NewLine[]): NewLine[] {
  if (isInterim) return []
  const rated = parts.flatMap(({ part, rating }) => part.cuts.map((cut, n) => ({ cut, segment: rating.segments[n] })))
  return minimumLines({
    parts: rated.map(({ cut: { from, to, price }, segment }, n) => ({
      ...{ segment: n + 1, from, to, minimum: price.minimum, clause: price.clause },
      chargedKwh: segment ? segment.activeKwh.plus(segment.lossKwh) : exact(0),
    })),
    lines,
    period,
    cycleStartDay: cycleStartDayOf(ledger.rhythm?.readingDay),
  })
}

/** `202605` + account number; a further document of the month has its number behind it. */
export function billNoOf(billMonth: string, accountNo: string, documentsBefore: number): string {
  return `${billMonth.replace('-', '')}${accountNo}${documentsBefore > 0 ? `-${documentsBefore + 1}` : ''}`
}

function segmentOf(
  { point, from, to, price, term, isInMarket: inMarket }: Case['cuts'][number],
  rated: Rating['segments'][number] | undefined,
  metered: MeteredCut | undefined,
  curve: CollectedCut['curve'] | undefined,
): NewSegment {
  return {
    pointId: point.pointId,
    priceVersionId: price.versionId,
    ...{ from, to, tariffSystem: price.tariffSystem, inMarket },
    energyWhByPeriod: Object.fromEntries(
      Object.entries(rated?.energyByPeriodKwh ?? {}).map(([period, energy]) => [period, sumWh([energy])]),
    ),
    meteredWh: sumWh(metered ? [metered.meteredKwh] : []),
    lossWh: sumWh(rated ? [rated.lossKwh] : []),
    lineLossWh: sumWh(rated ? [rated.lineLossKwh] : []),
    lossVarh: sumWh(rated ? [rated.lossKvarh] : []),
    deductedWh: sumWh(metered ? [metered.deductedKwh] : []),
    reactiveVarh: sumWh(rated ? [rated.reactiveKvarh] : []),
    powerFactorStandard: term.powerFactorStandard,
    curve: curve ?? null,
  }
}

/** kWh to whole Wh. */
function sumWh(energies: Rating['energyKwh'][]): number {
  const kwh = energies.reduce((sum, energy) => sum.plus(energy), exact(0))
  return Math.round(quantityToNumber(kwh.times(1000)))
}

function chargedWh({ energyWhByPeriod }: NewSegment): number {
  return Object.values(energyWhByPeriod).reduce((sum, energy) => sum + energy, 0)
}

/** By time-of-use period; what is known in total only has no place here. */
function periodsWh(parts: RatedPart[]): Partial<Record<string, number>> {
  const energyWh: Partial<Record<string, number>> = {}
  for (const { rating } of parts) {
    for (const [period, energy] of Object.entries(rating.energyByPeriodKwh)) {
      if (period !== 'total') energyWh[period] = (energyWh[period] ?? 0) + sumWh([energy])
    }
  }
  return energyWh
}

/** What held at the end of the period decides the household and the due day. */
function termAtEnd({ facts }: Case): AccountTerm | undefined {
  return facts.terms.at(-1)
}

function dueDays(rules: DueRule[], term: AccountTerm | undefined, periodTo: string): number {
  const rule = rules.find(
    ({ accountClass, validFrom, validTo }) =>
      accountClass === (term?.accountClass ?? 'residential') &&
      validFrom <= periodTo &&
      (validTo === null || periodTo < validTo),
  )
  if (!rule) throw new Error(`no due rule in force on ${periodTo}`)
  return rule.days
}
