import { describe, expect, it } from 'vitest'
import { type PriceDocument, priceDocument, type Season } from '../../billing/price-book/contract.ts'
import { isApplicable, missingFacts, neededFacts } from '../../billing/rules/applicability.ts'
import { landedPrices, type PriceBook, type PricedVersion, priceFor } from '../../billing/rules/price.ts'
import { compareDocuments } from '../../billing/rules/price-compare.ts'
import { cutDays, stateOfPublished } from '../../billing/rules/price-days.ts'
import { checkPriceDocument } from '../../billing/rules/price-document.ts'
import { checkTimetable, periodAt, splitCurve, type Timetable } from '../../billing/rules/timetable.ts'

const spring: Season = {
  name: '春秋季',
  months: [2, 3, 4, 5, 6, 9, 10, 11],
  coefficients: { peak: '1.85', flat: '1', valley: '0.4', deepValley: '0.2' },
  days: [
    { on: ['holiday'], slots: [{ from: '10:00', to: '14:00', period: 'deepValley' }] },
    {
      on: null,
      slots: [
        { from: '00:00', to: '08:00', period: 'valley' },
        { from: '08:00', to: '17:00', period: 'peak' },
        { from: '17:00', to: '24:00', period: 'flat' },
      ],
    },
  ],
}
const summer: Season = {
  name: '夏冬季',
  months: [1, 7, 8, 12],
  coefficients: { sharp: '2.05', valley: '0.4' },
  days: [
    {
      on: null,
      slots: [
        { from: '00:00', to: '12:30', period: 'valley' },
        { from: '12:30', to: '24:00', period: 'sharp' },
      ],
    },
  ],
}
const base = { region: '33', tariffSystem: 'two-part' as const, legalBasis: '示范' }
const timetables: Timetable[] = [
  { ...base, id: 1, validFrom: '2024-03-01', validTo: '2026-06-16', seasons: [spring, summer] },
  { ...base, id: 2, validFrom: '2026-06-16', validTo: null, seasons: [{ ...summer, months: [6] }] },
]
const specialDays = [
  { day: '2026-05-01', dayType: 'holiday' as const },
  { day: '2026-05-09', dayType: 'workday' as const },
]
const calendar = { timetables, specialDays }

describe('the period of an instant', () => {
  it.each([
    ['is valley until the slot ends', '2026-04-02T07:59:59+08:00', 'valley', 1],
    ['changes on the minute', '2026-04-02T08:00:00+08:00', 'peak', 1],
    ['at 24:00 is that of the next day', '2026-04-03T00:00:00+08:00', 'valley', 1],
    ['runs to the last minute of the day', '2026-04-02T23:59:00+08:00', 'flat', 1],
    ['changes with the season at midnight of the month', '2026-01-31T23:45:00+08:00', 'sharp', 1],
    ['is of the new season on its first quarter hour', '2026-02-01T00:00:00+08:00', 'valley', 1],
    ['on a holiday is its own slot first', '2026-05-01T10:00:00+08:00', 'deepValley', 1],
    ['on a holiday is every day’s outside that slot', '2026-05-01T14:00:00+08:00', 'peak', 1],
    ['on the day after is ordinary again', '2026-05-02T10:00:00+08:00', 'peak', 1],
    ['follows the timetable that took over', '2026-06-16T00:00:00+08:00', 'valley', 2],
  ])('%s', (_name, at, period, timetableId) => {
    expect(periodAt(calendar, new Date(at))).toEqual({ ok: true, period, timetableId })
  })

  it('is refused before any timetable', () => {
    expect(periodAt(calendar, new Date('2024-02-29T23:45:00+08:00'))).toEqual({ ok: false, because: 'NO_TIMETABLE' })
  })

  it('splits a curve over a change of timetable inside a month, losing nothing', () => {
    const start = new Date('2026-06-15T00:00:00+08:00').getTime()
    const intervals = Array.from({ length: 192 }, (_, n) => ({ at: new Date(start + n * 900_000), energyWh: 100 + n }))
    const split = splitCurve(calendar, intervals)
    const energy = intervals.reduce((sum, { energyWh }) => sum + energyWh, 0)
    expect(split).toMatchObject({ ok: true })
    const byPeriod = split.ok ? split.energyWhByPeriod : {}
    expect(Object.values(byPeriod).reduce((sum, each) => sum + each, 0)).toBe(energy)
    // The 16th is sharp from half past twelve: quarter hours 146 to 191.
    expect(byPeriod.sharp).toBe(Array.from({ length: 46 }, (_, n) => 246 + n).reduce((sum, each) => sum + each, 0))
  })

  it('says from when on a curve has no timetable', () => {
    const at = new Date('2024-01-01T00:00:00+08:00')
    expect(splitCurve(calendar, [{ at, energyWh: 1 }])).toEqual({ ok: false, because: 'NO_TIMETABLE', at })
  })
})

describe('a timetable', () => {
  const whole = { validFrom: '2024-03-01', validTo: null, seasons: [spring, summer] }
  it('that covers year and day is whole', () => expect(checkTimetable(whole)).toEqual([]))
  it.each([
    ['a month without season', { seasons: [spring] }, ['seasons']],
    ['a month in two seasons', { seasons: [spring, { ...summer, months: [1, 2, 7, 8, 12] }] }, ['seasons.1.months']],
    [
      'a gap in the day',
      {
        seasons: [
          spring,
          { ...summer, days: [{ on: null, slots: [{ from: '00:00', to: '12:30', period: 'valley' as const }] }] },
        ],
      },
      ['seasons.1.days.0.slots'],
    ],
    [
      'a period without coefficient',
      { seasons: [spring, { ...summer, coefficients: { valley: '0.4' } }] },
      ['seasons.1.coefficients.sharp'],
    ],
    ['days the wrong way round', { validTo: '2024-03-01' }, ['validTo']],
  ])('with %s names the field', (_name, change, paths) => {
    expect(checkTimetable({ ...whole, ...change }).map(({ path }) => path)).toEqual(paths)
  })
})

const single: PricedVersion = {
  ...{ id: 7, priceCode: 'A', version: 'A@1', validFrom: '2026-01-01', validTo: null, official: true },
  ...{
    legalBasis: '依据',
    sourceUrl: null,
    tariffSystem: 'two-part',
    timeOfUse: false,
    accumulation: null,
    household: null,
  },
  tiers: [],
  components: [
    { component: 'transmission', pricesYuanPerKwh: { total: '0.1263' }, floated: false, inPowerFactorBase: true },
  ],
  surcharges: [{ code: 'fund', name: '基金', priceYuanPerKwh: '0.0452' }],
  ...{ capacityYuanPerKvaMonth: '26.3', demandYuanPerKwMonth: '42', highLoad: null, minimum: null, region: '42' },
  agency: { region: '42', multiplier: '1' },
}
const month = (name: string) =>
  (
    [
      ['energy', '0.38447'],
      ['line-loss', '0.013643'],
      ['system-operation', '0.082273'],
    ] as const
  ).map(([component, yuanPerKwh]) => ({ region: '42', month: name, component, yuanPerKwh, official: true }))
const hubei: Timetable = {
  ...{ id: 3, region: '42', tariffSystem: 'two-part', validFrom: '2026-01-01', validTo: null, legalBasis: '示范' },
  seasons: [{ ...spring, months: [1, 2], coefficients: { sharp: '2', peak: '1.5', flat: '1', valley: '0.45' } }],
}
const book: PriceBook = { versions: [single], agency: month('2026-01'), timetables: [hubei] }

describe('the price of a month', () => {
  it('is the sum of its parts, as Hubei printed it for January 2026', () => {
    const verdict = priceFor(book, { priceCode: 'A', month: '2026-01' })
    expect(verdict).toMatchObject({ ok: true, versionId: 7, capacityYuanPerKvaMonth: '26.3', official: true })
    expect(verdict.ok && landedPrices(verdict)).toEqual({ total: '0.651886' })
  })

  it('floats energy and line loss alone, as Hubei printed sharp, flat and valley', () => {
    const verdict = priceFor(
      { ...book, versions: [{ ...single, timeOfUse: true }] },
      { priceCode: 'A', month: '2026-01' },
    )
    expect(verdict.ok && landedPrices(verdict)).toEqual({
      ...{ sharp: '1.049999', flat: '0.651886', valley: '0.43292385' },
      peak: '0.8509425',
    })
    expect(verdict.ok && verdict.components.find(({ code }) => code === 'system-operation')?.prices.sharp).toBe(
      '0.082273',
    )
  })

  it('is one and a half times the bought energy for who left the market, and of that alone', () => {
    const versions = [{ ...single, agency: { region: '42', multiplier: '1.5' } }]
    const verdict = priceFor({ ...book, versions }, { priceCode: 'A', month: '2026-01' })
    expect(verdict.ok && verdict.components.map(({ prices }) => prices.total)).toEqual([
      '0.576705',
      '0.013643',
      '0.082273',
      '0.1263',
    ])
  })

  it.each([
    ['whose agency price is not announced', {}, '2026-02', 'AGENCY_PRICE_MISSING'],
    ['before the version', {}, '2025-12', 'NO_PRICE'],
    [
      'in which the version changes',
      {
        versions: [
          { ...single, validTo: '2026-01-16' },
          { ...single, id: 8, validFrom: '2026-01-16' },
        ],
      },
      '2026-01',
      'CHANGE_INSIDE_MONTH',
    ],
    [
      'in which the timetable changes',
      { versions: [{ ...single, timeOfUse: true }], timetables: [{ ...hubei, validTo: '2026-01-20' }] },
      '2026-01',
      'CHANGE_INSIDE_MONTH',
    ],
    ['without a timetable', { versions: [{ ...single, timeOfUse: true }], timetables: [] }, '2026-01', 'NO_TIMETABLE'],
  ])('%s is refused', (_name, change, asked, because) => {
    expect(priceFor({ ...book, ...change }, { priceCode: 'A', month: asked })).toMatchObject({ ok: false, because })
  })

  it('can be asked for one day of a month in which the version changes', () => {
    const versions = [
      { ...single, validTo: '2026-01-16' },
      { ...single, id: 8, validFrom: '2026-01-16' },
    ]
    const idOn = (day: string) => {
      const verdict = priceFor({ ...book, versions }, { priceCode: 'A', day })
      return verdict.ok && verdict.versionId
    }
    expect([idOn('2026-01-15'), idOn('2026-01-16')]).toEqual([7, 8])
  })
})

const document = (change: Partial<PriceDocument>): PriceDocument =>
  priceDocument.parse({
    ...{ version: 'AA@1', priceCode: 'AA', validFrom: '2026-01-01', official: false, legalBasis: '示范价' },
    components: [{ component: 'energy', pricesYuanPerKwh: { total: '0.7' } }],
    ...change,
  })
const commercial = { accountClass: 'commercial' as const, tariffSystem: 'single' as const, timeOfUse: false }
const tiers = [
  { upToKwh: 100, pricesYuanPerKwh: { total: '0.5' } },
  { upToKwh: null, pricesYuanPerKwh: { total: '0.6' } },
]

describe('a price document', () => {
  it('that fits its kind has nothing wrong', () => expect(checkPriceDocument(document({}), commercial)).toEqual([]))
  it.each([
    ['days the wrong way round', { validTo: '2026-01-01' }, {}, ['validTo']],
    ['tiers on a price without', { tiers }, {}, ['tiers']],
    ['no energy price', { components: [] }, {}, ['components']],
    ['a base price on a single-part price', { capacityYuanPerKvaMonth: '26' }, {}, ['capacityYuanPerKvaMonth']],
    ['no base price on a two-part price', {}, { tariffSystem: 'two-part' as const }, ['capacityYuanPerKvaMonth']],
    ['one rate on a time-of-use price', {}, { timeOfUse: true }, ['components']],
    ['energy beside agency energy', { agency: { region: '33', multiplier: '1' } }, {}, ['components.0.component']],
    [
      'a negative price of energy',
      { components: [{ component: 'energy', pricesYuanPerKwh: { total: '-0.1' } }] },
      {},
      ['components.0.pricesYuanPerKwh.total'],
    ],
    [
      'parts that are priced in different periods',
      {
        components: [
          { component: 'energy', pricesYuanPerKwh: { peak: '0.9', valley: '0.3' } },
          { component: 'transmission', pricesYuanPerKwh: { peak: '0.2', flat: '0.1' } },
        ],
      },
      { timeOfUse: true },
      ['components.1.pricesYuanPerKwh'],
    ],
    [
      'a part that floats beside one priced by period',
      {
        region: '33',
        components: [
          { component: 'energy', pricesYuanPerKwh: { peak: '0.9', valley: '0.3' } },
          { component: 'transmission', pricesYuanPerKwh: { total: '0.2' }, floated: true },
        ],
      },
      { timeOfUse: true },
      ['components.1.floated'],
    ],
    [
      'limits that do not ascend',
      { tiers: [tiers[0], tiers[0], tiers[1]], accumulation: 'annual' as const, components: [] },
      { tariffSystem: 'residential-tier' as const },
      ['tiers.1.upToKwh'],
    ],
    [
      'no open tier',
      { tiers: [tiers[0]], accumulation: 'annual' as const, components: [] },
      { tariffSystem: 'residential-tier' as const },
      ['tiers.0.upToKwh'],
    ],
  ])('with %s names the field', (_name, change, kind, paths) => {
    const issues = checkPriceDocument(document(change as Partial<PriceDocument>), { ...commercial, ...kind })
    expect(issues.map(({ path }) => path)).toEqual(paths)
  })

  it('is compared figure by figure', () => {
    const next = document({
      components: [{ ...document({}).components[0], pricesYuanPerKwh: { total: '0.68' } }] as never,
    })
    expect(compareDocuments(document({}), next)).toEqual([
      { field: 'components.energy.total', old: '0.7', new: '0.68', difference: '-0.02' },
    ])
  })
})

describe('days', () => {
  const days = { from: '2026-01-01', to: null }
  it.each([
    [
      'before and after',
      { from: '2026-03-01', to: '2026-04-01' },
      [
        { from: '2026-01-01', to: '2026-03-01' },
        { from: '2026-04-01', to: null },
      ],
    ],
    ['before only', { from: '2026-03-01', to: null }, [{ from: '2026-01-01', to: '2026-03-01' }]],
    ['nothing', { from: '2025-01-01', to: null }, []],
    ['all, being apart', { from: '2025-01-01', to: '2026-01-01' }, [days]],
  ])('that another takes leave %s', (_name, taken, left) => expect(cutDays(days, taken)).toEqual(left))

  it('cut by a later version count until that begins', () => {
    const facts = { days: [{ from: '2026-01-01', to: '2026-07-01' }], ends: ['superseded' as const] }
    expect([
      stateOfPublished({ ...facts, today: '2026-06-30' }),
      stateOfPublished({ ...facts, today: '2026-07-01' }),
    ]).toEqual(['published', 'superseded'])
  })
})

describe('a price is offered', () => {
  const none = {
    voltageKvFrom: null,
    voltageKvBelow: null,
    capacityKvaFrom: null,
    capacityKvaBelow: null,
    industries: null,
  }
  const price = {
    accountClass: 'commercial' as const,
    applicability: { ...none, voltageKvFrom: 1, voltageKvBelow: 35, capacityKvaFrom: 100, industries: ['制造业'] },
  }
  const fits = { accountClass: 'commercial' as const, voltageKv: 10, capacityKva: 100, industry: '制造业' }
  it.each([
    ['to whom it fits', fits, true, [], []],
    ['with questions to whom nobody asked', {}, true, [], ['accountClass', 'voltageKv', 'capacityKva', 'industry']],
    ['not to another class', { ...fits, accountClass: 'residential' as const }, false, ['ACCOUNT_CLASS'], []],
    ['not below its voltage', { ...fits, voltageKv: 0.4 }, false, ['VOLTAGE_TOO_LOW'], []],
    ['not at the voltage where it ends', { ...fits, voltageKv: 35 }, false, ['VOLTAGE_TOO_HIGH'], []],
    ['not under the threshold of capacity', { ...fits, capacityKva: 99.9 }, false, ['CAPACITY_TOO_LOW'], []],
    ['not to another industry', { ...fits, industry: '餐饮' }, false, ['INDUSTRY'], []],
  ])('%s', (_name, answers, applicable, reasons, unanswered) => {
    const verdict = isApplicable(price, answers)
    expect([
      verdict.applicable,
      verdict.reasons.map(({ code }) => code),
      verdict.unanswered.map(({ code }) => code),
    ]).toEqual([applicable, reasons, unanswered])
  })

  it('and asks for the facts that it needs, by name', () => {
    const twoPart = {
      ...{ tariffSystem: 'two-part' as const, timeOfUse: false, household: null, applicability: none },
      capacityYuanPerKvaMonth: '26',
      demandYuanPerKwMonth: '36',
    }
    const names = (facts: object) => missingFacts(twoPart, facts).map(({ fact }) => fact)
    expect(names({})).toEqual([
      'contractCapacityKva',
      'baseChargeMethod',
      'transformers',
      'contractDemandKw',
      'powerFactorStandard',
    ])
    expect(names({ baseChargeMethod: 'capacity', transformers: [], contractCapacityKva: 800 })).toEqual([
      'transformers',
      'powerFactorStandard',
    ])
    const asked = {
      baseChargeMethod: 'demand',
      contractDemandKw: 300,
      contractCapacityKva: 800,
      powerFactorStandard: null,
    }
    expect(names(asked)).toEqual([])
    expect(neededFacts(twoPart)[0]).toEqual({ fact: 'contractCapacityKva', zh: '合同容量', en: 'contract capacity' })
  })
})
