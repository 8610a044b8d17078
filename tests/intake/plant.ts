import type { TransformerState } from '../../intake/contract.ts'
import type { AccountSnapshot } from '../../intake/rules/kinds/facts.ts'

/** 恒达机械: an account of two transformers, charged by capacity. */
export const plant: AccountSnapshot = {
  accountId: 1,
  accountNo: '3302810010001',
  address: '创业路66号',
  openedOn: '2020-01-01',
  organisationId: 1,
  customer: { id: 1, name: '恒达机械', kind: 'organisation' },
  term: {
    class: 'commercial',
    parts: 'two',
    baseCharge: 'capacity',
    baseChargeSince: '2020-01-01',
    powerFactorStandard: '0.90',
    contractCapacityKva: 800,
    runningCapacityKva: 800,
    householdPersons: null,
    status: 'active',
    statusSince: '2020-01-01',
    temporaryUntil: null,
  },
  points: [
    {
      pointId: 1,
      pointNo: '3302810010001-1',
      districtId: 7,
      voltageKv: 10,
      mode: 'high-low',
      phase: 'three',
      priceCode: 'DEMO-IND-2P',
      contractDemandKw: null,
      contractDemandSince: null,
      meter: {
        ...{ assetNo: 'M-1', roles: ['importTotal'], digits: 6, installedAt: '2020-01-01T00:00:00+08:00' },
        ...{ ct: 1, pt: 1, maximumCurrentA: 60 },
      },
    },
  ],
  assessmentPoints: [],
  transformers: [
    { id: 11, name: '1号变', capacityKva: 400, states: [{ state: 'in-use', from: '2020-01-01', to: null }] },
    { id: 12, name: '2号变', capacityKva: 400, states: [{ state: 'in-use', from: '2020-01-01', to: null }] },
  ],
  readingDay: 1,
  coming: [],
}
export const withTerm = (change: Partial<AccountSnapshot['term']>): AccountSnapshot => {
  return { ...plant, term: { ...plant.term, ...change } }
}
export const withState = (state: TransformerState, since: string): AccountSnapshot => {
  const [first, second] = plant.transformers
  if (!first || !second) throw new Error('the plant has two transformers')
  const states = [
    { state: 'in-use' as const, from: '2020-01-01', to: since },
    { state, from: since, to: null },
  ]
  return { ...plant, transformers: [first, { ...second, states }] }
}
