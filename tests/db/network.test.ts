import { describe, expect, test } from 'vitest'
import { bringNetwork } from '../../db/customers/network.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('the supply network', () => {
  const database = useDatabase()
  const ctx = () => database.ctx('2026-03-01T09:00:00+08:00')
  const since = new Date('2024-01-01T00:00:00+08:00')
  const count = async (table: string) =>
    (await database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n

  test('told again changes what differs and adds nothing', async () => {
    const first = await layNetwork(ctx())
    const again = await layNetwork(ctx(), { host: '10.1.2.3', port: 502 })
    expect(again).toEqual(first)
    expect([await count('organisation'), await count('feeder_term'), await count('district_term')]).toEqual([2, 1, 1])
    const { rows } = await database.pool.query(`select host, port from terminal where asset_no = 'T-MODBUS-1'`)
    expect(rows).toEqual([{ host: '10.1.2.3', port: 502 }])
  })

  test('names the entry whose parent is not there, and brings nothing', async () => {
    const before = await count('transformer_district')
    const districts = [
      { name: '新村公变', kind: 'public' as const, capacityKva: 200, feeder: '10kV城东112线', organisation: 'X.X1.' },
      { name: '孤岛公变', kind: 'public' as const, capacityKva: 200, feeder: '10kV无名线', organisation: 'X.X1.' },
    ]
    await expect(bringNetwork(ctx(), { districts }, since)).rejects.toMatchObject({
      code: 'NETWORK_UNKNOWN_PARENT',
      issues: [{ path: 'districts.1' }],
    })
    const organisations = [{ path: 'Y.Y1.', kind: 'station' as const, name: '无主供电所' }]
    await expect(bringNetwork(ctx(), { organisations }, since)).rejects.toMatchObject({
      issues: [{ path: 'organisations.0.path' }],
    })
    expect(await count('transformer_district')).toBe(before)
  })
})
