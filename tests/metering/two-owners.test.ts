import { expect, it } from 'vitest'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { findDayCurve } from '../../metering/curves.ts'
import { freezeRegisters } from '../../metering/index.ts'
import { listRegisters } from '../../metering/points.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()

it('a customer sees of a meter nothing of the time before the account was his', async () => {
  const at = (now: string) => database.ctx(now, { roles: ['grid'], username: 'grid' })
  const network = await layNetwork(at('2026-01-01T00:00:00Z'))
  const { accountId, pointId } = await openChenGuilan(at('2026-01-02T00:00:00Z'), network)
  const customer = { kind: 'person' as const, name: '林小满' }
  await applyChanges(
    at('2026-11-17T00:00:00Z'),
    [{ change: 'customer-set', accountId, from: '2026-11-17', customer }],
    { caseRef: 'application:YK1', reason: '过户' },
  )
  const readings = ['16', '17', '18'].map((day, n) => {
    return { meter: 'M-CHEN-1', at: new Date(`2026-11-${day}T00:00:00+08:00`), values: { importWh: 10_000 * (n + 1) } }
  })
  const now = at('2026-11-20T00:00:00Z')
  await storeReadings(now, { source: 'modbus', topic: 'test', readings, keep: 'every' })
  for (const day of ['2026-11-16', '2026-11-17', '2026-11-18']) await freezeRegisters(now, { day })
  const { rows } = await database.pool.query(`select id from customer where name = '林小满'`)
  const lin = database.ctx('2026-11-20T00:00:00Z', { roles: ['customer'], customerId: Number(rows[0].id) })
  const days = async (ctx: typeof now) => (await listRegisters(ctx, { pointId, from: '2026-11-10' })).readings.length
  expect(await days(now)).toBe(3)
  expect(await days(lin)).toBe(2)
  await expect(findDayCurve(lin, { pointId, day: '2026-11-16' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await findDayCurve(lin, { pointId, day: '2026-11-17' })).slots).toHaveLength(96)
  expect((await findDayCurve(now, { pointId, day: '2026-11-16' })).slots).toHaveLength(96)
})
