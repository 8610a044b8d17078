import { describe, expect, it } from 'vitest'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { judge } from '../../intake/judgement.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('an option that begins later', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['intake'], username: 'intake' })

  it('is seen in the file by whoever asks for the same meanwhile', async () => {
    const network = await layNetwork(at('2026-01-01T00:00:00Z'))
    const { accountId, pointId } = await openChenGuilan(at('2026-01-02T00:00:00Z'), network, {
      class: 'commercial',
      contractCapacityKva: '800',
      twoPart: {
        ...{ baseCharge: 'capacity', powerFactorStandard: '0.90' },
        transformers: [
          { name: '1号变', capacityKva: '400' },
          { name: '2号变', capacityKva: '400' },
        ],
      },
    })
    const codesOf = async (kind: 'contract-demand' | 'price-option', form: object) => {
      const asked = { kind, form, accountIds: [accountId] }
      const { objections } = await judge(at('2026-11-02T00:00:00Z'), asked, { listArrears: async () => new Map() })
      return objections.map(({ code }) => code)
    }
    const demand = { from: '2027-03-01', contractDemandKw: 700 }
    const actual = (from: string) => ({ option: 'base-charge', from, baseCharge: 'actual-demand' })
    expect(await codesOf('contract-demand', demand)).toEqual(['NOT_BY_DEMAND'])
    expect(await codesOf('price-option', actual('2027-01-01'))).toEqual([])
    const from = '2027-02-01'
    await applyChanges(
      at('2026-11-01T00:00:00Z'),
      [
        { change: 'term-set', accountId, from, set: { baseCharge: 'contract-demand' } },
        { change: 'demand-set', pointId, from, contractDemandKw: '600' },
      ],
      { caseRef: 'application:YK202611010001', reason: '电价选择' },
    )
    expect(await codesOf('contract-demand', demand)).toEqual([])
    expect(await codesOf('contract-demand', { ...demand, from: '2027-01-01' })).toEqual(['NOT_BY_DEMAND'])
    expect(await codesOf('price-option', actual('2027-01-01'))).toEqual(['COMING_CHANGE'])
    expect(await codesOf('price-option', actual('2027-03-01'))).toEqual(['TOO_SOON'])
    expect(await codesOf('price-option', actual('2027-05-01'))).toEqual([])
    // Whatever is agreed holds back what else is asked for until it begins.
    expect(await codesOf('price-option', actual('9999-12-01'))).toEqual(['TOO_FAR_AHEAD'])
    expect(await codesOf('contract-demand', { ...demand, from: '2027-12-01' })).toEqual(['TOO_FAR_AHEAD'])
  })
})
