import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BillFacts, BillLine, Rating, SegmentFacts } from '../../billing/rules/bill/facts.ts'
import { rateBill } from '../../billing/rules/bill/rate-bill.ts'
import { type Exact, exact, roundToFen, sumYuan, yuanToText, zero } from '../../billing/rules/money.ts'
import { addDays } from '../../db/time.ts'

const FIRST = '2024-05-01'
const DAYS = 31
const dayOf = (offset: number) => addDays(FIRST, offset)

const energy = fc.integer({ min: 0, max: 5_000_000 }).map((milli) => exact(milli).div(1000))
const price = fc.integer({ min: 0, max: 99_999 }).map((points) => exact(points).div(10_000).toFixed())
const tiers = fc
  .record({
    first: fc.integer({ min: 1, max: 2000 }),
    more: fc.integer({ min: 1, max: 2000 }),
    prices: fc.array(price, { minLength: 6, maxLength: 6 }),
  })
  .map(({ first, more, prices }) => {
    const [a = '0', b = '0', c = '0', d = '0', e = '0', f = '0'] = [...prices].sort(
      (one, other) => Number(one) - Number(other),
    )
    return [
      { upToKwh: first, touPricesYuanPerKwh: { peak: b, flat: b, valley: a } },
      { upToKwh: first + more, touPricesYuanPerKwh: { peak: d, flat: d, valley: c } },
      { upToKwh: null, touPricesYuanPerKwh: { peak: f, flat: f, valley: e } },
    ]
  })

const segment = fc
  .record({
    tariffSystem: fc.constantFrom('single' as const, 'two-part' as const, 'residential-tier' as const),
    peak: energy,
    flat: energy,
    valley: energy,
    reactive: energy,
    prices: fc.array(price, { minLength: 4, maxLength: 4 }),
    judged: fc.boolean(),
    iron: fc.integer({ min: 0, max: 400 }),
    span: fc.tuple(fc.integer({ min: 0, max: DAYS - 1 }), fc.integer({ min: 1, max: DAYS })),
    lossAllocation: fc.constantFrom('proportional' as const, 'flat' as const),
    ratioPercent: fc.integer({ min: 0, max: 30 }),
  })
  .map(
    ({
      prices: [peak = '0', flat = '0', valley = '0', total = '0'],
      span: [start, length],
      ...drawn
    }): SegmentFacts => {
      const isTiered = drawn.tariffSystem === 'residential-tier'
      return {
        from: dayOf(start),
        to: dayOf(Math.min(DAYS, start + length)),
        tariffSystem: drawn.tariffSystem,
        multiplier: exact(1),
        metered: {
          activeKwh: { peak: drawn.peak, flat: drawn.flat, valley: drawn.valley },
          reactiveForwardKvarh: drawn.reactive,
        },
        transformerLoss: {
          capacityKva: exact(200),
          ironLossKwhPerMonth: exact(drawn.iron),
          ironLossKvarhPerMonth: zero,
          copperLossPercent: null,
          reactiveCopperFactor: exact(2),
        },
        lossAllocation: drawn.lossAllocation,
        prices: isTiered
          ? []
          : [
              { code: 'energy', prices: { peak, flat, valley }, inPowerFactorBase: true },
              { code: 'transmission', prices: { total }, inPowerFactorBase: true },
            ],
        allocations:
          isTiered || drawn.ratioPercent === 0
            ? []
            : [
                {
                  name: '照明',
                  quantity: { method: 'ratio', ratioPercent: exact(drawn.ratioPercent) },
                  priceYuanPerKwh: total,
                  fromPeriod: 'proportional',
                  inPowerFactorBase: false,
                },
              ],
        powerFactorStandard: drawn.judged ? '0.90' : null,
      }
    },
  )

const bill = fc
  .record({
    segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
    tiers,
    surcharge: price,
    units: fc.array(
      fc.record({ kva: fc.integer({ min: 1, max: 2000 }), sinceDay: fc.integer({ min: -40, max: DAYS - 1 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    edition: fc.constantFrom('1996' as const, '2016' as const, '2024' as const),
  })
  .map(
    ({ segments, units, edition, ...drawn }): BillFacts => ({
      ruleEdition: edition,
      cycleStartDay: 1,
      period: { from: FIRST, to: dayOf(DAYS) },
      segments,
      energyRounding: 'none',
      baseCharge: {
        method: 'capacity',
        priceYuanPerKvaMonth: '25.6',
        units: units.map(({ kva, sinceDay }, position) => ({
          id: `T${position}`,
          capacityKva: exact(kva),
          states: [{ from: dayOf(sinceDay), to: null, state: 'in-use' }],
        })),
        interlockGroups: [],
        capacityRounding: 'none',
      },
      residentialTier: {
        accumulation: 'annual',
        tiers: drawn.tiers,
        months: 1,
        accumulatedBeforeKwh: exact(500),
        serviceMonths: 12,
        household: null,
      },
      surcharges: [{ code: 'fund', priceYuanPerKwh: drawn.surcharge }],
    }),
  )

function rated(facts: BillFacts): Rating {
  const rating = rateBill(facts)
  if (!rating.ok) throw new Error(JSON.stringify(rating.issues))
  return rating
}

const isEnergy = ({ source }: BillLine) => source.powerFactorGroup === undefined && source.cycle === undefined
function unroundedYuan(lines: BillLine[]): Exact {
  return lines.reduce((sum, line) => sum.plus(line.unroundedYuan), zero)
}
const SLACK = exact('0.000001')

describe('any bill', () => {
  it('has lines that sum to its total, each rounded once', () => {
    fc.assert(
      fc.property(bill, (facts) => {
        const { lines, totalYuan, charges } = rated(facts)
        expect(sumYuan(lines.map(({ amountYuan }) => amountYuan))).toBe(totalYuan)
        expect(
          sumYuan([
            charges.baseYuan,
            charges.energyYuan,
            charges.allocationsYuan,
            charges.powerFactorAdjustmentYuan,
            charges.surchargesYuan,
          ]),
        ).toBe(totalYuan)
        for (const line of lines) expect(yuanToText(roundToFen(exact(line.unroundedYuan)))).toBe(line.amountYuan)
      }),
    )
  })

  it('is the same bill when it is rated again', () => {
    fc.assert(
      fc.property(bill, (facts) => {
        expect(rated(structuredFacts(facts))).toEqual(rated(facts))
      }),
    )
  })

  it('does not care in which order its facts come', () => {
    const shuffled = bill.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray(facts.segments, { minLength: facts.segments.length }),
        fc.boolean(),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([facts, segments, isReversed]) => {
        const { baseCharge } = facts
        if (baseCharge?.method !== 'capacity') throw new Error('by capacity')
        const units = isReversed ? baseCharge.units.toReversed() : baseCharge.units
        const { totalYuan } = rated({ ...facts, segments, baseCharge: { ...baseCharge, units } })
        expect(totalYuan).toBe(rated(facts).totalYuan)
      }),
    )
  })

  it('never costs less with more energy at the same demand and power factor', () => {
    fc.assert(
      fc.property(bill, fc.integer({ min: 100, max: 300 }), (facts, percent) => {
        const grown = { ...facts, segments: facts.segments.map((one) => scale(withoutLoss(one), percent, 100)) }
        const before = rated({ ...facts, segments: facts.segments.map(withoutLoss) })
        const after = rated(grown)
        expect(after.powerFactorGroups.map(({ powerFactor }) => powerFactor)).toEqual(
          before.powerFactorGroups.map(({ powerFactor }) => powerFactor),
        )
        expect(unroundedYuan(after.lines).plus(SLACK).gte(unroundedYuan(before.lines))).toBe(true)
        const { length } = after.lines
        expect(Number(after.totalYuan)).toBeGreaterThanOrEqual(Number(before.totalYuan) - length * 0.005)
      }),
    )
  })

  it('charges the same energy when a segment is cut at any day, in one bill', () => {
    const cut = fc.tuple(bill, fc.integer({ min: 1, max: DAYS - 1 }), fc.integer({ min: 0, max: 100 }))
    fc.assert(
      fc.property(cut, ([drawn, offset, percent]) => {
        const facts = { ...drawn, segments: drawn.segments.map(withoutLoss) }
        const segments = facts.segments.flatMap((one) => cutSegment(one, dayOf(offset), percent))
        const whole = unroundedYuan(rated(facts).lines.filter(isEnergy))
        const parts = unroundedYuan(rated({ ...facts, segments }).lines.filter(isEnergy))
        expect(parts.minus(whole).abs().lt(SLACK)).toBe(true)
      }),
    )
  })

  it('charges the same when the period is cut into two bills at any day, tiers carried forward', () => {
    const cut = fc.tuple(bill, fc.integer({ min: 1, max: DAYS - 1 }), fc.integer({ min: 0, max: 100 }))
    fc.assert(
      fc.property(cut, ([drawn, offset, percent]) => {
        const facts = {
          ...drawn,
          ruleEdition: '2024' as const,
          segments: drawn.segments
            .map((one): SegmentFacts => ({ ...one, from: FIRST, to: dayOf(DAYS), powerFactorStandard: null }))
            .map(withoutLoss),
        }
        const day = dayOf(offset)
        const whole = rated(facts)
        const first = rated({
          ...facts,
          period: { from: FIRST, to: day },
          segments: facts.segments.map((one) => scale({ ...one, to: day }, percent, 100)),
        })
        const accumulatedBeforeKwh = exact(first.accumulatedAfterKwh ?? 0)
        const second = rated({
          ...facts,
          period: { from: day, to: dayOf(DAYS) },
          segments: facts.segments.map((one) => scale({ ...one, from: day }, 100 - percent, 100)),
          residentialTier: facts.residentialTier && { ...facts.residentialTier, accumulatedBeforeKwh },
        })
        const parts = unroundedYuan(first.lines).plus(unroundedYuan(second.lines))
        expect(parts.minus(unroundedYuan(whole.lines)).abs().lt('0.0001')).toBe(true)
      }),
    )
  })
})

function withoutLoss(one: SegmentFacts): SegmentFacts {
  return { ...one, transformerLoss: null }
}

function scale(one: SegmentFacts, numerator: number, divisor: number): SegmentFacts {
  const { activeKwh, reactiveForwardKvarh = zero } = one.metered
  const times = (quantity: Exact) => quantity.times(numerator).div(divisor)
  return {
    ...one,
    metered: {
      activeKwh: Object.fromEntries(Object.entries(activeKwh).map(([period, kwh]) => [period, times(kwh)])),
      reactiveForwardKvarh: times(reactiveForwardKvarh),
    },
  }
}

function cutSegment(one: SegmentFacts, day: string, percent: number): SegmentFacts[] {
  if (day <= one.from || day >= one.to) return [one]
  return [scale({ ...one, to: day }, percent, 100), scale({ ...one, from: day }, 100 - percent, 100)]
}

/** The same facts in objects of their own. */
function structuredFacts(facts: BillFacts): BillFacts {
  return {
    ...facts,
    segments: facts.segments.map((one) => ({
      ...one,
      metered: { ...one.metered, activeKwh: { ...one.metered.activeKwh } },
    })),
  }
}
