import { beforeAll, describe, expect, it } from 'vitest'
import { recordPlant } from '../../billing/feed-in/plants.ts'
import { findFeedInMonth, findStatement } from '../../billing/feed-in/read.ts'
import { makeStatements } from '../../billing/feed-in/statements.ts'
import type { Usage, UsagePort } from '../../billing/index.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import type { FileChange } from '../../db/customers/changes/shape.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { openHousehold } from './households.ts'

type Home = Awaited<ReturnType<typeof openHousehold>>

describe('what a plant fed in', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const off = { from: new Date('2025-03-16T10:00:00+08:00'), to: new Date('2025-05-11T10:00:00+08:00') }
  let removed: number | null = null
  let network: Network
  const dayOf = (instant: Date) => (instant.getTime() - Date.parse('2025-01-01T00:00:00+08:00')) / 86_400_000

  /** 10 kWh a day in each direction; of the account that is removed for a while another meter begins anew. */
  const meters: UsagePort = async (_ctx, requests) =>
    requests.map(({ pointId, from, to }): Usage => {
      const part = (deviceId: number, [first, last]: [Date, Date], zeroAt: Date) => {
        const [startWh, endWh] = [first, last].map((instant) => Math.round((dayOf(instant) - dayOf(zeroAt)) * 10_000))
        const use = { startWh: startWh ?? 0, endWh: endWh ?? 0, energyWh: (endWh ?? 0) - (startWh ?? 0) }
        return { deviceId, multiplier: 1, byRole: { importTotal: use, exportTotal: use } }
      }
      const zero = new Date('2025-01-01T00:00:00+08:00')
      const later = (one: Date, other: Date) => (one > other ? one : other)
      const segments =
        pointId !== removed
          ? [part(pointId, [from, to], zero)]
          : [
              ...(from < off.from ? [part(pointId, [from, to < off.from ? to : off.from], zero)] : []),
              ...(to > off.to ? [part(1, [later(from, off.to), to], off.to)] : []),
            ]
      return { segments, quality: segments.length > 0 ? 'measured' : 'missing', missing: segments.length === 0 }
    })

  async function openWithPlant(name: string): Promise<Home> {
    const home = await openHousehold(at('2025-03-01T04:00:00Z'), network, {
      ...{ name, priceCode: 'ZJ-RES-FLAT', energisedAt: '2025-03-01T00:00:00+08:00' },
    })
    const { rows } = await database.pool.query('select point_no from metering_point where id = $1', [home.pointId])
    await recordPlant(at('2025-03-01T04:00:00Z'), {
      ...{ accountNo: home.accountNo, pointNo: rows[0].point_no, mode: 'surplus', region: '33', plantKw: '8' },
      ...{ register: 'exportTotal', generationRegister: 'importTotal', generationPointNo: null, subsidyCode: null },
      ...{ from: '2025-03-01', reason: '并网', caseRef: `pv-${name}` },
    })
    return home
  }

  const change = (now: string, changes: FileChange[]) =>
    applyChanges(at(now), changes, { caseRef: 'application:YK-1', reason: '变更' })
  const settle = async ({ accountId }: Home, month: string, now: string) => {
    await makeStatements(at(now), { runId: null, billMonth: month, path: '', accountIds: [accountId] }, meters)
    const { rows } = await database.pool.query(
      `select id, month, period_from as "from", period_to as "to", exported_wh::float8 / 1000 as kwh, total_yuan as yuan
       from feed_in_statement where account_id = $1 and standing order by period_from`,
      [accountId],
    )
    return rows as { id: string; month: string; from: string; to: string; kwh: number; yuan: string }[]
  }
  const said = ({
    id: _,
    ...row
  }: {
    id: string
    month: string
    from: string
    to: string
    kwh: number
    yuan: string
  }) => Object.values(row)

  beforeAll(async () => {
    network = await layNetwork(at('2025-03-01T04:00:00Z'))
  })

  it('is the old owner’s up to the hand-over and the new one’s from there: each sees his own statement alone', async () => {
    const home = await openWithPlant('旧主')
    await change('2025-03-12T04:00:00Z', [
      {
        ...{ change: 'customer-set', accountId: home.accountId, from: '2025-03-12' },
        customer: { kind: 'person', name: '新主' },
      },
    ])
    await settle(home, '2025-03', '2025-04-01T01:00:00Z')
    const statements = await settle(home, '2025-04', '2025-05-01T01:00:00Z')
    // 11 and 50 days of 10 kWh at 0.4153; 61 days are 253.33.
    expect(statements.map(said)).toEqual([
      ['2025-03', '2025-03-01', '2025-03-12', 110, '45.68'],
      ['2025-04', '2025-03-12', '2025-05-01', 500, '207.65'],
    ])
    const { rows } = await database.pool.query(
      'select customer_id from account_term where account_id = $1 and known_to is null order by valid_from',
      [home.accountId],
    )
    const readers = rows.map(({ customer_id }) =>
      database.ctx('2025-05-02T01:00:00Z', { roles: ['customer'], customerId: Number(customer_id) }),
    )
    for (const [own, reader] of readers.entries()) {
      for (const [n, { id }] of statements.entries()) {
        const found = findStatement(reader, Number(id))
        if (n === own) expect(await found).toMatchObject({ customerName: ['旧主', '新主'][own] })
        else await expect(found).rejects.toMatchObject({ code: 'NOT_FOUND' })
      }
    }
    const { items } = await findFeedInMonth(at('2025-05-02T01:00:00Z'), '2025-03')
    expect(items.map(({ customerName }) => customerName)).toEqual(['旧主'])
  })

  it('stays one statement where the holder is the same under another name', async () => {
    const home = await openWithPlant('旧名')
    await change('2025-03-12T04:00:00Z', [
      { change: 'customer-renamed', accountId: home.accountId, from: '2025-03-12', name: '新名' },
    ])
    const statements = await settle(home, '2025-03', '2025-04-01T01:00:00Z')
    expect(statements.map(said)).toEqual([['2025-03', '2025-03-01', '2025-04-01', 310, '128.74']])
  })

  it('is settled up to the day on which the meter was taken off, not waited for while it is, and goes on with the next', async () => {
    const home = await openWithPlant('暂拆户')
    removed = home.pointId
    const { accountId } = home
    await change('2025-03-16T04:00:00Z', [
      { change: 'term-set', accountId, from: '2025-03-16', set: { status: 'removed' } },
    ])
    await settle(home, '2025-03', '2025-04-01T01:00:00Z')
    const resting = await settle(home, '2025-04', '2025-05-01T01:00:00Z')
    // 15 days and 10 of the 24 hours of the next.
    expect(resting.map(said)).toEqual([['2025-03', '2025-03-01', '2025-03-17', 154.167, '64.03']])
    const parked = (await findFeedInMonth(at('2025-05-02T01:00:00Z'), '2025-04')).parked
    expect(parked.map(({ accountNo }) => accountNo)).not.toContain(home.accountNo)
    await change('2025-05-11T04:00:00Z', [
      { change: 'term-set', accountId, from: '2025-05-11', set: { status: 'active' } },
    ])
    const later = await settle(home, '2025-05', '2025-06-01T01:00:00Z')
    // 20 days and 14 hours.
    expect(later.map(said)).toEqual([
      ['2025-03', '2025-03-01', '2025-03-17', 154.167, '64.03'],
      ['2025-05', '2025-05-11', '2025-06-01', 205.833, '85.48'],
    ])
  })
})
