import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import type { Ctx, Role } from '../../db/context.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import type { TwoPart } from '../../db/customers/two-part.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import type { ChangeKind } from '../../intake/contract.ts'
import { changeKinds } from '../../intake/forms.ts'
import type { Ports } from '../../intake/ports.ts'
import { kindRules } from '../../intake/rules/kinds/all.ts'
import { listSnapshots } from '../../intake/sql/snapshots.ts'
import { completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { findPrice } from './lin-xiaoman.ts'
import { issueMeter } from './stock.ts'

/** 恒达机械厂: two transformers of 400 kVA, metered on the low side. */
const factory: TwoPart = {
  baseCharge: 'capacity',
  powerFactorStandard: '0.90',
  transformers: [
    { name: '1号变', capacityKva: '400' },
    { name: '2号变', capacityKva: '400' },
  ],
}

type Told = Record<string, unknown>
type Setting = { account: OpenedAccount; transformers: number[]; otherNo: string; feederId: number; oldAssetNo: string }
/** One kind from its form to what the file says the day before, on the day and after it. */
type Telling = {
  kind: ChangeKind
  /** What the account is; left out: a household. */
  is?: 'factory' | 'removed-household' | 'paused-factory' | 'reduced-factory' | 'demand-factory' | 'exchanged-factory'
  form(setting: Setting): Told
  applicant?: { name: string; identityNumber: string; phone: string }
  phone?: string
  bankAccount?: string
  newCustomers?: { name: string; identityNumber: string; phone: string }[]
  /** What each step writes down, in the order in which they are done. */
  steps: [step: string, data: (setting: Setting) => Told][]
  /** The first day of what is new. */
  day: string
  /** The same as the comparison tells it, where that differs; null: it tells nothing. */
  since?: string | null
  /** All that the comparison tells, where that is looked at. */
  compared?: Told[]
  before: Told
  after(setting: Setting): Told
}

const accept: Telling['steps'][number] = [
  'accept',
  () => ({ papersSeen: true, papers: ['identity', 'property', 'name-change', 'load-list'].map((kind) => ({ kind })) }),
]
const authorised: Telling['steps'][number] = [
  'accept',
  () => ({ papersSeen: true, papers: [{ kind: 'identity' }, { kind: 'authorisation' }] }),
]
const survey: Telling['steps'][number] = ['survey', () => ({ surveyedOn: '2026-11-18', feasible: true })]
const contract: Telling['steps'][number] = ['contract', () => ({ contractNo: '', signedOn: '2026-11-27' })]
const archive: Telling['steps'][number] = ['archive', () => ({})]
const sealed: Telling['steps'][number] = [
  'sealing',
  ({ transformers }) => ({
    doneAt: '2026-11-27T10:00:00+08:00',
    person: 'installer',
    seals: [{ transformerId: transformers[1], sealNo: 'F-1' }],
  }),
]
const settlement: Telling['steps'][number] = [
  'settlement',
  ({ account }) => ({
    doneAt: '2026-11-27T10:00:00+08:00',
    person: 'installer',
    meters: [{ pointNo: `${account.accountNo}-1`, endRegisters: { importTotal: 5_000 } }],
  }),
]
const exchanged: Telling['steps'][number] = [
  'meter-exchange',
  ({ account, oldAssetNo }) => ({
    ...{ doneAt: '2026-11-27T15:00:00+08:00', person: 'installer', endRegisters: { importTotal: 5_000 } },
    ...{ oldAssetNo, assetNo: `S-${account.accountNo}`, ct: 400, startRegistersWh: { importTotal: 0 }, seals: ['F-9'] },
  }),
]
const second = ({ transformers }: Setting) => [transformers[1]]

const tellings: Telling[] = [
  {
    kind: 'pause',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: '2026-11-27', to: '2027-01-27' }),
    steps: [accept, sealed, archive],
    day: '2026-11-27',
    before: { runningKva: 800, states: ['in-use', 'in-use'] },
    after: () => ({ runningKva: 400, contractKva: 800, status: 'active', states: ['in-use', 'paused'] }),
  },
  {
    kind: 'pause-restoration',
    is: 'paused-factory',
    form: (at) => ({ transformerIds: second(at), from: '2026-11-27' }),
    steps: [accept, sealed, archive],
    day: '2026-11-27',
    before: { runningKva: 400, states: ['in-use', 'paused'] },
    after: () => ({ runningKva: 800, states: ['in-use', 'in-use'] }),
  },
  {
    kind: 'temporary-reduction',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: '2026-11-27', to: '2027-11-27' }),
    steps: [accept, survey, sealed, archive],
    day: '2026-11-27',
    before: { runningKva: 800, states: ['in-use', 'in-use'] },
    after: () => ({ runningKva: 400, contractKva: 800, states: ['in-use', 'cold-standby'] }),
  },
  {
    kind: 'reduction-restoration',
    is: 'reduced-factory',
    form: (at) => ({ transformerIds: second(at), from: '2026-11-27' }),
    steps: [accept, sealed, archive],
    day: '2026-11-27',
    before: { runningKva: 400, states: ['in-use', 'cold-standby'] },
    after: () => ({ runningKva: 800, states: ['in-use', 'in-use'] }),
  },
  {
    kind: 'permanent-reduction',
    is: 'factory',
    form: (at) => ({ transformerIds: second(at), from: '2026-11-27' }),
    steps: [accept, survey, ['plan-review', () => ({ approved: true })], contract, sealed, archive],
    day: '2026-11-27',
    before: { contractKva: 800, parts: 'two', states: ['in-use', 'in-use'] },
    after: () => ({ contractKva: 400, runningKva: 400, parts: 'two', states: ['in-use', null] }),
  },
  {
    kind: 'temporary-exchange',
    is: 'factory',
    form: ({ transformers }) => ({
      ...{ transformerId: transformers[1], replacementKva: 315, from: '2026-11-27', to: '2027-01-20' },
    }),
    steps: [accept, survey, ['final-inspection', () => ({ inspectedOn: '2026-11-26' })], sealed, archive],
    day: '2026-11-27',
    before: { runningKva: 800, states: ['in-use', 'in-use'] },
    after: () => ({ runningKva: 715, contractKva: 800, states: ['in-use', 'exchanged', 'in-use'] }),
  },
  {
    kind: 'exchange-restoration',
    is: 'exchanged-factory',
    form: (at) => ({ transformerId: second(at)[0], from: '2026-11-27' }),
    steps: [accept, sealed, archive],
    day: '2026-11-27',
    before: { runningKva: 715, states: ['in-use', 'exchanged', 'in-use'] },
    after: () => ({ runningKva: 800, contractKva: 800, states: ['in-use', 'in-use', null] }),
  },
  {
    kind: 'payment-change',
    form: () => ({ method: 'collection', payerName: '陈大伟', bankName: '工商银行安溪支行' }),
    bankAccount: '6222020000001234567',
    steps: [authorised, archive],
    day: '2026-11-30',
    before: { payment: null },
    after: () => ({ payment: '工商银行安溪支行 4567 陈大伟' }),
    compared: [{ thing: 'account', field: 'payment', before: null, after: '工商银行安溪支行 ****4567 陈大伟' }],
  },
  {
    kind: 'capacity-increase',
    is: 'factory',
    form: () => ({ capacityKva: 1115 }),
    steps: [
      accept,
      survey,
      [
        'plan',
        () => ({
          ...{ supplyPlan: '新增一台 315 千伏安变压器', priceCode: 'SH-COM', phase: 'three', mode: 'high-low' },
          ...{ capacityKva: 1115, transformers: [{ name: '3号变', capacityKva: 315 }], ct: 400, exchangesMeter: true },
        }),
      ],
      ['plan-review', () => ({ approved: true })],
      contract,
      exchanged,
      ['energising', () => ({ energisedAt: '2026-11-28T10:00:00+08:00', person: 'installer' })],
      archive,
    ],
    day: '2026-11-28',
    before: {
      contractKva: 800,
      runningKva: 800,
      states: ['in-use', 'in-use'],
      price: 'residential-tier',
      mode: 'low-low',
    },
    after: ({ account }) => ({
      ...{ contractKva: 1115, runningKva: 1115, states: ['in-use', 'in-use', 'in-use'], price: 'SH-COM' },
      ...{ mode: 'high-low', phase: 'three', meter: `S-${account.accountNo}`, newCt: 400 },
    }),
  },
  {
    kind: 'voltage-change',
    is: 'factory',
    form: () => ({ voltageKv: '10', capacityKva: 400 }),
    steps: [
      accept,
      survey,
      [
        'plan',
        ({ transformers, feederId }) => ({
          ...{ supplyPlan: '改为 10 千伏供电,高供高计', priceCode: 'SH-COM-10', phase: 'three', mode: 'high-high' },
          ...{ capacityKva: 400, removedTransformerIds: [transformers[1]], feederId, ct: 8, pt: 100 },
          exchangesMeter: true,
          powerFactorStandard: '0.90',
          twoPart: { baseCharge: 'capacity' },
        }),
      ],
      ['plan-review', () => ({ approved: true })],
      contract,
      [exchanged[0], (setting) => ({ ...exchanged[1](setting), ct: 8, pt: 100 })],
      ['energising', () => ({ energisedAt: '2026-11-28T10:00:00+08:00', person: 'installer' })],
      archive,
    ],
    day: '2026-11-28',
    before: {
      contractKva: 800,
      states: ['in-use', 'in-use'],
      mode: 'low-low',
      price: 'residential-tier',
      feeder: null,
    },
    after: ({ account }) => ({
      ...{ contractKva: 400, runningKva: 400, states: ['in-use', null], parts: 'two', price: 'SH-COM-10' },
      ...{ mode: 'high-high', phase: 'three', meter: `S-${account.accountNo}`, newCt: 8, feeder: '10kV城东112线' },
    }),
  },
  {
    kind: 'relocation',
    form: () => ({ newAddress: '学府路8号' }),
    steps: [
      accept,
      survey,
      ['plan', () => ({ supplyPlan: '低压单相', priceCode: 'SH-RES-TIER', phase: 'single' })],
      contract,
      settlement,
      [
        'meter-installation',
        ({ account }) => ({
          ...{ assetNo: `M-NEW-${account.accountNo}`, profile: 'eastron-sdm630', startRegistersWh: { importTotal: 0 } },
          ...{ link: { terminalAssetNo: 'T-MQTT-1' }, energisedAt: '2026-11-28T10:00:00+08:00' },
        }),
      ],
      archive,
    ],
    day: '2026-11-28',
    before: { status: 'active' },
    after: () => ({ status: 'closed', meter: null, opened: '学府路8号' }),
  },
  {
    kind: 'meter-move',
    form: () => ({ to: '院门外表箱' }),
    steps: [accept, survey, ['sealing', () => ({ doneAt: '2026-11-27T10:00:00+08:00', person: 'installer' })], archive],
    day: '2026-11-27',
    before: { status: 'active', place: null },
    after: () => ({ status: 'active', place: '院门外表箱' }),
    compared: [{ thing: 'point', field: 'place', before: null, after: '院门外表箱' }],
  },
  {
    kind: 'meter-check',
    since: null,
    form: () => ({ doubt: '比上月多一倍' }),
    steps: [
      accept,
      ['meter-check', () => ({ checkedOn: '2026-11-26', errorPercent: 0.4, passed: true, certificateNo: 'JD-1' })],
      archive,
    ],
    day: '2026-11-27',
    before: { status: 'active' },
    after: () => ({ status: 'active' }),
  },
  {
    kind: 'contact-change',
    phone: '13700137000',
    form: () => ({}),
    steps: [accept, archive],
    day: '2026-11-30',
    before: { customer: '陈桂兰' },
    after: () => ({ phoneTail: '7000' }),
    compared: [
      { thing: 'account', field: 'phone', before: expect.stringMatching(/^\*{7}\d{4}$/), after: '*******7000' },
    ],
  },
  {
    kind: 'ratio-correction',
    since: '2026-01-01',
    is: 'factory',
    form: ({ account }) => ({ pointNo: `${account.accountNo}-1`, ct: 40, pt: 1, found: '用电检查' }),
    steps: [['accept', () => ({ papersSeen: true })], survey, archive],
    day: '2026-01-02',
    before: {},
    after: () => ({ ct: 40 }),
  },
  {
    kind: 'temporary-removal',
    form: () => ({ from: '2026-11-27', to: '2027-03-27' }),
    steps: [accept, settlement, archive],
    day: '2026-11-27',
    before: { status: 'active' },
    after: () => ({ status: 'removed', meter: null }),
  },
  {
    kind: 'reinstallation',
    is: 'removed-household',
    form: () => ({}),
    steps: [
      accept,
      survey,
      [
        'meter-installation',
        ({ account }) => ({
          assetNo: `M-NEW-${account.accountNo}`,
          profile: 'eastron-sdm630',
          startRegistersWh: { importTotal: 0 },
          link: { terminalAssetNo: 'T-MQTT-1' },
          energisedAt: '2026-11-27T10:00:00+08:00',
        }),
      ],
      archive,
    ],
    day: '2026-11-27',
    before: { status: 'removed' },
    after: ({ account }) => ({ status: 'active', meter: `M-NEW-${account.accountNo}` }),
  },
  {
    kind: 'rename',
    form: () => ({ newName: '陈桂岚' }),
    steps: [accept, contract, archive],
    day: '2026-11-27',
    before: { customer: '陈桂兰' },
    after: () => ({ customer: '陈桂岚', contract: 'HT-rename' }),
  },
  {
    kind: 'transfer',
    form: () => ({ householdPersons: 2 }),
    applicant: { name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' },
    // The meter stays: the day of the reading is still the old owner's.
    steps: [accept, settlement, contract, archive],
    day: '2026-11-28',
    before: { customer: '陈桂兰' },
    after: () => ({ customer: '林小满', persons: 2, contract: 'HT-transfer' }),
  },
  {
    kind: 'split',
    form: () => ({
      keptKva: 5,
      parts: [{ place: '东间', class: 'commercial', priceCode: 'SH-COM', capacityKva: 3, phase: 'single' }],
    }),
    newCustomers: [{ name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' }],
    steps: [
      accept,
      survey,
      contract,
      settlement,
      [
        'meters-installation',
        ({ account }) => ({
          energisedAt: '2026-11-28T10:00:00+08:00',
          person: 'installer',
          meters: [
            {
              ...{ position: 1, assetNo: `M-NEW-${account.accountNo}`, profile: 'eastron-sdm630' },
              ...{ startRegistersWh: { importTotal: 0 }, link: { terminalAssetNo: 'T-MQTT-1' } },
            },
          ],
        }),
      ],
      archive,
    ],
    day: '2026-11-28',
    before: { contractKva: 8, parted: null },
    after: ({ account }) => ({
      ...{ contractKva: 5, runningKva: 5, contract: 'HT-split' },
      parted: `林小满 幸福小区3幢502室东间 commercial 3.000 SH-COM M-NEW-${account.accountNo} HT-split-0001`,
    }),
  },
  {
    kind: 'merge',
    form: ({ otherNo }) => ({ otherAccountNos: [otherNo] }),
    steps: [
      accept,
      survey,
      contract,
      [
        'settlement',
        ({ otherNo }) => ({
          doneAt: '2026-11-27T10:00:00+08:00',
          person: 'installer',
          meters: [{ pointNo: `${otherNo}-1`, endRegisters: { importTotal: 5_000 } }],
        }),
      ],
      archive,
    ],
    day: '2026-11-28',
    before: { contractKva: 8 },
    after: () => ({ contractKva: 16, other: 'closed' }),
  },
  {
    kind: 'closing',
    form: () => ({ lastDay: '2026-11-27' }),
    steps: [accept, settlement, archive],
    day: '2026-11-28',
    before: { status: 'active' },
    after: () => ({ status: 'closed', meter: null }),
  },
  {
    kind: 'class-change',
    form: () => ({ toClass: 'commercial', priceCode: 'SH-COM', use: '开设便利店' }),
    steps: [accept, survey, contract, archive],
    day: '2026-11-27',
    before: { class: 'residential', price: 'residential-tier' },
    after: () => ({ class: 'commercial', price: 'SH-COM', contract: 'HT-class-change' }),
  },
  {
    kind: 'price-option',
    is: 'factory',
    form: () => ({ option: 'base-charge', from: '2027-01-01', baseCharge: 'actual-demand' }),
    steps: [accept, archive],
    day: '2027-01-01',
    before: { baseCharge: 'capacity' },
    after: () => ({ baseCharge: 'actual-demand' }),
  },
  {
    kind: 'contract-demand',
    is: 'demand-factory',
    form: () => ({ from: '2027-01-01', contractDemandKw: 420 }),
    steps: [accept, archive],
    day: '2027-01-01',
    before: { demandKw: 500 },
    after: () => ({ demandKw: 420 }),
  },
]

type Rows = Awaited<ReturnType<typeof compareFile>>['rows']
/** An account that is yet to be opened has no number before. */
const withoutNumbers = (rows: Rows) =>
  rows
    .map(({ accountNo: _, name, ...row }) => ({ ...row, name: row.thing === 'transformer' ? name : null }))
    .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)))

describe('every change of supply', () => {
  const database = useDatabase()
  let network: Network
  let opened = 0
  const everyRole: Role[] = ['acquisition', 'intake', 'surveyor', 'installer', 'inspector', 'cashier', 'manager']
  const at = (now: string): Ctx => database.ctx(now, { roles: everyRole, username: 'installer' })
  const ports: Ports = {
    findPrice: async (ctx, code) => (code.startsWith('SH-COM') ? { timeOfUse: false } : findPrice(ctx, code)),
    listArrears: async () => new Map(),
    listProfiles: () => [],
  }

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    await addUser(at('2026-01-01T00:00:00Z'), {
      ...{
        username: 'installer',
        name: '郑伟',
        password: 'long-enough-1',
        roles: ['installer'],
        organisationPath: 'X.',
      },
    })
  })

  async function openAs(is: Telling['is']): Promise<OpenedAccount> {
    opened += 1
    const account = await openChenGuilan(at('2026-01-02T00:00:00Z'), network, {
      energisedAt: new Date('2026-01-01T00:00:00+08:00'),
      contract: { contractNo: `HT-OLD-${opened}`, signedOn: '2025-12-30' },
      contractCapacityKva: is?.endsWith('factory') ? '800' : '8',
      ...(is?.endsWith('factory') && { class: 'commercial' as const, twoPart: twoPartOf(is) }),
      meter: {
        ...{
          assetNo: `M-${opened}`,
          profile: 'eastron-sdm630',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
        },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    })
    return account
  }

  function twoPartOf(is: string): TwoPart {
    const stopped = is === 'paused-factory' ? 'paused' : is === 'reduced-factory' ? 'cold-standby' : null
    const [first, other] = factory.transformers
    if (!first || !other) throw new Error('the factory has two transformers')
    return {
      ...factory,
      ...(is === 'demand-factory' && { baseCharge: 'contract-demand' as const, contractDemandKw: '500' }),
      transformers: stopped
        ? [
            first,
            {
              ...other,
              states: [
                { state: 'in-use', from: '2026-01-01', to: '2026-09-01' },
                { state: stopped, from: '2026-09-01', to: null },
              ],
            },
          ]
        : factory.transformers,
    }
  }

  async function setTheScene({ is, kind }: Telling): Promise<Setting> {
    const account = await openAs(is)
    const assets = opened
    const other = kind === 'merge' ? await openAs(undefined) : null
    if (is === 'paused-factory' || is === 'reduced-factory') {
      await database.pool.query('update account_term set known_to = known_from where account_id = $1', [
        account.accountId,
      ])
      await database.pool.query(
        `insert into account_term (account_id, customer_id, class, parts, base_charge, power_factor_standard, contract_capacity_kva,
           running_capacity_kva, status, valid_from, known_from, changed_by, reason, case_ref)
         select account_id, customer_id, class, parts, base_charge, power_factor_standard, 800, 400, 'active', valid_from, known_from,
           'test', 'test', 'test' from account_term where account_id = $1`,
        [account.accountId],
      )
    }
    if (is === 'removed-household') await removeBefore(account)
    if (is === 'exchanged-factory') await exchangeBefore(account)
    const { rows } = await database.pool.query<{ id: number }>(
      `select c.id from customer_transformer c join receiving_point r on r.id = c.receiving_point_id
       where r.account_id = $1 order by c.id`,
      [account.accountId],
    )
    await issueMeter(at('2026-11-01T00:00:00Z'), network, `S-${account.accountNo}`)
    const { feederId } = network
    const oldAssetNo = `M-${assets}`
    return {
      oldAssetNo,
      account,
      transformers: rows.map(({ id }) => Number(id)),
      otherNo: other?.accountNo ?? '',
      feederId,
    }
  }

  /** 暂拆 through its own application, in summer. */
  async function removeBefore(account: OpenedAccount): Promise<void> {
    const { id } = await submit('2026-08-03', account, 'temporary-removal', { from: '2026-08-17', to: '2027-01-17' })
    const steps: [string, Told][] = [
      ['accept', accept[1]({ account, transformers: [], otherNo: '', feederId: 0, oldAssetNo: '' })],
      [
        'settlement',
        {
          ...settlement[1]({ account, transformers: [], otherNo: '', feederId: 0, oldAssetNo: '' }),
          doneAt: '2026-08-17T10:00:00+08:00',
        },
      ],
      ['archive', {}],
    ]
    for (const [n, [step, data]] of steps.entries()) {
      await completeStep(at('2026-08-18T09:00:00+08:00'), id, { step: step as 'accept', version: n + 1, data }, ports)
    }
  }

  /** 暂换 of the second transformer, in autumn. */
  async function exchangeBefore(account: OpenedAccount): Promise<void> {
    const { rows } = await database.pool.query<{ id: string }>(
      `select c.id from customer_transformer c join receiving_point r on r.id = c.receiving_point_id
       where r.account_id = $1 order by c.id offset 1`,
      [account.accountId],
    )
    const transformerId = Number(rows[0]?.id)
    const form = { transformerId, replacementKva: 315, from: '2026-10-26', to: '2026-12-20' }
    const { id } = await submit('2026-10-12', account, 'temporary-exchange', form)
    const seals = [{ transformerId, sealNo: 'F-0' }]
    const steps: [string, Told][] = [
      ['accept', { papersSeen: true, papers: [{ kind: 'identity' }] }],
      ['survey', { surveyedOn: '2026-10-26', feasible: true }],
      ['final-inspection', { inspectedOn: '2026-10-26' }],
      ['sealing', { doneAt: '2026-10-26T10:00:00+08:00', person: 'installer', seals }],
      ['archive', {}],
    ]
    for (const [n, [step, data]] of steps.entries()) {
      await completeStep(at('2026-10-26T19:00:00+08:00'), id, { step: step as 'accept', version: n + 1, data }, ports)
    }
  }

  function submit(
    day: string,
    { accountNo }: OpenedAccount,
    kind: ChangeKind,
    form: Told,
    { applicant, phone, bankAccount, newCustomers }: Partial<Telling> = {},
  ) {
    const input = {
      kind,
      accountNo,
      form,
      papers: [],
      ...(applicant && { applicant }),
      ...(phone && { phone }),
      ...(bankAccount && { bankAccount }),
      newCustomers,
    }
    return submitApplication(at(`${day}T09:00:00+08:00`), submitInput.parse(input) as SubmitInput, ports)
  }

  /** What this test looks at, on a day as the file knows it now. */
  async function lookAt({ account, otherNo }: Setting, day: string): Promise<Told> {
    const [seen] = await listSnapshots(at('2027-02-01T00:00:00Z'), [account.accountId], day)
    if (!seen) throw new Error('the account is not in the file')
    const { rows } = await database.pool.query(
      `select k.contract_no, (select t.status from account a join account_term t on t.account_id = a.id and t.known_to is null
         and t.valid_from <= $2 and (t.valid_to is null or t.valid_to > $2) where a.account_no = $3) as other,
         (select i.ct::float8 from installation i join metering_point p on p.id = i.point_id where p.account_id = $1 limit 1) as ct,
         (select i.ct::float8 from installation i join metering_point p on p.id = i.point_id
          where p.account_id = $1 and i.removed_at is null) as new_ct,
         (select f.name from receiving_point r join supply_source s on s.receiving_point_id = r.id and s.role = 'main'
          join feeder f on f.id = s.feeder_id where r.account_id = $1
            and s.valid_from < ($2::date + 1) and (s.valid_to is null or s.valid_to >= $2::date + 1)) as feeder,
         (select i.phone_tail from account_term t join customer c on c.id = t.customer_id join identity i on i.id = c.identity_id
          where t.account_id = $1 and t.known_to is null limit 1) as phone_tail,
         (select concat_ws(' ', e.bank_name, e.bank_account_tail, e.name) from payer_account y join payer e on e.id = y.payer_id
          where y.account_id = $1 and y.known_to is null and y.valid_from <= $2) as payment,
         (select h.place from installation_place_term h join metering_point p on p.id = h.point_id
          where p.account_id = $1 and h.known_to is null and h.valid_from <= $2) as place,
         (select a.address from application p join account a on a.id = p.account_id where p.account_ids[1] = $1 limit 1) as opened,
         (select concat_ws(' ', c.name, a.address, t.class, t.contract_capacity_kva, pt.price_code, d.asset_no, nk.contract_no)
          from application p join requested_account n on n.application_id = p.id join account a on a.id = n.account_id
          join account_term t on t.account_id = a.id and t.known_to is null and t.valid_from <= $2
          join customer c on c.id = t.customer_id join metering_point mp on mp.account_id = a.id
          join point_term pt on pt.point_id = mp.id and pt.known_to is null
          join installation i on i.point_id = mp.id join device d on d.id = i.device_id
          join contract nk on nk.account_id = a.id where p.account_ids[1] = $1) as parted
       from account own left join contract k on k.account_id = own.id and k.valid_from <= $2 and (k.valid_to is null or k.valid_to > $2)
       where own.id = $1`,
      [account.accountId, day, otherNo],
    )
    const { term, points, transformers, customer } = seen
    const [point] = points
    return {
      customer: customer.name,
      persons: term.householdPersons,
      class: term.class,
      parts: term.parts,
      baseCharge: term.baseCharge,
      status: term.status,
      contractKva: term.contractCapacityKva,
      runningKva: term.runningCapacityKva,
      price: point?.priceCode,
      mode: point?.mode,
      phase: point?.phase,
      newCt: rows[0]?.new_ct,
      feeder: rows[0]?.feeder,
      demandKw: point?.contractDemandKw,
      meter: point?.meter?.assetNo ?? null,
      contract: rows[0]?.contract_no ?? null,
      other: rows[0]?.other ?? null,
      parted: rows[0]?.parted ?? null,
      ...{ ct: rows[0]?.ct, phoneTail: rows[0]?.phone_tail, opened: rows[0]?.opened, payment: rows[0]?.payment },
      place: rows[0]?.place ?? null,
      states: transformers.flatMap(({ states }) => {
        const state = states.find(({ from, to }) => from <= day && (to === null || day < to))
        return states.some(({ from }) => from <= day) ? [state?.state ?? null] : []
      }),
    }
  }

  const dayBefore = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
  const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

  it('is told here', () => {
    expect(tellings.map(({ kind }) => kind).sort()).toEqual([...changeKinds].sort())
  })

  it('a reinstallation, which has no plan, with a meter for the phases that the account has', async () => {
    const telling = tellings.find(({ kind }) => kind === 'reinstallation')
    if (!telling) throw new Error('it is told nowhere')
    const setting = await setTheScene(telling)
    const { id } = await submit('2026-11-16', setting.account, 'reinstallation', {}, telling)
    const complete = (n: number, more: Partial<Ports> = {}) => {
      const [step, data] = telling.steps[n] ?? accept
      const input = { step: step as 'accept', version: n + 1, data: data(setting) }
      return completeStep(at(`2026-11-${n < 2 ? 18 : 30}T09:00:00+08:00`), id, input, { ...ports, ...more })
    }
    for (const n of [0, 1]) await complete(n)
    await expect(complete(2, { findModelPhase: () => 'three' })).rejects.toMatchObject({
      issues: [{ path: 'data.profile', message: expect.stringContaining('请换单相电能表') }],
    })
    await complete(2, { findModelPhase: () => 'single' })
  })

  it.each(tellings.map((telling) => [telling.kind, telling] as const))('%s', async (kind, telling) => {
    const setting = await setTheScene(telling)
    const { id } = await submit('2026-11-16', setting.account, kind, telling.form(setting), telling)
    const held = await database.pool.query('select 1 from account_case where account_id = $1 and closed_at is null', [
      setting.account.accountId,
    ])
    expect(held.rowCount).toBe(0)
    let foreseen: Awaited<ReturnType<typeof compareFile>> | undefined
    for (const [n, [step, data]] of telling.steps.entries()) {
      const written = data(setting)
      if ('contractNo' in written) written.contractNo = `HT-${kind}`
      const day = step === 'accept' || step === 'survey' ? '2026-11-18' : '2026-11-30'
      const input = { step: step as 'accept', version: n + 1, data: written }
      foreseen = await compareFile(at(`${day}T09:00:00+08:00`), id, ports)
      expect(foreseen.state).toBe(step === 'archive' ? 'preview' : 'ahead')
      await completeStep(at(`${day}T09:00:00+08:00`), id, input, ports)
      const cases = await database.pool.query(
        'select closed_at from account_case where account_id = $1 and kind = $2',
        [setting.account.accountId, kind],
      )
      expect(cases.rows.map(({ closed_at: closed }) => closed === null)).toEqual(
        kindRules[kind].touches.some((fact) => !['contact', 'payment', 'place'].includes(fact))
          ? [step !== 'archive']
          : [],
      )
    }
    expect(await findApplication(at('2026-12-01T00:00:00Z'), id)).toMatchObject({
      status: 'archived',
      accountNo: kind === 'relocation' ? expect.any(String) : setting.account.accountNo,
      clocks: expect.arrayContaining([expect.objectContaining({ code: 'acceptance' })]),
    })
    const done = await compareFile(at('2026-12-01T00:00:00Z'), id, ports)
    expect(done.state).toBe('done')
    expect(withoutNumbers(done.rows)).toEqual(withoutNumbers(foreseen?.rows ?? []))
    const since = telling.since === undefined ? telling.day : telling.since
    if (telling.compared) expect(done.rows).toMatchObject(telling.compared)
    if (since === null) expect(done.rows).toEqual([])
    else expect(done.rows.map(({ from }) => from)).toContain(since)
    expect(await lookAt(setting, dayBefore(telling.day))).toMatchObject(telling.before)
    expect(await lookAt(setting, telling.day)).toMatchObject(telling.after(setting))
    expect(await lookAt(setting, dayAfter(telling.day))).toMatchObject(telling.after(setting))
  })
})
