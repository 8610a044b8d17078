import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { runBills } from '../../billing/index.ts'
import { findPricedWrongly } from '../../billing/sql/audit-prices.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import type { Ports } from '../../intake/ports.ts'
import { listSnapshots } from '../../intake/sql/snapshots.ts'
import { completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { findPrice } from './lin-xiaoman.ts'
import { issueMeter } from './stock.ts'

type Told = Record<string, unknown>
type Step = [step: string, data: Told]

const accept: Step = [
  'accept',
  { papersSeen: true, papers: ['identity', 'property', 'load-list'].map((kind) => ({ kind })) },
]
const survey: Step = ['survey', { surveyedOn: '2026-11-03', feasible: true }]
const review: Step = ['plan-review', { approved: true }]
const contractOf = (contractNo: string): Step => ['contract', { contractNo, signedOn: '2026-11-12' }]
const energising: Step = ['energising', { energisedAt: '2026-11-16T15:00:00+08:00', person: 'installer' }]
const archive: Step = ['archive', {}]
const exchangeOf = (oldAssetNo: string, more: Told = {}): Step => [
  'meter-exchange',
  {
    ...{ doneAt: '2026-11-16T10:00:00+08:00', person: 'installer', endRegisters: { importTotal: 5_000 } },
    ...{ oldAssetNo, assetNo: `S-${oldAssetNo}`, startRegistersWh: { importTotal: 0 }, ...more },
  },
]

describe('supply that changes', () => {
  const database = useDatabase()
  let network: Network
  let serial = 0
  const feeders: Record<string, number> = {}
  const roles: Role[] = ['acquisition', 'intake', 'surveyor', 'installer', 'inspector', 'cashier', 'manager', 'billing']
  const at = (now: string): Ctx => database.ctx(now, { roles, username: 'installer' })
  const ports: Ports = {
    findPrice: async (ctx, code) => (code.startsWith('DEMO-') ? { timeOfUse: false } : findPrice(ctx, code)),
    ...{ listArrears: async () => new Map(), listProfiles: () => [] },
  }

  beforeAll(async () => {
    const ctx = at('2026-01-01T00:00:00Z')
    network = await layNetwork(ctx)
    const substations = [{ name: '110kV城西变', voltageKv: 110, organisation: 'X.' }]
    const bars = [
      ['10kV城东113线', '110kV城东变', 'Ⅰ段母线'],
      ['10kV城东213线', '110kV城东变', 'Ⅱ段母线'],
      ['10kV城东114线', '110kV城东变', 'Ⅰ段母线'],
      ['10kV城西101线', '110kV城西变', undefined],
      ['35kV城西301线', '110kV城西变', undefined],
    ] as const
    const brought = bars.map(([name, substation, bar]) => ({
      ...{ name, voltageKv: name.startsWith('35') ? 35 : 10, substation },
      ...(bar && { bar }),
    }))
    await bringNetwork(ctx, { substations, feeders: brought }, new Date('2024-01-01T00:00:00+08:00'))
    const { rows } = await database.pool.query<{ id: string; name: string }>('select id, name from feeder')
    for (const { id, name } of rows) feeders[name] = Number(id)
    const installer = { username: 'installer', name: '郑伟', password: 'long-enough-1', organisationPath: 'X.' }
    await addUser(ctx, { ...installer, roles: ['installer'] })
  })

  async function openHome(priceCode: string): Promise<OpenedAccount & { assetNo: string }> {
    serial += 1
    const assetNo = `M-${serial}`
    const account = await openChenGuilan(at('2026-10-01T00:00:00Z'), network, {
      contract: { contractNo: `HT-HOME-${serial}`, signedOn: '2025-12-30' },
      energisedAt: new Date('2026-11-01T00:00:00+08:00'),
      point: { districtId: network.districtId, mode: 'low-low', phase: 'three', priceCode },
      meter: {
        ...{ assetNo, profile: 'eastron-sdm630', phase: 'three', ratedCurrentA: 5, maximumCurrentA: 60 },
        ...{ registers: [{ role: 'importTotal', digits: 6, startValue: 0 }], link: { terminalAssetNo: 'T-MQTT-1' } },
      },
    })
    await issueMeter(at('2026-11-01T12:00:00Z'), network, `S-${assetNo}`)
    return { ...account, assetNo }
  }

  async function submit(input: Told): Promise<number> {
    const parsed = submitInput.parse({ papers: [], ...input }) as SubmitInput
    return (await submitApplication(at('2026-11-02T09:00:00+08:00'), parsed, ports)).id
  }

  async function walk(id: number, steps: Step[]): Promise<void> {
    for (const [step, data] of steps) {
      const { version } = await findApplication(at('2026-11-17T09:00:00+08:00'), id)
      const day = step === 'accept' ? '02' : '17'
      const now = at(`2026-11-${day}T18:00:00+08:00`)
      await completeStep(now, id, { step: step as 'accept', version, data }, ports)
    }
  }
  const pricesOf = async ({ accountId }: OpenedAccount, days: string[]) => {
    const seen = await Promise.all(days.map((day) => listSnapshots(at('2026-12-01T00:00:00Z'), [accountId], day)))
    return seen.map(([account]) => account?.points[0]?.priceCode)
  }

  it('by more capacity needs a meter that can carry it', async () => {
    const home = await openHome('SH-RES-FLAT')
    const asked = { kind: 'capacity-increase', accountNo: home.accountNo, form: { capacityKva: 50 } }
    const id = await submit(asked)
    const plan = { supplyPlan: '低压三相', districtId: network.districtId, priceCode: 'SH-RES-FLAT', phase: 'three' }
    await walk(id, [accept, survey, ['plan', { ...plan, exchangesMeter: true }], review])
    await expect(walk(id, [exchangeOf(home.assetNo)])).rejects.toMatchObject({
      issues: [{ path: 'data.assetNo', message: expect.stringContaining('电流约 76 安') }],
    })
  })

  it('by voltage is billed at the price of the new level from the day of energising', async () => {
    const home = await openHome('SH-RES-FLAT')
    const id = await submit({
      ...{ kind: 'voltage-change', accountNo: home.accountNo, form: { voltageKv: '10', capacityKva: 8 } },
    })
    const plan = {
      ...{ supplyPlan: '10 千伏供电,高供低计', priceCode: 'SH-RES-FLAT-10KV', phase: 'three', mode: 'high-low' },
      ...{
        feederId: network.feederId,
        ct: 8,
        exchangesMeter: true,
        transformers: [{ name: '1号变', capacityKva: 30 }],
      },
    }
    await walk(id, [accept, survey, ['plan', plan], review, contractOf('HT-10KV')])
    await walk(id, [exchangeOf(home.assetNo, { ct: 8 }), energising, archive])
    const days = ['2026-11-15', '2026-11-16', '2026-11-17']
    expect(await pricesOf(home, days)).toEqual(['SH-RES-FLAT', 'SH-RES-FLAT-10KV', 'SH-RES-FLAT-10KV'])
    const meters = steadyMeters(new Map([[home.pointId, { dailyWh: 10_000 }]]))
    const asked = { billMonth: '2026-11', accountIds: [home.accountId] }
    expect(await runBills(at('2026-12-02T01:00:00Z'), asked, meters)).toMatchObject({ issued: 1 })
    const { rows } = await database.pool.query(
      `select l.price::float8 as price, sum(l.quantity)::float8 as kwh from bill_line l join bill b on b.id = l.bill_id
       where b.account_id = $1 group by l.price order by l.price desc`,
      [home.accountId],
    )
    expect(rows).toEqual([
      { price: 0.641, kwh: 150 },
      { price: 0.636, kwh: 150 },
    ])
  })

  it('by price wants a meter with periods, and counts from the first whole day that it hangs', async () => {
    const home = await openHome('SH-RES-TIER')
    const form = { toClass: 'residential', priceCode: 'SH-RES-TIER-TOU', use: '住宅' }
    const id = await submit({ kind: 'class-change', accountNo: home.accountNo, form })
    await walk(id, [accept])
    await expect(walk(id, [survey])).rejects.toMatchObject({
      issues: [{ path: 'data.exchangesMeter', message: '须换装电能表:现装电能表没有所需的示数' }],
    })
    await walk(id, [['survey', { ...survey[1], exchangesMeter: true }]])
    const { openSteps } = await findApplication(at('2026-11-17T19:00:00+08:00'), id)
    expect(openSteps.map(({ step }) => step)).toEqual(['contract', 'meter-exchange'])
    await expect(walk(id, [exchangeOf(home.assetNo)])).rejects.toMatchObject({
      issues: [
        expect.objectContaining({ path: 'data.startRegistersWh.importPeak' }),
        expect.objectContaining({ path: 'data.startRegistersWh.importValley' }),
      ],
    })
    const startRegistersWh = { importTotal: 0, importPeak: 0, importValley: 0 }
    await walk(id, [contractOf('HT-TOU'), exchangeOf(home.assetNo, { startRegistersWh }), archive])
    const days = ['2026-11-15', '2026-11-16', '2026-11-17']
    expect(await pricesOf(home, days)).toEqual(['SH-RES-TIER', 'SH-RES-TIER', 'SH-RES-TIER-TOU'])
    const [seen] = await listSnapshots(at('2026-12-01T00:00:00Z'), [home.accountId], '2026-11-17')
    expect(seen?.points[0]?.meter).toMatchObject({
      ...{ assetNo: `S-${home.assetNo}`, roles: ['importTotal', 'importPeak', 'importValley'] },
    })
  })

  it('that began before there was an exchange in its flow goes on without one', async () => {
    const home = await openHome('SH-RES-TIER')
    const form = { toClass: 'residential', priceCode: 'SH-RES-TIER-TOU', use: '住宅' }
    const id = await submit({ kind: 'class-change', accountNo: home.accountNo, form })
    expect(await findApplication(at('2026-11-02T10:00:00+08:00'), id)).toMatchObject({ flowVersion: 2 })
    await database.pool.query('update application set flow_version = 1 where id = $1', [id])
    await walk(id, [accept, survey, contractOf('HT-OLD-FLOW'), archive])
    expect(await findApplication(at('2026-11-18T10:00:00+08:00'), id)).toMatchObject({ status: 'archived' })
  })

  it.each([
    ['was issued to nobody', { assetNo: 'M-NOWHERE' }, 'data.assetNo'],
    ['is of another ratio than planned', { ct: 10 }, 'data.ct'],
    ['replaces one that does not hang there', { oldAssetNo: 'M-OTHER' }, 'data.oldAssetNo'],
    ['leaves the old one unread', { endRegisters: {} }, 'data.endRegisters.importTotal'],
  ])('takes no meter that %s', async (_, change, path) => {
    const home = await openHome('SH-RES-FLAT')
    const form = { voltageKv: '10', capacityKva: 8 }
    const id = await submit({ kind: 'voltage-change', accountNo: home.accountNo, form })
    const plan = { supplyPlan: '10 千伏', priceCode: 'SH-RES-FLAT-10KV', phase: 'three', mode: 'high-low', ct: 8 }
    await walk(id, [accept, survey, ['plan', { ...plan, exchangesMeter: true }], review, contractOf(`HT-${serial}`)])
    const attempt = walk(id, [exchangeOf(home.assetNo, { ct: 8, ...change })])
    await expect(attempt).rejects.toMatchObject({ issues: [expect.objectContaining({ path })] })
  })

  const dual = {
    kind: 'high-voltage-dual',
    applicant: { name: '安溪县人民医院', identityNumber: '91350100M000100Y43', phone: '13900001234' },
    ...{ address: '健康路1号', requestedCapacityKw: 800 },
    form: { accountClass: 'commercial', isImportant: true },
  }
  const planOf = (main: string, standby: string | null, mode = 'hot'): Told => ({
    ...{ supplyPlan: '双电源', priceCode: 'DEMO-COM-SINGLE', phase: 'three', mode: 'high-high', capacityKva: 800 },
    ...{ powerFactorStandard: '0.85', ct: 50, pt: 100, feederId: feeders[main] },
    ...(standby && { standby: { feederId: feeders[standby], mode } }),
  })

  it.each<[string, boolean, [string, string | null], string | null]>([
    ['one source', true, ['10kV城东113线', null], 'data.standby.feederId'],
    ['the same feeder twice', false, ['10kV城东113线', '10kV城东113线'], 'data.standby.feederId'],
    ['the same bar', true, ['10kV城东113线', '10kV城东114线'], 'data.standby.feederId'],
    ['a bar that nobody told', true, ['10kV城东113线', '10kV城东112线'], 'data.standby.feederId'],
    ['the same bar, not important', false, ['10kV城东113线', '10kV城东114线'], null],
    ['another bar', true, ['10kV城东113线', '10kV城东213线'], null],
    ['another substation', true, ['10kV城东113线', '10kV城西101线'], null],
  ])('from two sources is judged: %s', async (_, isImportant, [main, standby], path) => {
    const id = await submit({ ...dual, form: { ...dual.form, isImportant } })
    await walk(id, [accept, survey])
    const attempt = walk(id, [['plan', planOf(main, standby)]])
    if (path) await expect(attempt).rejects.toMatchObject({ issues: [expect.objectContaining({ path })] })
    else await attempt
  })

  it('is no longer supplied by the feeder that it left', async () => {
    const { accountId } = await openHome('SH-RES-FLAT')
    const supply = (feeder: string, from: string) =>
      applyChanges(
        at('2026-11-20T00:00:00Z'),
        [
          {
            ...{ change: 'sources-set', accountId, from },
            sources: [{ role: 'main', feederId: feeders[feeder] ?? 0, standby: null }],
          },
        ],
        { caseRef: `test:${feeder}`, reason: '改压' },
      )
    await supply('35kV城西301线', '2026-11-05')
    await supply('10kV城西101线', '2026-11-10')
    const facts = await findPricedWrongly(at('2026-11-20T00:00:00Z'), [accountId], 1)
    expect(facts.get(accountId)).toMatchObject({ voltageKv: 10 })
    await expect(supply('35kV城西301线', '2026-11-08')).rejects.toMatchObject({ code: 'LATER_FACT' })
  })

  it('from two sources has both in the file, and how the other waits', async () => {
    const id = await submit({ ...dual, form: { ...dual.form, isImportant: true } })
    const { districtId } = network
    const plan = { ...planOf('10kV城东113线', '10kV城西101线', 'cold'), districtId }
    const meter = {
      ...{ assetNo: 'M-HOSPITAL', profile: 'eastron-sdm630', startRegistersWh: { importTotal: 0 }, ct: 50, pt: 100 },
      ...{ link: { terminalAssetNo: 'T-MQTT-1' }, energisedAt: '2026-11-16T11:00:00+08:00' },
    }
    const submission: Step[] = [
      ['design-submission', {}],
      ['design-review', { inspectedOn: '2026-11-10' }],
    ]
    await walk(id, [accept, survey, ['plan', plan], review])
    await database.pool.query(
      `update application set papers = papers || '[{"kind": "design", "seenBy": "clerk"}]' where id = $1`,
      [id],
    )
    await walk(id, [...submission, contractOf('HT-HOSPITAL'), ['meter-installation', meter], energising])
    const foreseen = await compareFile(at('2026-11-17T18:30:00+08:00'), id, ports)
    await walk(id, [archive])
    const { accountNo } = await findApplication(at('2026-11-18T09:00:00+08:00'), id)
    const sources = (rows: typeof foreseen.rows) =>
      rows.filter(({ thing }) => thing === 'source').map(({ name, field, after }) => [name, field, after])
    const told = [
      ['main', 'feeder', '10kV城东113线'],
      ['standby', 'feeder', '10kV城西101线'],
      ['standby', 'standby', 'cold'],
    ]
    expect(sources(foreseen.rows)).toEqual(told)
    expect(sources((await compareFile(at('2026-11-18T09:00:00+08:00'), id, ports)).rows)).toEqual(told)
    const fileOn = async (asOf: string) =>
      (await findAccountFile(at('2026-11-18T09:00:00+08:00'), { accountNo: accountNo ?? '' }, { asOf })).sources
    const both = [
      { role: 'main', feeder: '10kV城东113线', substation: '110kV城东变', standby: null },
      { role: 'standby', feeder: '10kV城西101线', substation: '110kV城西变', standby: 'cold' },
    ]
    expect([await fileOn('2026-11-16'), await fileOn('2026-11-17')]).toEqual([both, both])
  })
})
