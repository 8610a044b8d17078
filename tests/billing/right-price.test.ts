import { describe, expect, it } from 'vitest'
import type { PricedVersion } from '../../billing/rules/price.ts'
import { type Candidate, type PricedWrongly, stakeOfWrongPrice } from '../../billing/rules/right-price.ts'

const anywhere = {
  ...{ voltageKvFrom: null, voltageKvBelow: null, capacityKvaFrom: null, capacityKvaBelow: null },
  industries: null,
}
const candidate = (code: string, change: Partial<Candidate> = {}): Candidate => ({
  ...{ code, accountClass: 'commercial', tariffSystem: 'single', timeOfUse: false, region: null },
  applicability: anywhere,
  ...change,
})
const version = (priceCode: string, change: Partial<PricedVersion> = {}): PricedVersion => ({
  ...{ id: 1, priceCode, version: priceCode, validFrom: '2025-01-01', validTo: null, official: true, legalBasis: '' },
  ...{ sourceUrl: null, tariffSystem: 'single', timeOfUse: false, accumulation: null, household: null, tiers: [] },
  components: [{ component: 'energy', pricesYuanPerKwh: { total: '0.7' }, floated: false, inPowerFactorBase: true }],
  ...{ surcharges: [], capacityYuanPerKvaMonth: null, demandYuanPerKwMonth: null, highLoad: null, minimum: null },
  ...{ region: null, agency: null },
  ...change,
})
const month = (billMonth: string, kwh: number, chargedYuan: string) => ({
  ...{ billMonth, from: `${billMonth}-01`, to: `${billMonth}-28`, energyKwh: { total: kwh }, chargedYuan },
})
const shop = (change: Partial<PricedWrongly> = {}): PricedWrongly => ({
  ...{ accountClass: 'commercial', capacityKva: 50, voltageKv: null, householdPersons: null, priceCode: 'HOME' },
  ...{ neighbours: {}, months: [month('2025-03', 1000, '617.00')] },
  ...change,
})

const home = candidate('HOME', { accountClass: 'residential', tariffSystem: 'residential-tier' })
const homeVersion = version('HOME', {
  ...{ tariffSystem: 'residential-tier', accumulation: 'annual', components: [] },
  tiers: [
    { upToKwh: 1200, priceYuanPerKwh: '0.5' },
    { upToKwh: null, priceYuanPerKwh: '0.8' },
  ],
})
const stake = (facts: PricedWrongly, candidates: Candidate[], versions: PricedVersion[]) =>
  stakeOfWrongPrice(facts, { candidates, prices: { versions, agency: [], timetables: [] } }, 315)

describe('what a wrong price class is worth', () => {
  it('is the energy at the right price less what was charged', () => {
    const right = { priceCode: 'SHOP', stakeYuan: '83.00' }
    expect(stake(shop(), [home, candidate('SHOP')], [version('SHOP')])).toEqual(right)
  })

  it('is below zero where the account pays too much, its tiers filled month by month', () => {
    const family = shop({
      ...{ accountClass: 'residential', priceCode: 'SHOP' },
      months: [month('2025-03', 1000, '700.00'), month('2025-04', 1000, '700.00')],
    })
    // 1,200 kWh at 0.5, 800 at 0.8.
    const right = { priceCode: 'HOME', stakeYuan: '-160.00' }
    expect(stake(family, [home, candidate('SHOP')], [homeVersion])).toEqual(right)
  })

  it('takes the price that most neighbours have, and of another voltage only where nothing fits', () => {
    const high = candidate('A-10KV', { applicability: { ...anywhere, voltageKvFrom: 1 } })
    const codes = [high, candidate('B'), candidate('C')]
    const versions = ['A-10KV', 'B', 'C'].map((code) => version(code))
    expect(stake(shop({ neighbours: { 'A-10KV': 90, C: 7, B: 2 } }), codes, versions)?.priceCode).toBe('C')
    expect(stake(shop({ voltageKv: 10, neighbours: { 'A-10KV': 90 } }), codes, versions)?.priceCode).toBe('A-10KV')
  })

  it('passes over a price that has no figures in one of the months, and is unknown where none has', () => {
    const late = version('B', { validFrom: '2025-06-01' })
    expect(stake(shop(), [candidate('B'), candidate('C')], [late, version('C')])?.priceCode).toBe('C')
    expect(stake(shop(), [candidate('B')], [late])).toBeNull()
  })
})
