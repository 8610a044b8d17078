import { beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../db/context.ts'
import { submitApplication } from '../../intake/applications.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import { withdrawApplication } from '../../intake/endings.ts'
import { applyToFacts, compareDays, type FileFact } from '../../intake/rules/comparison.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { inputsFor, linXiaoman, ports, walk } from './lin-xiaoman.ts'

describe('the file before and after an application', () => {
  const database = useDatabase()
  let network: Network
  const roles: Role[] = ['intake', 'surveyor', 'installer']
  const at = (now: string) => database.ctx(now, { roles })

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-02T00:00:00Z'))
  })

  it('is foreseen for a new account, which has no number yet, as it comes about', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00:00+08:00'), linXiaoman, ports)
    const { archive, ...others } = inputsFor(network)
    await walk(at, id, Object.values(others))
    const count = async () => (await database.pool.query('select count(*)::int as n from account_term')).rows[0].n
    const written = await count()
    const { state, rows } = await compareFile(at('2026-11-19T17:00:00+08:00'), id, ports)
    expect(state).toBe('preview')
    expect(await count()).toBe(written)
    expect(rows).toContainEqual({
      ...{ accountNo: null, thing: 'account', name: null, field: 'customer', before: null, after: '林小满' },
      from: '2026-11-19',
    })
    const told = Object.fromEntries(rows.map(({ field, after }) => [field, after]))
    expect(told).toEqual({
      ...{
        customer: '林小满',
        class: 'residential',
        parts: 'single',
        contractCapacityKva: '8',
        runningCapacityKva: '8',
      },
      ...{
        householdPersons: '5',
        status: 'active',
        contractNo: 'HT-LIN',
        district: '幸福小区1号公变',
        mode: 'low-low',
      },
      ...{ phase: 'single', priceCode: 'SH-RES-TIER-TOU', meter: 'M-LIN-1', ratio: '1 × 1' },
    })
    await walk(at, id, [archive])
    const done = await compareFile(at('2026-11-20T17:00:00+08:00'), id, ports)
    expect(done.state).toBe('done')
    expect(done.rows.map((row) => ({ ...row, accountNo: null, name: null }))).toEqual(rows)
    expect(done.rows.every(({ accountNo }) => /^\d{13}$/.test(accountNo ?? ''))).toBe(true)
  })

  it('is nothing where the application was withdrawn', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00:00+08:00'), linXiaoman, ports)
    await withdrawApplication(at('2026-11-16T10:00:00+08:00'), id, { version: 1, reason: '不装了' })
    expect(await compareFile(at('2026-11-17T09:00:00+08:00'), id, ports)).toEqual({ state: 'nothing', rows: [] })
  })

  it('is kept, and never rewritten', async () => {
    await expect(database.pool.query(`update application_change set after = 'x'`)).rejects.toThrow()
  })
})

describe('a change that begins on one day', () => {
  const of = { accountId: 1, accountNo: '1000000000001' }
  const point = { ...of, thing: 'point' as const, id: 7, name: '1000000000001-1' }
  const known: FileFact[] = [
    { ...of, thing: 'account', id: 1, name: null, field: 'runningCapacityKva', value: '800' },
    { ...point, field: 'meter', value: 'M-1' },
    { ...point, field: 'ratio', value: '1 × 1' },
    { ...point, field: 'district', value: '一号台区' },
  ]
  const names = {
    customers: new Map<number, string>(),
    districts: new Map([[2, '二号台区']]),
    feeders: new Map<number, string>(),
  }
  const exchange = {
    ...{
      pointId: 7,
      at: new Date('2026-11-27T10:00:00+08:00'),
      person: 'x',
      old: { assetNo: 'M-1', endRegisters: {} },
    },
    new: { assetNo: 'M-2', ct: 1, pt: 1, registers: [] },
  }

  it('is not told of the day before', () => {
    const changes = [{ change: 'points-moved' as const, pointIds: [7], from: '2026-11-27', districtId: 2 }]
    expect(applyToFacts(known, changes, '2026-11-26', names)).toEqual(known)
    const after = applyToFacts(known, changes, '2026-11-27', names)
    expect(after.map(({ value }) => value)).toEqual(['800', 'M-1', '1 × 1', '二号台区'])
  })

  it('is told once, on its first day, and a number is the same however it is written', () => {
    const changes = [
      { change: 'meter-exchanged' as const, exchange },
      { change: 'term-set' as const, accountId: 1, from: '2026-12-01', set: { runningCapacityKva: '800.000' } },
    ]
    const days = ['2026-11-27', '2026-12-01'].map((day) => {
      return { day, before: known, after: applyToFacts(known, changes, day, names) }
    })
    expect(compareDays(days)).toEqual([
      {
        accountNo: of.accountNo,
        thing: 'point',
        name: point.name,
        field: 'meter',
        before: 'M-1',
        after: 'M-2',
        from: '2026-11-27',
      },
    ])
  })
})
