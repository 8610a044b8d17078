import { describe, expect, it } from 'vitest'
import { addMonths } from '../../db/time.ts'
import type { ApplicationKind, Forms } from '../../intake/contract.ts'
import { checkKind, kindRules } from '../../intake/rules/kinds/all.ts'
import { changesOfPermanentReduction } from '../../intake/rules/kinds/capacity.ts'
import type { AccountSnapshot, CheckFacts, Coming, RuleName, StatutoryRule } from '../../intake/rules/kinds/facts.ts'
import { checkSettlement } from '../../intake/rules/kinds/settlement.ts'
import { changesOfPriceOption } from '../../intake/rules/kinds/supply.ts'
import { addWorkingDays, type WorkCalendar } from '../../intake/rules/work-time.ts'
import { plant, withState, withTerm } from './plant.ts'

const hours = [{ from: 510, to: 1050 }]
const calendar: WorkCalendar = { week: [[], hours, hours, hours, hours, hours, []], days: new Map() }
const rule = (name: RuleName, value = 1): StatutoryRule => ({
  rule: name,
  value,
  clause: `条款:${name}`,
  confirmed: true,
})

const TODAY = '2026-11-16'
function codes<K extends ApplicationKind>(
  kind: K,
  form: Forms[K],
  {
    accounts = [plant],
    rules = [],
    owes = '',
    feedsIn = false,
  }: { accounts?: AccountSnapshot[]; rules?: StatutoryRule[]; owes?: string; feedsIn?: boolean },
) {
  const facts: CheckFacts<Forms[K]> = {
    form,
    today: TODAY,
    accounts,
    rules,
    working: { addWorkingDays: (day, count) => addWorkingDays(day, count, calendar) },
    arrearsYuan: new Map(owes ? [[1, owes]] : []),
    feedingIn: new Set(feedsIn ? [plant.accountId] : []),
  }
  const objections = checkKind(kind, facts)
  for (const { clause, remedy } of objections) {
    expect(remedy).not.toBe('')
    if (clause !== null) expect(clause).toMatch(/^条款:/)
  }
  return objections.map(({ code, path }) => `${code} ${path}`)
}
const stop = (change: Partial<Forms['pause']> = {}) => {
  return { transformerIds: [12], from: '2026-11-23', to: '2027-01-23', ...change }
}

function reducedTo(account: AccountSnapshot, transformerIds: number[]) {
  const changes = changesOfPermanentReduction({
    form: stop({ transformerIds }),
    account,
    sealing: { doneAt: '2026-11-23T10:00:00+08:00', person: 'installer', seals: [] },
    contract: { contractNo: 'HT-1', signedOn: '2026-11-20' },
    twoPartFromKva: null,
  })
  return changes.find((each) => each.change === 'term-set')?.set
}

describe('a pause', () => {
  const rules = [rule('notice-working-days', 5), rule('least-days', 15), rule('greatest-months', 6)]

  it('is asked for five working days before, and told the earliest day', () => {
    expect(codes('pause', stop({ from: '2026-11-20' }), { rules })).toEqual(['NOTICE_TOO_SHORT form.from'])
    expect(codes('pause', stop({ from: '2026-11-23' }), { rules })).toEqual([])
  })

  it('lasts fifteen days at least and six months at most', () => {
    expect(codes('pause', stop({ to: '2026-12-07' }), { rules })).toEqual(['TERM_TOO_SHORT form.to'])
    expect(codes('pause', stop({ to: '2026-12-08' }), { rules })).toEqual([])
    expect(codes('pause', stop({ to: addMonths('2026-11-23', 6) }), { rules })).toEqual([])
    expect(codes('pause', stop({ to: '2027-05-24' }), { rules })).toEqual(['TERM_TOO_LONG form.to'])
    expect(codes('pause', stop({ to: '2026-11-23' }), { rules })).toEqual(['TERM_EMPTY form.to'])
    expect(codes('pause', stop({ to: null }), { rules })).toEqual(['TERM_MISSING form.to'])
  })

  it('is of transformers that run and are the account’s own', () => {
    const paused = [withState('paused', '2026-10-01')]
    expect(codes('pause', stop(), { accounts: paused, rules })).toEqual(['TRANSFORMER_STATE form.transformerIds.0'])
    expect(codes('pause', stop({ transformerIds: [99] }), { rules })).toEqual([
      'TRANSFORMER_UNKNOWN form.transformerIds.0',
    ])
    expect(codes('pause', stop(), { accounts: [{ ...plant, transformers: [] }], rules })).toEqual([
      'NO_TRANSFORMER accountNo',
    ])
  })

  it('is of an account that is supplied', () => {
    const accounts = [withTerm({ status: 'removed' })]
    for (const kind of ['pause', 'pause-restoration', 'permanent-reduction'] as const) {
      expect(codes(kind, stop(), { accounts })).toEqual(['NOT_SUPPLIED accountNo'])
    }
  })

  it('of who is charged by demand is of all of it, by whole cycles', () => {
    const accounts = [withTerm({ baseCharge: 'actual-demand' })]
    const demand = [rule('all-capacity-by-demand')]
    expect(codes('pause', stop({ from: '2026-12-10', to: '2027-02-01' }), { accounts, rules: demand })).toEqual([
      'NOT_ALL_CAPACITY form.transformerIds',
      'NOT_A_CYCLE form.from',
    ])
    const whole = stop({ transformerIds: [11, 12], from: '2026-12-01', to: '2027-02-01' })
    expect(codes('pause', whole, { accounts, rules: demand })).toEqual([])
  })

  it('is of six months in all in a calendar year', () => {
    const yearly = [rule('greatest-months-per-year', 6)]
    const pausedIn = (from: string, to: string) => {
      const [first, second] = plant.transformers
      if (!first || !second) throw new Error('the plant has two transformers')
      return [{ ...plant, transformers: [first, { ...second, states: statesOf(from, to) }] }]
    }
    const statesOf = (from: string, to: string) => [
      { state: 'in-use' as const, from: '2020-01-01', to: from },
      { state: 'paused' as const, from, to },
      { state: 'in-use' as const, from: to, to: null },
    ]
    const ask = (from: string, to: string, accounts = pausedIn('2026-01-10', '2026-06-10')) =>
      codes('pause', stop({ from, to }), { accounts, rules: yearly })
    // 151 days before; six months from 23 November have 181.
    expect(ask('2026-11-23', '2026-12-23')).toEqual([])
    expect(ask('2026-11-23', '2026-12-24')).toEqual(['YEAR_EXCEEDED form.to'])
    expect(ask('2026-12-02', '2027-05-02')).toEqual([])
    expect(ask('2026-12-01', '2027-05-01', pausedIn('2026-01-10', '2026-07-10'))).toEqual(['YEAR_EXCEEDED form.to'])
  })

  it('was allowed twice a year under the rules of 1996', () => {
    const [first, second] = plant.transformers
    if (!first || !second) throw new Error('the plant has two transformers')
    const states = ['2026-02-01', '2026-03-01', '2026-05-01', '2026-06-01'].map((from, n, all) => {
      return { state: n % 2 === 0 ? ('paused' as const) : ('in-use' as const), from, to: all[n + 1] ?? null }
    })
    const accounts = [{ ...plant, transformers: [first, { ...second, states }] }]
    expect(codes('pause', stop(), { accounts, rules: [rule('times-per-year', 2)] })).toEqual(['TOO_OFTEN form.from'])
    expect(codes('pause', stop(), { accounts, rules: [rule('times-per-year', 3)] })).toEqual([])
  })
})

describe('what was stopped', () => {
  const rules = [rule('restore-within-months', 24)]

  it('is restored within its time, later as a new supply', () => {
    expect(
      codes('reduction-restoration', stop(), { accounts: [withState('cold-standby', '2024-12-01')], rules }),
    ).toEqual([])
    expect(
      codes('reduction-restoration', stop(), { accounts: [withState('cold-standby', '2024-11-01')], rules }),
    ).toEqual(['RIGHT_LAPSED form.transformerIds'])
    expect(codes('pause-restoration', stop(), { rules })).toEqual(['TRANSFORMER_STATE form.transformerIds.0'])
  })

  it('for good leaves something, or the account is closed', () => {
    expect(codes('permanent-reduction', stop({ transformerIds: [11, 12] }), {})).toEqual([
      'NOTHING_LEFT form.transformerIds',
    ])
  })

  it('for good counts only what is still there and is the account’s own', () => {
    const [first, second] = plant.transformers
    if (!first || !second) throw new Error('the plant has two transformers')
    const until = (to: string | null) => [{ state: 'in-use' as const, from: '2020-01-01', to }]
    const gone = { ...second, id: 13, states: until('2026-03-01') }
    const withGone = { ...plant, transformers: [first, second, gone] }
    expect(codes('permanent-reduction', stop({ transformerIds: [11, 12] }), { accounts: [withGone] })).toEqual([
      'NOTHING_LEFT form.transformerIds',
    ])
    expect(reducedTo(withGone, [12])).toMatchObject({ contractCapacityKva: '400', runningCapacityKva: '400' })
    const taken = { ...second, states: [{ state: 'exchanged' as const, from: '2026-10-01', to: null }] }
    const standIn = { ...second, id: 13, name: '2号变(暂换)', capacityKva: 315, states: until(null) }
    const exchanged = { ...plant, transformers: [first, taken, standIn] }
    expect(reducedTo(exchanged, [11])).toMatchObject({ contractCapacityKva: '400', runningCapacityKva: '315' })
    expect(codes('permanent-reduction', stop({ transformerIds: [13] }), { accounts: [exchanged] })).toEqual([
      'STAND_IN form.transformerIds.0',
    ])
  })

  it('as a meter is put back while the capacity is kept', () => {
    const kept = [rule('restore-within-months', 6)]
    const since = (statusSince: string) => [withTerm({ status: 'removed', statusSince })]
    expect(codes('reinstallation', {}, { accounts: since('2026-06-01'), rules: kept })).toEqual([])
    expect(codes('reinstallation', {}, { accounts: since('2026-05-15'), rules: kept })).toEqual([
      'RIGHT_LAPSED accountNo',
    ])
    expect(codes('reinstallation', {}, { rules: kept })).toEqual(['NOT_REMOVED accountNo'])
    const tooLong = { from: '2026-11-23', to: '2027-05-24' }
    expect(codes('temporary-removal', tooLong, { rules: kept })).toEqual(['TERM_TOO_LONG form.to'])
    const before = { from: '2026-11-23', to: '2026-11-01' }
    expect(codes('temporary-removal', before, { rules: kept })).toEqual(['TERM_EMPTY form.to'])
  })
})

describe('a replacement', () => {
  it('stands two months at 10 kV, three at 35 kV', () => {
    const rules = [rule('greatest-months-10kv', 2), rule('greatest-months-35kv', 3)]
    const form = { transformerId: 12, replacementKva: 500, from: '2026-11-23', to: '2027-02-01' }
    expect(codes('temporary-exchange', form, { rules })).toEqual(['TERM_TOO_LONG form.to'])
    const high = { ...plant, points: plant.points.map((point) => ({ ...point, voltageKv: 35 })) }
    expect(codes('temporary-exchange', form, { accounts: [high], rules })).toEqual([])
  })

  it('is no more than so many times as large', () => {
    const rules = [rule('greatest-replacement-percent', 200)]
    const form = (replacementKva: number) => {
      return { transformerId: 12, replacementKva, from: '2026-11-23', to: '2027-01-20' }
    }
    expect(codes('temporary-exchange', form(800), { rules })).toEqual([])
    expect(codes('temporary-exchange', form(801), { rules })).toEqual(['REPLACEMENT_TOO_LARGE form.replacementKva'])
  })

  it('ends where one stands in, however late', () => {
    const [first, second] = plant.transformers
    if (!first || !second) throw new Error('the plant has two transformers')
    const exchanged = { state: 'exchanged' as const, from: '2026-01-01', to: null }
    const standIn = { ...second, id: 13, name: '2号变(暂换)', capacityKva: 315 }
    const accounts = [{ ...plant, transformers: [first, { ...second, states: [exchanged] }, standIn] }]
    const form = { transformerId: 12, from: '2026-11-23' }
    expect(codes('exchange-restoration', form, { accounts })).toEqual([])
    expect(codes('exchange-restoration', { ...form, transformerId: 11 }, { accounts })).toEqual([
      'NOT_EXCHANGED form.transformerId',
    ])
    expect(codes('exchange-restoration', form, {})).toEqual(['NOT_EXCHANGED form.transformerId'])
  })
})

describe('who goes on or leaves', () => {
  const rules = [rule('arrears-cleared')]

  it.each([
    ['transfer', {}],
    ['rename', { newName: '恒达智造' }],
    ['closing', { lastDay: '2026-11-30' }],
    ['merge', { otherAccountNos: [] as string[] }],
    ['split', { keptKva: 1, parts: [] }],
  ] as const)('clears debts before a %s', (kind, form) => {
    const accounts = kind === 'split' || kind === 'merge' ? [withTerm({ parts: 'single' })] : [plant]
    expect(codes(kind, form as never, { accounts, rules, owes: '12.30' })).toEqual(['ARREARS accountNo'])
    expect(codes(kind, form as never, { accounts, rules })).toEqual([])
  })

  it('changes something by it', () => {
    expect(codes('rename', { newName: '恒达机械' }, {})).toEqual(['NAME_UNCHANGED form.newName'])
    expect(codes('closing', { lastDay: '2026-11-15' }, {})).toEqual(['IN_THE_PAST form.lastDay'])
    const form = { toClass: 'commercial' as const, priceCode: 'DEMO-IND-2P', use: '厂房' }
    expect(codes('class-change', form, {})).toEqual(['CLASS_UNCHANGED form.toClass'])
  })

  it('joins accounts of one supply, each once', () => {
    const shop = withTerm({ parts: 'single', baseCharge: null })
    const other = { ...shop, accountId: 2, accountNo: '3302810010002' }
    const withPoints = (change: object) => ({
      ...other,
      points: other.points.map((point) => ({ ...point, ...change })),
    })
    const join = (joined: AccountSnapshot, first = shop) =>
      codes('merge', { otherAccountNos: [joined.accountNo] }, { accounts: [first, joined] })
    expect(join(other)).toEqual([])
    expect(join(withPoints({ districtId: 8 }))).toEqual(['OTHER_SUPPLY form.otherAccountNos.0'])
    expect(join(shop)).toEqual(['SAME_ACCOUNT form.otherAccountNos.0'])
    expect(join(withPoints({ priceCode: 'DEMO-RES' }))).toEqual(['OTHER_PRICE form.otherAccountNos.0'])
    const home = { ...other, term: { ...other.term, class: 'residential' as const } }
    expect(join(home)).toEqual(['OTHER_CLASS form.otherAccountNos.0'])
    expect(join({ ...other, term: plant.term })).toEqual(['TWO_PART form.otherAccountNos.0'])
    expect(join(other, plant)).toEqual(['TWO_PART accountNo'])
  })

  it('parts with no more capacity than there is, each at a place of its own', () => {
    const accounts = [withTerm({ parts: 'single', contractCapacityKva: 30 })]
    const shared = [rule('capacity-shared')]
    const part = { class: 'commercial' as const, priceCode: 'P', phase: 'single' as const }
    const ask = (keptKva: number, ...places: string[]) => ({
      keptKva,
      parts: places.map((place) => ({ ...part, place, capacityKva: 10 })),
    })
    expect(codes('split', ask(10, '东间', '西间'), { accounts, rules: shared })).toEqual([])
    expect(codes('split', ask(10.1, '东间', '西间'), { accounts, rules: shared })).toEqual([
      'CAPACITY_EXCEEDED form.keptKva',
    ])
    expect(codes('split', ask(10, '东间', '东间'), { accounts, rules: shared })).toEqual([
      'SAME_PLACE form.parts.1.place',
    ])
    expect(codes('split', ask(10, '东间'), {})).toEqual(['TWO_PART accountNo'])
  })

  it('has no temporary supply changed, and no closed one', () => {
    const temporary = [withTerm({ temporaryUntil: '2027-01-01' })]
    expect(codes('pause', stop(), { accounts: temporary, rules: [rule('not-for-temporary-supply')] })).toEqual([
      'TEMPORARY_SUPPLY accountNo',
    ])
    expect(codes('pause', stop(), { accounts: temporary })).toEqual([])
    expect(codes('transfer', {}, { accounts: [withTerm({ status: 'closed' })] })).toEqual(['ACCOUNT_CLOSED accountNo'])
  })
})

describe('how it is charged', () => {
  const rules = [rule('notice-working-days', 15), rule('months-between-changes', 3)]
  const option = (from: string) => ({ option: 'base-charge' as const, from, baseCharge: 'actual-demand' as const })

  it('is chosen for a quarter, from the first day of a cycle, fifteen working days before', () => {
    expect(codes('price-option', option('2026-12-07'), { rules })).toEqual(['NOT_A_CYCLE form.from'])
    expect(codes('price-option', option('2026-12-01'), { rules })).toEqual(['NOTICE_TOO_SHORT form.from'])
    expect(codes('price-option', option('2027-01-01'), { rules })).toEqual([])
    const recent = [withTerm({ baseChargeSince: '2026-11-01' })]
    expect(codes('price-option', option('2027-01-01'), { accounts: recent, rules })).toEqual(['TOO_SOON form.from'])
    const single = [withTerm({ parts: 'single', baseCharge: null })]
    expect(codes('price-option', option('2027-01-01'), { accounts: single, rules })).toEqual(['NOT_TWO_PART accountNo'])
  })

  it('by a contract demand only where one is agreed', () => {
    const ask = (contractDemandKw?: number) => ({
      ...{
        option: 'base-charge' as const,
        from: '2027-01-01',
        baseCharge: 'contract-demand' as const,
        contractDemandKw,
      },
    })
    const agreed = [{ ...plant, points: plant.points.map((point) => ({ ...point, contractDemandKw: 500 })) }]
    expect(codes('price-option', ask(), {})).toEqual(['DEMAND_MISSING form.contractDemandKw'])
    expect(codes('price-option', ask(801), {})).toEqual(['DEMAND_OVER_CAPACITY form.contractDemandKw'])
    expect(codes('price-option', ask(500), {})).toEqual([])
    expect(codes('price-option', ask(), { accounts: agreed })).toEqual([])
    expect(changesOfPriceOption({ form: ask(500), account: plant })).toMatchObject([
      { change: 'term-set', set: { baseCharge: 'contract-demand' } },
      { change: 'demand-set', from: '2027-01-01', contractDemandKw: '500' },
    ])
  })

  it('is not chosen while the capacity is changing', () => {
    const shared = (kind: ApplicationKind) =>
      kindRules[kind].touches.filter((fact) => kindRules['price-option'].touches.includes(fact))
    for (const kind of ['pause', 'temporary-reduction', 'permanent-reduction', 'capacity-increase'] as const) {
      expect(shared(kind)).not.toEqual([])
    }
    expect(shared('contract-demand')).toEqual(['demand'])
    expect(shared('rename')).toEqual([])
  })

  it('is judged by what is agreed already and begins later', () => {
    const caseRef = 'application:YK202611020001'
    const byDemand: Coming[] = [
      { ...{ from: '2027-02-01', caseRef, field: 'baseCharge', pointId: null }, value: 'contract-demand' },
      { ...{ from: '2027-02-01', caseRef, field: 'contractDemandKw', pointId: 1 }, value: 600 },
    ]
    const accounts = [{ ...plant, coming: byDemand }]
    const demand = (from: string) => ({ from, contractDemandKw: 700 })
    expect(codes('contract-demand', demand('2027-01-01'), { accounts })).toEqual(['NOT_BY_DEMAND accountNo'])
    expect(codes('contract-demand', demand('2027-03-01'), { accounts })).toEqual([])
    const monthly = [rule('months-between-changes', 1)]
    expect(codes('contract-demand', demand('2027-02-01'), { accounts, rules: monthly })).toEqual(['TOO_SOON form.from'])
    const back = (from: string) => ({ ...option(from), baseCharge: 'capacity' as const })
    expect(codes('price-option', back('2027-03-01'), { accounts, rules })).toEqual(['TOO_SOON form.from'])
    expect(codes('price-option', back('2027-05-01'), { accounts, rules })).toEqual([])
    expect(codes('price-option', option('2027-01-01'), { accounts, rules })).toEqual(['COMING_CHANGE form.from'])
    const whole = { accounts, rules: [rule('all-capacity-by-demand')] }
    expect(codes('pause', { transformerIds: [12], from: '2026-12-01', to: '2027-01-15' }, whole)).toEqual([])
    expect(codes('pause', { transformerIds: [12], from: '2026-12-01', to: '2027-03-01' }, whole)).toEqual([
      'NOT_ALL_CAPACITY form.transformerIds',
    ])
    const less = { transformerIds: [12], from: '2026-12-01', to: null }
    expect(codes('permanent-reduction', less, { accounts })).toEqual(['DEMAND_OVER_CAPACITY form.transformerIds'])
    expect(codes('permanent-reduction', less, {})).toEqual([])
  })

  it('by another price waits for the one that is agreed already', () => {
    const coming: Coming[] = [
      { from: '2027-02-01', caseRef: 'application:YK1', field: 'priceCode', pointId: 1, value: 'DEMO-IND-2P-TOU' },
    ]
    const accounts = [{ ...plant, coming }]
    const tou = (from: string) => ({ option: 'time-of-use' as const, from, priceCode: 'DEMO-IND-2P-TOU' })
    expect(codes('price-option', tou('2027-01-01'), { accounts })).toEqual(['COMING_CHANGE form.from'])
    expect(codes('price-option', tou('2027-03-01'), { accounts })).toEqual(['OPTION_UNCHANGED form.priceCode'])
    const other = { toClass: 'commercial' as const, priceCode: 'SH-COM', use: '商店' }
    expect(codes('class-change', other, { accounts })).toEqual(['COMING_CHANGE accountNo'])
    const more = { capacityKva: 1115, loads: [], isImportant: false }
    expect(codes('capacity-increase', more, { accounts })).toEqual(['COMING_CHANGE accountNo'])
    expect(codes('rename', { newName: '恒达电机' }, { accounts })).toEqual([])
  })

  it('by a contract demand that the capacity can bear', () => {
    const accounts = [withTerm({ baseCharge: 'contract-demand' })]
    const ask = (contractDemandKw: number) => ({ from: '2027-01-01', contractDemandKw })
    expect(codes('contract-demand', ask(801), { accounts })).toEqual(['DEMAND_OVER_CAPACITY form.contractDemandKw'])
    expect(codes('contract-demand', ask(800), { accounts })).toEqual([])
    expect(codes('contract-demand', ask(400), {})).toEqual(['NOT_BY_DEMAND accountNo'])
  })
})

describe('a temporary supply', () => {
  it('ends, and within the time that the edition allows', () => {
    const rules = [rule('greatest-months', 6)]
    const form = (until: string) => ({ isIndustry: false, isImportant: false, loads: [], until })
    const none = { accounts: [], rules }
    expect(codes('temporary-metered', form('2026-11-16'), none)).toEqual(['TERM_EMPTY form.until'])
    expect(codes('temporary-metered', form('2027-05-17'), none)).toEqual(['TERM_TOO_LONG form.until'])
    expect(codes('temporary-metered', form('2027-05-16'), none)).toEqual([])
  })

  it('without a meter is small, and tells its loads', () => {
    const rules = [rule('greatest-months', 6), rule('greatest-unmetered-kw', 10), rule('charged-by-agreement')]
    const load = (count: number) => ({ name: '灯', ratedKw: 2, count, demandFactor: 1, isThreePhase: false })
    const form = (...loads: ReturnType<typeof load>[]) => ({
      ...{ isIndustry: false, isImportant: false, until: '2026-12-16', hoursPerDay: 8, loads },
    })
    expect(codes('temporary-unmetered', form(load(5)), { accounts: [], rules })).toEqual([])
    expect(codes('temporary-unmetered', form(load(6)), { accounts: [], rules })).toEqual(['METER_NEEDED form.loads'])
    expect(codes('temporary-unmetered', form(), { accounts: [], rules })).toEqual(['LOADS_MISSING form.loads'])
  })
})

describe('who reads an account', () => {
  it('changes with a month that is not being billed', () => {
    const rules = [rule('billed-month-kept')]
    const form = (from: string) => ({ sectionNo: 'S-2', accountNos: [plant.accountNo], from, why: '并段' })
    expect(codes('section-change', form('2026-11-30'), { rules })).toEqual(['MONTH_BILLED form.from'])
    expect(codes('section-change', form('2026-12-01'), { rules })).toEqual([])
  })
})

describe('a plant that feeds in', () => {
  const rules = [rule('pv-220v-up-to-kw', 8), rule('pv-380v-up-to-kw', 400)]
  const form = { mode: 'surplus' as const, plantKw: 8, voltageKv: '0.22' as const }
  const plantOf = (change: object = {}) => ({ ...form, generationMeter: false, isNaturalPerson: true, ...change })

  it.each([
    ['is taken up to the limit of its voltage', plantOf(), {}, []],
    ['is too large above it', plantOf({ plantKw: 8.1 }), {}, ['PLANT_TOO_LARGE form.plantKw']],
    ['is taken at the next voltage', plantOf({ plantKw: 8.1, voltageKv: '0.38' }), {}, []],
    ['is the first of its account', plantOf(), { feedsIn: true }, ['FEEDS_IN_ALREADY accountNo']],
    [
      'needs a meter to feed in behind',
      plantOf(),
      { accounts: [{ ...plant, points: plant.points.map((point) => ({ ...point, meter: null })) }] },
      ['NO_METER accountNo'],
    ],
    ['in full has no account yet', plantOf({ mode: 'full' }), { accounts: [] }, []],
  ])('%s', (_, asked, facts, expected) => {
    expect(codes('distributed-pv', asked, { rules, ...facts })).toEqual(expected)
  })
})

describe('a ratio that is put right', () => {
  const generation = plant.points.map((point) => ({ ...point, pointNo: 'P-2', priceCode: null }))
  const form = { pointNo: 'P-2', ct: 40, pt: 1, found: '用电检查' }

  it.each([
    ['may be of the meter for what is generated', generation, []],
    ['is of a meter that hangs there', [], ['NO_METER form.pointNo']],
  ])('%s', (_, assessmentPoints, expected) => {
    expect(codes('ratio-correction', form, { accounts: [{ ...plant, assessmentPoints }] })).toEqual(expected)
  })
})

describe('a change of voltage', () => {
  const rules = [rule('capacity-not-exceeded', 1), rule('arrears-cleared', 1)]
  const form = { voltageKv: '35' as const, capacityKva: 800, isImportant: false }

  it.each([
    ['within the present capacity is taken', form, {}, []],
    [
      'beyond it is an increase of its own',
      { ...form, capacityKva: 801 },
      {},
      ['VOLTAGE_WITH_INCREASE form.capacityKva'],
    ],
    ['to the present one is none', { ...form, voltageKv: '10' as const }, {}, ['VOLTAGE_UNCHANGED form.voltageKv']],
    ['waits for debts to be cleared', form, { owes: '12.30' }, ['ARREARS accountNo']],
  ])('%s', (_, asked, facts, expected) => {
    expect(codes('voltage-change', asked, { rules, ...facts })).toEqual(expected)
  })
})

describe('a settlement', () => {
  const [pointNo, otherNo] = ['3302810010001-1', '3302810010002-1']
  const other = { ...plant, points: plant.points.map((point) => ({ ...point, pointNo: otherNo })) }
  const read = (importTotal: number | undefined = 5_000, of = pointNo) => ({
    pointNo: of,
    endRegisters: { importTotal },
  })

  it.each<[string, ApplicationKind, ReturnType<typeof read>[], string[]]>([
    ['reads the meter', 'transfer', [read()], []],
    ['without a reading is none', 'transfer', [], ['data.meters']],
    ['is of the account’s own points', 'transfer', [read(), read(1, '9999999999999-9')], ['data.meters.1.pointNo']],
    ['reads each meter once', 'transfer', [read(), read()], ['data.meters.1.pointNo']],
    ['reads it whole', 'closing', [{ pointNo, endRegisters: {} } as never], ['data.meters.0.endRegisters.importTotal']],
    ['shows no more than it can', 'transfer', [read(10 ** 9)], ['data.meters.0.endRegisters.importTotal']],
    ['of a merger reads what is taken off', 'merge', [read(5_000, otherNo)], []],
    ['of a merger reads no less', 'merge', [read()], ['data.meters']],
  ])('%s', (_, kind, meters, expected) => {
    const accounts = kind === 'merge' ? [plant, other] : [plant]
    const data = { doneAt: '2026-11-16T10:00:00+08:00', person: 'installer', meters }
    expect(checkSettlement(kind, accounts, data).map(({ path }) => path)).toEqual(expected)
  })
})
