import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { findPriceCode, runBills, type Usage, type UsagePort } from '../../billing/index.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import type { Ports } from '../../intake/ports.ts'
import { listSnapshots } from '../../intake/sql/snapshots.ts'
import type { SubmitInput } from '../../intake/submit-contract.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { completeSent, submitSent } from './sent.ts'

type Told = Record<string, unknown>
type Telling = {
  kind: SubmitInput['kind']
  form?: Told
  plan: Told
  /** The customer builds, and the company brings contract and meter side by side. */
  isBuilt?: boolean
  account: Told
  point: Told
  /** kWh and yuan of the base charge of 11 of November's 30 days. */
  bill: [kwh: number, baseYuan: number | null]
}

/** A meter that counts reactive energy, and saw none. */
function withoutReactive(usages: Usage[]): Usage[] {
  const none = { startWh: 0, endWh: 0, energyWh: 0 }
  return usages.map((usage) => ({
    ...usage,
    segments: usage.segments.map((segment) => ({ ...segment, byRole: { ...segment.byRole, q1: none } })),
  }))
}

const low = { supplyPlan: '低压供电', phase: 'single', priceCode: 'SH-RES-FLAT' }
const high = {
  ...{ supplyPlan: '10 千伏供电', phase: 'three', mode: 'high-high', priceCode: 'DEMO-IND-2P', capacityKva: 400 },
  ...{ powerFactorStandard: '0.90', twoPart: { baseCharge: 'capacity' } },
  ...{ transformers: [{ name: '1号变', capacityKva: 400 }] },
}
/** 26 yuan × 400 kVA × 11 ÷ 30. */
const baseYuan = 3813.33

const tellings: Telling[] = [
  {
    kind: 'low-voltage-residential',
    plan: low,
    account: { class: 'residential', parts: 'single', contractCapacityKva: 8, temporaryUntil: null },
    point: { mode: 'low-low', phase: 'single', priceCode: 'SH-RES-FLAT' },
    bill: [110, null],
  },
  {
    kind: 'charging-pile',
    plan: low,
    account: { class: 'residential', parts: 'single' },
    point: { priceCode: 'SH-RES-FLAT' },
    bill: [110, null],
  },
  {
    kind: 'temporary-metered',
    form: { until: '2027-03-01', accountClass: 'commercial' },
    plan: { ...low, priceCode: 'DEMO-COM-SINGLE' },
    account: { class: 'commercial', parts: 'single', temporaryUntil: '2027-03-01' },
    point: { priceCode: 'DEMO-COM-SINGLE' },
    bill: [110, null],
  },
  {
    kind: 'low-voltage-other',
    form: { accountClass: 'commercial' },
    plan: { ...low, phase: 'three', priceCode: 'DEMO-COM-SINGLE', capacityKva: 40 },
    isBuilt: true,
    account: { class: 'commercial', parts: 'single', contractCapacityKva: 40 },
    point: { phase: 'three', priceCode: 'DEMO-COM-SINGLE' },
    bill: [110, null],
  },
  {
    kind: 'high-voltage-single',
    form: { accountClass: 'commercial', isIndustry: true },
    plan: high,
    isBuilt: true,
    account: { class: 'commercial', parts: 'two', baseCharge: 'capacity', contractCapacityKva: 400 },
    point: { mode: 'high-high', priceCode: 'DEMO-IND-2P' },
    bill: [110, baseYuan],
  },
  {
    kind: 'high-voltage-dual',
    form: { accountClass: 'commercial' },
    plan: { ...high, feederId: 'main', standby: { feederId: 'other', mode: 'hot' } },
    isBuilt: true,
    account: { class: 'commercial', parts: 'two', runningCapacityKva: 400 },
    point: { mode: 'high-high', priceCode: 'DEMO-IND-2P' },
    bill: [110, baseYuan],
  },
]

describe('every kind of new supply', () => {
  const database = useDatabase()
  let network: Network
  let other: number
  let serial = 0
  const roles: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'manager', 'billing']
  const at = (now: string): Ctx => database.ctx(now, { roles, username: 'installer' })
  const ports: Ports = { findPrice: findPriceCode, listArrears: async () => new Map(), listProfiles: () => [] }

  beforeAll(async () => {
    const ctx = at('2026-01-01T00:00:00Z')
    network = await layNetwork(ctx)
    const substations = [{ name: '110kV城西变', voltageKv: 110, organisation: 'X.' }]
    const feeders = [{ name: '10kV城西101线', voltageKv: 10, substation: '110kV城西变' }]
    await bringNetwork(ctx, { substations, feeders }, new Date('2024-01-01T00:00:00+08:00'))
    const { rows } = await database.pool.query<{ id: string }>(`select id from feeder where name = '10kV城西101线'`)
    other = Number(rows[0]?.id)
    const installer = { username: 'installer', name: '郑伟', password: 'long-enough-1', organisationPath: 'X.' }
    await addUser(ctx, { ...installer, roles: ['installer'] })
  })

  function planOf({ plan }: Telling): Told {
    if (!('standby' in plan)) return { ...plan, districtId: network.districtId }
    return { ...plan, feederId: network.feederId, standby: { feederId: other, mode: 'hot' } }
  }

  function stepsOf(telling: Telling): [step: string, data: Told][] {
    const energisedAt = '2026-11-20T00:00:00+08:00'
    const meter = {
      ...{ assetNo: `M-${serial}`, profile: 'eastron-sdm630', startRegistersWh: { importTotal: 0 }, energisedAt },
      maximumCurrentA: 80,
      link: { terminalAssetNo: 'T-MQTT-1' },
    }
    const papers = ['identity', 'property', 'load-list'].map((kind) => ({ kind }))
    return [
      ['accept', { papersSeen: true, papers }],
      ['survey', { surveyedOn: '2026-11-16', feasible: true, capacityKw: 8 }],
      ['plan', planOf(telling)],
      ...(telling.isBuilt ? [['plan-review', { approved: true }] as [string, Told]] : []),
      ['contract', { contractNo: `HT-${telling.kind}`, signedOn: '2026-11-18' }],
      ['meter-installation', meter],
      ...(telling.isBuilt ? [['energising', { energisedAt, person: 'installer' }] as [string, Told]] : []),
      ['archive', {}],
    ]
  }

  it.each(tellings.map((telling) => [telling.kind, telling] as const))('%s', async (kind, telling) => {
    serial += 1
    const input = {
      ...{ kind, form: telling.form ?? {}, papers: [], address: `学府路${serial}号`, requestedCapacityKw: 8 },
      applicant: { name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' },
      organisationId: network.organisationId,
    }
    const { id } = await submitSent(at('2026-11-16T09:00:00+08:00'), input, ports)
    for (const [step, data] of stepsOf(telling)) {
      const now = at(`2026-11-${step === 'accept' ? '16' : '23'}T19:00:00+08:00`)
      await completeSent(now, { id, step, data }, ports)
    }
    expect(await compareFile(at('2026-12-01T00:00:00Z'), id, ports)).toMatchObject({ state: 'done' })
    const { rows } = await database.pool.query<{ id: string; point: string }>(
      `select p.account_id as id, m.id as point from application p join metering_point m on m.account_id = p.account_id
       where p.id = $1`,
      [id],
    )
    const [accountId, pointId] = [Number(rows[0]?.id), Number(rows[0]?.point)]
    const on = async (day: string) => (await listSnapshots(at('2026-12-01T00:00:00Z'), [accountId], day))[0]
    expect(await on('2026-11-19')).toBeUndefined()
    for (const day of ['2026-11-20', '2026-11-21']) {
      const seen = await on(day)
      expect(seen).toMatchObject({
        ...{ address: `学府路${serial}号`, openedOn: '2026-11-20', customer: { name: '林小满' } },
        term: { status: 'active', ...telling.account },
        points: [{ ...telling.point, meter: { assetNo: `M-${serial}` } }],
      })
    }
    const steady = steadyMeters(new Map([[pointId, { dailyWh: 10_000 }]]))
    const meters: UsagePort = async (ctx, requests) => withoutReactive(await steady(ctx, requests))
    await runBills(at('2026-12-02T01:00:00Z'), { billMonth: '2026-11', accountIds: [accountId] }, meters)
    const bill = await database.pool.query(
      `select b.period_from, b.period_to, b.energy_wh::float8 / 1000 as kwh,
         (select sum(l.amount_yuan)::float8 from bill_line l where l.bill_id = b.id and l.item = 'capacity-charge') as base
       from bill b where b.account_id = $1`,
      [accountId],
    )
    const [kwh, base] = telling.bill
    expect(bill.rows).toEqual([{ period_from: '2026-11-20', period_to: '2026-12-01', kwh, base }])
  })
})
