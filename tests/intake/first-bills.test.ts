import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { createBilling, findPriceCode, listOwed, runBills } from '../../billing/index.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import type { FileChange } from '../../db/customers/changes/shape.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { addDays, addMonths } from '../../db/time.ts'
import type { Ports } from '../../intake/ports.ts'
import type { SubmitInput } from '../../intake/submit-contract.ts'
import { listUsages, metering } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { completeSent, submitSent } from './sent.ts'

type Told = Record<string, unknown>
type Setting = { account: OpenedAccount; other: OpenedAccount; transformers: number[] }
type Steps = [step: string, data: (setting: Setting) => Told][]
/** Of an account: first day, last day but one, kWh at the price of energy, yuan of the base charge or of the periods. */
type Billed = [from: string, to: string, kwh: number, yuan?: number]
type Telling = {
  kind: SubmitInput['kind']
  about?: string
  /** What the account is; left out: a household that uses 10 kWh a day. */
  is?:
    | 'factory'
    | 'half-paused-factory'
    | 'half-reduced-factory'
    | 'exchanged-factory'
    | 'demand-factory'
    | 'household-by-periods'
  form(setting: Setting): Told
  more?: Told
  steps: Steps
  bills: Billed[]
  /** Of accounts that it opened, or of the other that it took in. */
  others?: Billed[]
}

const stops: Partial<Record<NonNullable<Telling['is']>, 'paused' | 'cold-standby'>> = {
  'half-paused-factory': 'paused',
  'half-reduced-factory': 'cold-standby',
}
const standIn = { name: '2号变(暂换)', capacityKva: '315' }
const byPeak = ['importTotal', 'importPeak', 'importValley'] as const
const DEMAND_KW = 450
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

/** Each line rounded by itself. */
const sum = (...lines: number[]) => lines.reduce((fen, yuan) => fen + Math.round(yuan * 100), 0) / 100
/** Of a whole month. */
const [byCapacity, byDemand] = [26 * 800, 36 * DEMAND_KW]
const option = (baseCharge: string, more?: Told) => ({ option: 'base-charge', from: '2027-02-01', baseCharge, ...more })
const winter: Billed[] = [
  [from, to, 300, byCapacity],
  [to, '2027-01-01', 310, byCapacity],
  ['2027-01-01', '2027-02-01', 310, byCapacity],
]

/** 26 yuan a kVA and month, each day a thirtieth of November. A day of 800 kVA is 20,800 / 30 yuan. */
const base = (...days: [days: number, kva: number][]) =>
  Math.round((days.reduce((kvaDays, [count, kva]) => kvaDays + kva * count, 0) * 26 * 100) / 30) / 100

const tellings: Telling[] = [
  {
    kind: 'pause',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: middle, to: '2027-01-16' }),
    steps: [accept, sealed, archive],
    bills: [[from, to, 300, base([15, 800], [15, 400])]],
  },
  {
    kind: 'pause',
    about: 'that is not restored when its time is over',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: middle, to }),
    steps: [accept, sealed, archive],
    bills: [
      [from, to, 300, base([15, 800], [15, 400])],
      [to, '2027-01-01', 310, byCapacity],
    ],
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
    kind: 'exchange-restoration',
    is: 'exchanged-factory',
    form: (at) => ({ transformerId: second(at)[0], from: middle }),
    steps: [accept, sealed, archive],
    bills: [[from, to, 300, base([1, 800], [14, 715], [15, 800])]],
  },
  {
    kind: 'price-option',
    about: 'from capacity to contract demand',
    is: 'factory',
    form: () => option('contract-demand', { contractDemandKw: 400 }),
    steps: [accept, archive],
    // 400 kW at 36 yuan, and what lies above 105 % of them, 30 kW, at twice as much.
    bills: [...winter, ['2027-02-01', '2027-03-01', 280, 400 * 36 + 30 * 72]],
  },
  {
    kind: 'price-option',
    about: 'from capacity to actual demand',
    is: 'factory',
    form: () => option('actual-demand'),
    steps: [accept, archive],
    bills: [...winter, ['2027-02-01', '2027-03-01', 280, byDemand]],
  },
  {
    kind: 'price-option',
    about: 'to time of use',
    is: 'household-by-periods',
    form: () => ({ option: 'time-of-use', from: '2026-12-11', priceCode: 'SH-RES-TIER-TOU' }),
    steps: [accept, archive],
    // Two months of the year are 520 kWh in the first tier, 220 of December's; from the 11th on 6 in 10 are by peak.
    bills: [
      [from, to, 300, 185.1],
      [to, '2027-01-01', 310, sum(100 * 0.617, 72 * 0.617, 48 * 0.307, 54 * 0.677, 36 * 0.337)],
    ],
  },
  {
    kind: 'contract-demand',
    is: 'demand-factory',
    form: () => ({ from: to, contractDemandKw: 400 }),
    steps: [accept, archive],
    bills: [
      [from, to, 300, 500 * 36],
      [to, '2027-01-01', 310, 400 * 36 + 30 * 72],
    ],
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
    // The old owner to the end of his last day, by what was read at the hand-over though the midnight behind it is known;
    // the new one's first goes on from there and comes with the month after.
    bills: [
      [from, '2026-11-17', 154],
      ['2026-11-17', '2027-01-01', 456],
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
    kind: 'temporary-removal',
    about: 'of a plant',
    is: 'factory',
    form: () => ({ from: middle, to: '2027-03-16' }),
    steps: [accept, settlement, archive],
    bills: [[from, to, 154, base([16, 800])]],
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
    const stopped = is && stops[is]
    const isFactory = is?.endsWith('factory')
    const byPeriods = is === 'household-by-periods'
    const states = [{ state: stopped ?? ('in-use' as const), from: '2026-11-01', to: null }]
    const account = await openChenGuilan(at('2026-11-01T01:00:00+08:00'), network, {
      energisedAt: new Date('2026-11-01T00:00:00+08:00'),
      address: `府前路${serial}号`,
      contract: { contractNo: `HT-OLD-${serial}`, signedOn: '2026-10-30' },
      ...(isFactory && {
        class: 'commercial' as const,
        contractCapacityKva: '800',
        powerFactorExempt: '供电企业同意不考核',
      }),
      point: {
        ...{ districtId: network.districtId, mode: 'low-low', phase: 'single' },
        priceCode: isFactory ? 'DEMO-IND-2P' : byPeriods ? 'SH-RES-TIER' : 'SH-RES-FLAT',
      },
      ...(isFactory && {
        twoPart: {
          ...{ baseCharge: 'capacity' as const, powerFactorStandard: null },
          ...(is === 'demand-factory' && { baseCharge: 'contract-demand' as const, contractDemandKw: '500' }),
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
        registers: (byPeriods ? byPeak : byPeak.slice(0, 1)).map((role) => {
          return { role, digits: 6, startValue: 0 }
        }),
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
    if (is === 'exchanged-factory') await exchangeSecond(account)
    return account
  }

  /** 暂换 on the second day. */
  async function exchangeSecond({ accountId, pointId }: OpenedAccount): Promise<void> {
    const on = '2026-11-02'
    const { rows } = await database.pool.query<{ id: string }>(
      `select c.id from customer_transformer c join receiving_point r on r.id = c.receiving_point_id
       where r.account_id = $1 order by c.id offset 1`,
      [accountId],
    )
    const changes: FileChange[] = [
      { change: 'transformer-set', transformerId: Number(rows[0]?.id), from: on, state: 'exchanged' },
      { ...{ change: 'transformer-added', accountId, pointId, from: on }, transformer: standIn },
      { change: 'term-set', accountId, from: on, set: { runningCapacityKva: '715' } },
    ]
    await applyChanges(at(`${on}T08:00:00+08:00`), changes, { caseRef: 'application:YK-EXCHANGE', reason: '暂换' })
  }

  /** Each midnight of every meter that hangs: 10 kWh a day since it was put up, 4 of them by valley where it tells. */
  async function readMidnights(until: string): Promise<void> {
    const { rows } = await database.pool.query<{ meter: string; since: Date; until: Date | null; tells: boolean }>(
      `select d.asset_no as meter, i.installed_at as since, i.removed_at as until, exists (
         select 1 from installation_register r where r.installation_id = i.id and r.role = 'importValley') as tells
       from installation i join device d on d.id = i.device_id`,
    )
    const readings = rows.flatMap(({ meter, since, until: gone, tells }) => {
      const days: Parameters<typeof storeReadings>[1]['readings'] = []
      for (let day = '2026-11-02'; day <= until; day = addDays(day, 1)) {
        const instant = new Date(`${day}T00:00:00+08:00`)
        if (instant <= since || (gone && instant >= gone)) continue
        const importWh = Math.round((instant.getTime() - since.getTime()) / 86_400_000) * 10_000
        const importByPeriodWh = { peak: importWh * 0.6, valley: importWh * 0.4 }
        days.push({ meter, at: instant, values: { importWh, ...(tells && { importByPeriodWh }) } })
      }
      return days
    })
    const now = at(`${until}T01:00:00+08:00`)
    await storeReadings(now, { source: 'mqtt', topic: 'test', readings, keep: 'every' })
  }

  async function measureDemand(accountId: number, billMonth: string): Promise<void> {
    await database.pool.query(
      `insert into entered_demand (point_id, bill_month, demand_kw, known_from, changed_by, reason)
       select id, $2, $3, now(), 'test', '现场抄录' from metering_point where account_id = $1 and purpose = 'settlement'`,
      [accountId, billMonth, DEMAND_KW],
    )
  }

  async function walk(telling: Telling, setting: Setting): Promise<number[]> {
    const { accountNo, accountId } = setting.account
    const asked = { kind: telling.kind, accountNo, form: telling.form(setting), papers: [], ...telling.more }
    const { id } = await submitSent(at('2026-11-02T09:00:00+08:00'), asked, ports)
    for (const [step, data] of telling.steps) {
      const now = at(`2026-11-${step === 'accept' ? '09' : '22'}T10:00:00+08:00`)
      await completeSent(now, { id, step, data: data(setting) }, ports)
    }
    const { rows } = await database.pool.query<{ id: string }>(
      `select distinct account_id as id from timeline_entry where kind = 'application'
       and subject like 'application:' || (select application_no from application where id = $1) || ':%'`,
      [id],
    )
    return rows.map((row) => Number(row.id)).filter((each) => each !== accountId)
  }

  const billsOf = async (accountIds: number[], isWhole = false): Promise<Billed[]> => {
    const { rows } = await database.pool.query(
      `select b.period_from, b.period_to, b.energy_wh::float8 / 1000 as kwh,
         (select sum(l.amount_yuan)::float8 from bill_line l where l.bill_id = b.id
          and (l.item ~ '^(capacity-charge|demand-)' or b.account_id = any($2))) as yuan
       from bill b where b.account_id = any($1) and b.standing order by b.period_from`,
      [accountIds, isWhole ? accountIds : []],
    )
    return rows.map(({ period_from, period_to, kwh, yuan }) =>
      yuan === null ? [period_from, period_to, kwh] : [period_from, period_to, kwh, yuan],
    )
  }

  it.each(
    tellings.map((telling) => [telling.about ? `${telling.kind} ${telling.about}` : telling.kind, telling] as const),
  )('%s', async (_kind, telling) => {
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
    await readMidnights('2027-03-01')
    await untilReadable(database.pool)
    for (const subscriber of [...metering.subscribers, ...subscribers]) {
      await deliverEvents(at('2026-11-22T12:00:00+08:00'), subscriber)
      await untilReadable(database.pool)
    }
    const accountIds = [account.accountId, ...others]
    for (const billMonth of ['2026-11', '2026-12', '2027-01', '2027-02'].slice(0, telling.bills.length)) {
      await measureDemand(account.accountId, billMonth)
      await runBills(at(`${addMonths(`${billMonth}-02`, 1)}T09:00:00+08:00`), { billMonth, accountIds }, listUsages)
    }
    expect(await billsOf([account.accountId], telling.is === 'household-by-periods')).toEqual(telling.bills)
    expect(await billsOf(others)).toEqual(telling.others ?? [])
  })
})
