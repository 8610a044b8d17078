import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { createBilling, findPriceCode, listOwed, runBills } from '../../billing/index.ts'
import type { Ctx, Role } from '../../db/context.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { addDays } from '../../db/time.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import type { Ports } from '../../intake/ports.ts'
import { completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'
import { listUsages } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'

type Told = Record<string, unknown>
type Setting = { account: OpenedAccount; other: OpenedAccount; transformers: number[] }
type Steps = [step: string, data: (setting: Setting) => Told][]
/** Of an account: first day, last day but one, kWh at the price of energy, yuan of the base charge where there is one. */
type Billed = [from: string, to: string, kwh: number, baseYuan?: number]
type Telling = {
  kind: SubmitInput['kind']
  /** What the account is; left out: a household that uses 10 kWh a day. */
  is?: 'factory' | 'half-paused-factory' | 'half-reduced-factory'
  form(setting: Setting): Told
  more?: Told
  steps: Steps
  bills: Billed[]
  /** Of accounts that it opened, or of the other that it took in. */
  others?: Billed[]
}

const stops = { factory: null, 'half-paused-factory': 'paused', 'half-reduced-factory': 'cold-standby' } as const
const fixed = (step: string, data: Told): Steps[number] => [step, () => data]
const papers = ['identity', 'property', 'name-change', 'load-list'].map((kind) => ({ kind }))
const accept = fixed('accept', { papersSeen: true, papers })
const survey = fixed('survey', { surveyedOn: '2026-11-10', feasible: true })
const review = fixed('plan-review', { approved: true })
const archive = fixed('archive', {})
const contract: Steps[number] = [
  'contract',
  ({ account }) => ({ contractNo: `HT-${account.accountNo}`, signedOn: '2026-11-16' }),
]
const doneAt = '2026-11-16T10:00:00+08:00'
const off = ({ accountNo }: OpenedAccount) => ({
  ...{ doneAt, person: 'installer' },
  meters: [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: 154_000 } }],
})
const settlement: Steps[number] = ['settlement', ({ account }) => off(account)]
const sealed: Steps[number] = [
  'sealing',
  ({ transformers }) => ({ doneAt, person: 'installer', seals: [{ transformerId: transformers[1], sealNo: 'F-1' }] }),
]
const meterOf = ({ account }: Setting) => ({
  ...{ assetNo: `N-${account.accountNo}`, profile: 'eastron-sdm630', startRegistersWh: { importTotal: 0 } },
  link: { terminalAssetNo: 'T-MQTT-1' },
})
const lowPlan = fixed('plan', { supplyPlan: '低压单相', priceCode: 'SH-RES-FLAT', phase: 'single' })
const second = ({ transformers }: Setting) => [transformers[1]]
const [from, middle, to] = ['2026-11-01', '2026-11-16', '2026-12-01']

/** 26 yuan a kVA and month, each day a thirtieth of November. A day of 800 kVA is 20,800 / 30 yuan. */
const base = (...days: [days: number, kva: number][]) =>
  days.reduce((sum, [count, kva]) => sum + Math.round((26 * kva * count * 100) / 30) / 100, 0)

const tellings: Telling[] = [
  {
    kind: 'pause',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: middle, to: '2027-01-16' }),
    steps: [accept, sealed, archive],
    bills: [[from, to, 300, base([15, 800], [15, 400])]],
  },
  {
    kind: 'pause-restoration',
    is: 'half-paused-factory',
    form: (at) => ({ transformerIds: second(at), from: middle }),
    steps: [accept, sealed, archive],
    bills: [[from, to, 300, base([15, 400], [15, 800])]],
  },
  {
    kind: 'temporary-reduction',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: middle, to: '2027-11-16' }),
    steps: [accept, survey, sealed, archive],
    bills: [[from, to, 300, base([15, 800], [15, 400])]],
  },
  {
    kind: 'reduction-restoration',
    is: 'half-reduced-factory',
    form: (at) => ({ transformerIds: second(at), from: middle }),
    steps: [accept, sealed, archive],
    bills: [[from, to, 300, base([15, 400], [15, 800])]],
  },
  {
    kind: 'permanent-reduction',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: middle }),
    steps: [accept, survey, review, contract, sealed, archive],
    bills: [[from, to, 300, base([15, 800], [15, 400])]],
  },
  {
    kind: 'temporary-exchange',
    is: 'factory',
    form: ({ transformers }) => ({
      transformerId: transformers[1],
      replacementKva: 315,
      from: middle,
      to: '2027-01-10',
    }),
    steps: [accept, survey, fixed('final-inspection', { inspectedOn: '2026-11-16' }), sealed, archive],
    bills: [[from, to, 300, base([15, 800], [15, 715])]],
  },
  {
    kind: 'capacity-increase',
    is: 'factory',
    form: () => ({ capacityKva: 1115 }),
    steps: [
      ...[accept, survey],
      fixed('plan', {
        ...{ supplyPlan: '新增一台', priceCode: 'DEMO-IND-2P', phase: 'single', mode: 'low-low', capacityKva: 1115 },
        transformers: [{ name: '3号变', capacityKva: 315 }],
      }),
      review,
      contract,
      fixed('energising', { energisedAt: doneAt, person: 'installer' }),
      archive,
    ],
    bills: [[from, to, 300, base([15, 800], [15, 1115])]],
  },
  {
    kind: 'class-change',
    form: () => ({ toClass: 'residential', priceCode: 'SH-RES-FLAT-10KV', use: '合表' }),
    steps: [accept, survey, contract, archive],
    bills: [[from, to, 300]],
  },
  {
    kind: 'transfer',
    form: () => ({}),
    more: { applicant: { name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' } },
    steps: [accept, settlement, contract, archive],
    // The old owner to the end of his last day; the new one's first comes with the month after.
    bills: [
      [from, '2026-11-17', 160],
      ['2026-11-17', '2027-01-01', 450],
    ],
  },
  {
    kind: 'closing',
    form: () => ({ lastDay: middle }),
    steps: [accept, settlement, archive],
    bills: [[from, '2026-11-17', 154]],
  },
  {
    kind: 'temporary-removal',
    form: () => ({ from: middle, to: '2027-03-16' }),
    steps: [accept, settlement, archive],
    bills: [[from, to, 154]],
  },
  {
    kind: 'relocation',
    form: () => ({ newAddress: '学府路8号' }),
    steps: [
      ...[accept, survey, lowPlan, contract, settlement],
      ['meter-installation', (at) => ({ ...meterOf(at), energisedAt: '2026-11-21T00:00:00+08:00' })],
      archive,
    ],
    bills: [[from, '2026-11-17', 154]],
    others: [['2026-11-21', to, 100]],
  },
  {
    kind: 'split',
    form: () => ({
      keptKva: 5,
      parts: [{ place: '东间', class: 'residential', priceCode: 'SH-RES-FLAT', capacityKva: 3, phase: 'single' }],
    }),
    more: { newCustomers: [{ name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' }] },
    steps: [
      ...[accept, survey, contract, settlement],
      [
        'meters-installation',
        (at) => ({
          ...{ energisedAt: '2026-11-21T00:00:00+08:00', person: 'installer' },
          meters: [{ position: 1, ...meterOf(at) }],
        }),
      ],
      archive,
    ],
    bills: [[from, to, 300]],
    others: [['2026-11-21', to, 100]],
  },
  {
    kind: 'merge',
    form: ({ other }) => ({ otherAccountNos: [other.accountNo] }),
    steps: [accept, survey, contract, ['settlement', ({ other }) => off(other)], archive],
    bills: [[from, to, 300]],
    others: [[from, '2026-11-17', 154]],
  },
]

describe('the first bills behind a change', () => {
  const database = useDatabase()
  let network: Network
  let serial = 0
  const roles: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'manager', 'billing', 'cashier']
  const at = (now: string): Ctx => database.ctx(now, { roles, username: 'installer' })
  const ports: Ports = { findPrice: findPriceCode, listArrears: listOwed, listProfiles: () => [] }
  const { subscribers } = createBilling(listUsages)

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    const installer = { username: 'installer', name: '郑伟', password: 'long-enough-1', organisationPath: 'X.' }
    await addUser(at('2026-01-01T00:00:00Z'), { ...installer, roles: ['installer'] })
  })

  async function open(is?: Telling['is']): Promise<OpenedAccount> {
    serial += 1
    const stopped = is ? stops[is] : null
    const states = [{ state: stopped ?? ('in-use' as const), from: '2026-11-01', to: null }]
    const account = await openChenGuilan(at('2026-11-01T01:00:00+08:00'), network, {
      energisedAt: new Date('2026-11-01T00:00:00+08:00'),
      address: `府前路${serial}号`,
      contract: { contractNo: `HT-OLD-${serial}`, signedOn: '2026-10-30' },
      ...(is && { class: 'commercial' as const, contractCapacityKva: '800', powerFactorExempt: '供电企业同意不考核' }),
      point: {
        ...{ districtId: network.districtId, mode: 'low-low', phase: 'single' },
        priceCode: is ? 'DEMO-IND-2P' : 'SH-RES-FLAT',
      },
      ...(is && {
        twoPart: {
          ...{ baseCharge: 'capacity' as const, powerFactorStandard: null },
          transformers: [
            { name: '1号变', capacityKva: '400' },
            { name: '2号变', capacityKva: '400', states },
          ],
        },
      }),
      meter: {
        ...{
          assetNo: `M-${serial}`,
          profile: 'eastron-sdm630',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
        },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    })
    if (stopped) {
      await database.pool.query('alter table account_term disable trigger user')
      await database.pool.query('update account_term set running_capacity_kva = 400 where account_id = $1', [
        account.accountId,
      ])
      await database.pool.query('alter table account_term enable trigger user')
    }
    return account
  }

  /** Each midnight of every meter that hangs: 10 kWh a day since it was put up. */
  async function readMidnights(until: string): Promise<void> {
    const { rows } = await database.pool.query<{ meter: string; since: Date; until: Date | null }>(
      `select d.asset_no as meter, i.installed_at as since, i.removed_at as until
       from installation i join device d on d.id = i.device_id`,
    )
    const readings = rows.flatMap(({ meter, since, until: gone }) => {
      const days: { meter: string; at: Date; values: { importWh: number } }[] = []
      for (let day = '2026-11-02'; day <= until; day = addDays(day, 1)) {
        const instant = new Date(`${day}T00:00:00+08:00`)
        if (instant <= since || (gone && instant >= gone)) continue
        const importWh = Math.round((instant.getTime() - since.getTime()) / 86_400_000) * 10_000
        days.push({ meter, at: instant, values: { importWh } })
      }
      return days
    })
    const now = at(`${until}T01:00:00+08:00`)
    await storeReadings(now, { source: 'mqtt', topic: 'test', readings, keep: 'every' })
  }

  async function walk(telling: Telling, setting: Setting): Promise<number[]> {
    const { accountNo, accountId } = setting.account
    const asked = { kind: telling.kind, accountNo, form: telling.form(setting), papers: [], ...telling.more }
    const input = submitInput.parse(asked) as SubmitInput
    const { id } = await submitApplication(at('2026-11-02T09:00:00+08:00'), input, ports)
    for (const [step, data] of telling.steps) {
      const { version } = await findApplication(at('2026-11-22T09:00:00+08:00'), id)
      const now = at(`2026-11-${step === 'accept' ? '09' : '22'}T10:00:00+08:00`)
      await completeStep(now, id, { step: step as 'accept', version, data: data(setting) }, ports)
    }
    const { rows } = await database.pool.query<{ id: string }>(
      `select distinct account_id as id from timeline_entry where kind = 'application'
       and subject like 'application:' || (select application_no from application where id = $1) || ':%'`,
      [id],
    )
    return rows.map((row) => Number(row.id)).filter((each) => each !== accountId)
  }

  const billsOf = async (accountIds: number[]): Promise<Billed[]> => {
    const { rows } = await database.pool.query(
      `select b.period_from, b.period_to, b.energy_wh::float8 / 1000 as kwh,
         (select sum(l.amount_yuan)::float8 from bill_line l where l.bill_id = b.id and l.item like 'capacity-charge%') as base
       from bill b where b.account_id = any($1) and b.standing order by b.period_from`,
      [accountIds],
    )
    return rows.map(({ period_from, period_to, kwh, base: yuan }) =>
      yuan === null ? [period_from, period_to, kwh] : [period_from, period_to, kwh, yuan],
    )
  }

  it.each(tellings.map((telling) => [telling.kind, telling] as const))('%s', async (_kind, telling) => {
    const account = await open(telling.is)
    const other = await open()
    const { rows } = await database.pool.query<{ id: string }>(
      `select c.id from customer_transformer c join receiving_point r on r.id = c.receiving_point_id
       where r.account_id = $1 order by c.id`,
      [account.accountId],
    )
    const setting = { account, other, transformers: rows.map(({ id }) => Number(id)) }
    await readMidnights('2026-11-20')
    const others = await walk(telling, setting)
    await readMidnights('2027-01-01')
    await untilReadable(database.pool)
    for (const subscriber of subscribers) await deliverEvents(at('2026-11-22T12:00:00+08:00'), subscriber)
    const accountIds = [account.accountId, ...others]
    await runBills(at('2026-12-02T09:00:00+08:00'), { billMonth: '2026-11', accountIds }, listUsages)
    if (telling.bills.length > 1) {
      await runBills(at('2027-01-02T09:00:00+08:00'), { billMonth: '2026-12', accountIds }, listUsages)
    }
    expect(await billsOf([account.accountId])).toEqual(telling.bills)
    expect(await billsOf(others)).toEqual(telling.others ?? [])
  })
})
