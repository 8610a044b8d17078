import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { changedFiles } from '../../billing/file-changes.ts'
import { runBills } from '../../billing/index.ts'
import type { Role } from '../../db/context.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import type { FileChange } from '../../db/customers/changes/shape.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { openHousehold } from './households.ts'
import { steadyMeters } from './meters.ts'

describe('what changes in the customer file', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(now, { roles: ['billing'], username: 'billing' })
  const loads: Parameters<typeof steadyMeters>[0] = new Map()
  const meters = steadyMeters(loads)
  const subscriber = changedFiles(meters)
  let network: Network

  beforeAll(async () => {
    network = await layNetwork(at('2025-01-01T04:00:00Z'))
    const roles: Role[] = ['installer']
    const installer = { username: 'installer', name: '郑伟', password: 'long-enough-1', roles, organisationPath: 'X.' }
    await addUser(at('2025-01-01T04:00:00Z'), installer)
  })

  async function openBilled(name: string): Promise<OpenedAccount> {
    const home = { name, priceCode: 'SH-RES-TIER', energisedAt: '2025-01-01T00:00:00+08:00' }
    const opened = await openHousehold(at('2025-01-01T04:00:00Z'), network, home)
    loads.set(opened.pointId, { dailyWh: 10_000 })
    const accountIds = [opened.accountId]
    await runBills(at('2025-02-01T01:00:00Z'), { billMonth: '2025-01', accountIds }, meters)
    await runBills(at('2025-03-01T01:00:00Z'), { billMonth: '2025-02', accountIds }, meters)
    return opened
  }

  async function change(changes: FileChange[], now: string): Promise<void> {
    await applyChanges(at(now), changes, { caseRef: 'application:T', reason: '变更' })
    await untilReadable(database.pool)
    await deliverEvents(at(now), subscriber)
  }

  const tasksOf = async ({ accountId }: OpenedAccount) =>
    (
      await database.pool.query(
        'select bill_month as month, cause from correction_task where account_id = $1 order by bill_month',
        [accountId],
      )
    ).rows
  const billsOf = async ({ accountId }: OpenedAccount) =>
    (
      await database.pool.query(
        `select period_from as "from", period_to as "to", energy_wh::int as energy from bill where account_id = $1 and standing
         order by period_from`,
        [accountId],
      )
    ).rows

  it('from a day that is billed on wants those bills corrected, and no other', async () => {
    const home = await openBilled('迟改价')
    const set = { priceCode: 'SH-RES-FLAT' }
    await change([{ change: 'point-set', pointId: home.pointId, from: '2025-02-10', set }], '2025-03-05T04:00:00Z')
    expect(await tasksOf(home)).toEqual([{ month: '2025-02', cause: 'file' }])
  })

  it('parts a shop from a home: each is billed from that day by its own price, the home without a break', async () => {
    const home = await openBilled('分户')
    const energisedAt = new Date('2025-03-11T10:00:00+08:00')
    const account = {
      ...{ customer: { kind: 'person' as const, name: '周记面馆' }, organisationId: network.organisationId },
      ...{ address: '幸福路1号临街铺面', class: 'commercial' as const, contractCapacityKva: '3', energisedAt },
      point: {
        districtId: network.districtId,
        mode: 'low-low' as const,
        phase: 'single' as const,
        priceCode: 'SH-RES-FLAT',
      },
      contract: { contractNo: 'HT-PART-0001', signedOn: '2025-03-10' },
      meter: {
        ...{ assetNo: 'M-PART', profile: 'chint-dtsu666-2019', phase: 'single' as const, ratedCurrentA: 5 },
        ...{ maximumCurrentA: 60, registers: [{ role: 'importTotal' as const, digits: 6, startValue: 0 }] },
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    }
    const set = { contractCapacityKva: '5', runningCapacityKva: '5' }
    const why = { caseRef: 'application:SPLIT', reason: '分户' }
    const { opened } = await applyChanges(
      at('2025-03-12T01:00:00Z'),
      [
        { change: 'account-opened', account },
        { change: 'term-set', accountId: home.accountId, from: '2025-03-11', set },
      ],
      why,
    )
    const [shop] = opened
    if (!shop) throw new Error('the shop has no account')
    loads.set(shop.pointId, { dailyWh: 4_000 })
    const accountIds = [home.accountId, shop.accountId]
    await runBills(at('2025-04-01T01:00:00Z'), { billMonth: '2025-03', accountIds }, meters)
    expect((await billsOf(home)).at(-1)).toMatchObject({ from: '2025-03-01', to: '2025-04-01', energy: 310_000 })
    const [first] = await billsOf({ ...home, accountId: shop.accountId })
    expect(first).toMatchObject({ from: '2025-03-11', to: '2025-04-01' })
    expect(await tasksOf(home)).toEqual([])
  })

  it('leaves bills alone where they cannot feel it', async () => {
    const home = await openBilled('续签')
    const { accountId, pointId } = home
    const contract = { contractNo: 'HT-NEXT', signedOn: '2025-02-10' }
    await change([{ change: 'contract-renewed', accountId, from: '2025-02-10', ...contract }], '2025-03-05T04:00:00Z')
    await change([{ change: 'place-set', pointId, from: '2025-02-11', place: '北墙外' }], '2025-03-05T04:00:00Z')
    expect(await tasksOf(home)).toEqual([])
  })

  it('closes an account with a final bill up to its last day', async () => {
    const home = await openBilled('销户户')
    const { accountId, pointId } = home
    const removed = {
      at: new Date('2025-03-11T09:00:00Z'),
      person: 'installer',
      endRegisters: { importTotal: 4_350_000 },
    }
    const changes: FileChange[] = [
      { change: 'meter-removed', pointId, ...removed },
      { change: 'account-closed', accountId, on: '2025-03-12' },
    ]
    await change(changes, '2025-03-12T04:00:00Z')
    expect((await billsOf(home)).at(-1)).toEqual({ from: '2025-03-01', to: '2025-03-12', energy: 110_000 })
    const run = await runBills(
      at('2025-04-01T01:00:00Z'),
      { billMonth: '2025-03', accountIds: [home.accountId] },
      meters,
    )
    expect(run).toMatchObject({ issued: 0, parked: 0 })
  })

  it('bills the old owner to his last day, and the new one from there', async () => {
    const home = await openBilled('旧户主')
    const { accountId } = home
    const customer = { kind: 'person' as const, name: '新户主' }
    await change([{ change: 'customer-set', accountId, from: '2025-03-12', customer }], '2025-03-12T04:00:00Z')
    expect((await billsOf(home)).at(-1)).toEqual({ from: '2025-03-01', to: '2025-03-12', energy: 110_000 })
    await runBills(at('2025-05-01T01:00:00Z'), { billMonth: '2025-04', accountIds: [accountId] }, meters)
    expect((await billsOf(home)).at(-1)).toEqual({ from: '2025-03-12', to: '2025-05-01', energy: 500_000 })
  })
})
