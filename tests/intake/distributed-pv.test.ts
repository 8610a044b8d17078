import { buffer } from 'node:stream/consumers'
import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { connectedPlants, listFeedingIn } from '../../billing/feed-in/connections.ts'
import { listOfAccount } from '../../billing/feed-in/read.ts'
import { makeStatements } from '../../billing/feed-in/statements.ts'
import { runBills, type Usage, type UsagePort } from '../../billing/index.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { exchangeMeter } from '../../db/customers/exchange.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { deliverEvents, listParkedEvents } from '../../db/subscriptions.ts'
import { findApplication } from '../../intake/applications.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import type { Ports } from '../../intake/ports.ts'
import { draftContract } from '../../intake/print/contracts.ts'
import { type Print, printPaper } from '../../intake/print/prints.ts'
import { listSnapshots } from '../../intake/sql/snapshots.ts'
import { completeStep } from '../../intake/steps.ts'
import { submitInput } from '../../intake/submit-contract.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { readPdf } from '../support/pdf-text.ts'
import { findPrice } from './lin-xiaoman.ts'
import { completeSent, submitSent } from './sent.ts'
import { issueMeter } from './stock.ts'

type Told = Record<string, unknown>
type Step = [step: string, data: Told]

const plan = {
  ...{ supplyPlan: '经并网柜接入户内配电箱', priceCode: 'SH-RES-TIER', phase: 'single', region: '33' },
}
const accept: Step = ['accept', { papersSeen: true, papers: [{ kind: 'identity' }, { kind: 'property' }] }]
const survey: Step = ['survey', { surveyedOn: '2026-11-03', feasible: true }]
const completion: Step = ['completion-report', {}]
const contractOf = (contractNo: string): Step => ['contract', { contractNo, signedOn: '2026-11-05' }]
const inspection: Step = ['final-inspection', { inspectedOn: '2026-11-06' }]
const energising: Step = ['energising', { energisedAt: '2026-11-06T15:00:00+08:00', person: 'installer' }]
const archive: Step = ['archive', {}]
const meterOf = (assetNo: string, registers: Told): Step => [
  'meter-installation',
  {
    ...{ assetNo, profile: 'eastron-sdm630', startRegistersWh: { importTotal: 0, ...registers } },
    ...{ link: { terminalAssetNo: 'T-MQTT-1' }, energisedAt: '2026-11-06T11:00:00+08:00' },
  },
]
const exchangeOf = (oldAssetNo: string, assetNo: string): Step => [
  'meter-exchange',
  {
    ...{ doneAt: '2026-11-06T10:00:00+08:00', person: 'installer', endRegisters: { importTotal: 5_000 } },
    ...{ oldAssetNo, assetNo, startRegistersWh: { importTotal: 0, exportTotal: 0 } },
  },
]

describe('a plant that feeds in', () => {
  const database = useDatabase()
  let network: Network
  let serial = 0
  const roles: Role[] = ['acquisition', 'intake', 'surveyor', 'installer', 'inspector', 'cashier', 'manager', 'billing']
  const at = (now: string): Ctx => database.ctx(now, { roles, username: 'installer' })
  const ports: Ports = {
    findPrice: async (ctx, code) => (code === 'DEMO-COM-SINGLE' ? { timeOfUse: false } : findPrice(ctx, code)),
    ...{ listArrears: async () => new Map(), listProfiles: () => [], listFeedingIn },
  }
  /** 10 kWh go out and 20 come in every day since the meter was put up; who asks before it finds none. */
  const meters: UsagePort = async (_ctx, requests) => {
    const { rows } = await database.pool.query(
      'select point_id, device_id, installed_at, removed_at from installation order by installed_at',
    )
    return requests.map(({ pointId, from, to }): Usage => {
      const on = rows.filter((row) => Number(row.point_id) === pointId && row.installed_at < to)
      const asked = on.filter(({ removed_at: removed }) => removed === null || removed > from)
      const segments = asked.map(({ device_id: deviceId, installed_at: put }, n) => {
        const days = (until: Date) => (until.getTime() - put.getTime()) / 86_400_000
        const use = (perDayWh: number) => {
          const [startWh, endWh] = [from > put ? from : put, to].map((day) => Math.round(days(day) * perDayWh))
          return { startWh: startWh ?? 0, endWh: endWh ?? 0, energyWh: (endWh ?? 0) - (startWh ?? 0) }
        }
        const counts = n === asked.length - 1 && asked.length === 1
        const byRole = { importTotal: use(20_000), ...(counts && { exportTotal: use(10_000) }) }
        return { deviceId: Number(deviceId), multiplier: 1, byRole }
      })
      return { segments, quality: 'measured', missing: segments.length === 0 }
    })
  }

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    const installer = { username: 'installer', name: '郑伟', password: 'long-enough-1', organisationPath: 'X.' }
    await addUser(at('2026-01-01T00:00:00Z'), { ...installer, roles: ['installer'] })
  })

  async function openHome(): Promise<OpenedAccount> {
    serial += 1
    return openChenGuilan(at('2026-01-02T00:00:00Z'), network, {
      contract: { contractNo: `HT-HOME-${serial}`, signedOn: '2025-12-30' },
      meter: {
        ...{ assetNo: `M-HOME-${serial}`, profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5 },
        ...{ maximumCurrentA: 60, registers: [{ role: 'importTotal', digits: 6, startValue: 0 }] },
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    })
  }

  async function submit(input: Told): Promise<number> {
    const asked = { kind: 'distributed-pv', papers: [], ...input }
    return (await submitSent(at('2026-11-02T09:00:00+08:00'), asked, ports)).id
  }
  const form = { mode: 'surplus', plantKw: 8, voltageKv: '0.22', isNaturalPerson: true }

  async function walk(id: number, steps: Step[]): Promise<void> {
    const days: Record<string, string> = { accept: '02', survey: '03', plan: '04', contract: '05' }
    for (const [step, data] of steps) {
      if (step === 'completion-report') await addPaper(id, 'completion')
      const now = at(`2026-11-${days[step] ?? '07'}T18:00:00+08:00`)
      await completeSent(now, { id, step, data }, ports)
    }
  }

  async function addPaper(id: number, kind: string): Promise<void> {
    await database.pool.query('update application set papers = papers || $2::jsonb where id = $1', [
      id,
      JSON.stringify([{ kind, seenBy: 'clerk' }]),
    ])
  }

  async function deliver(now: string): Promise<void> {
    await untilReadable(database.pool)
    await deliverEvents(at(now), connectedPlants)
  }
  const plantsOf = async (accountId: number) =>
    (
      await database.pool.query(
        `select p.point_no, t.mode, t.region, t.plant_kw::float8 as kw, t.valid_from as "from", t.valid_to as "to",
           g.point_no as generation
         from feed_in_term t join metering_point p on p.id = t.point_id
         left join metering_point g on g.id = t.generation_point_id
         where p.account_id = $1 and t.known_to is null`,
        [accountId],
      )
    ).rows

  async function connectHome(more: Told = {}): Promise<{ home: OpenedAccount; id: number }> {
    const home = await openHome()
    await issueMeter(at('2026-11-01T00:00:00Z'), network, `M-TWO-WAY-${serial}`, 'single')
    const id = await submit({ accountNo: home.accountNo, form: { ...form, ...more } })
    await walk(id, [
      ...[accept, survey, ['plan', { ...plan, exchangesMeter: true }] as Step, contractOf(`HT-PV-${serial}`)],
      ...[completion, exchangeOf(`M-HOME-${serial}`, `M-TWO-WAY-${serial}`)],
      ...(more.generationMeter ? [meterOf(`M-GEN-${serial}`, {})] : []),
      ...[inspection, energising],
    ])
    return { home, id }
  }

  it('with surplus has its meter exchanged for one that counts both ways, and is paid from that day', async () => {
    const { home, id } = await connectHome()
    const foreseen = await compareFile(at('2026-11-07T18:00:00+08:00'), id, ports)
    await walk(id, [archive])
    const done = await compareFile(at('2026-11-07T19:00:00+08:00'), id, ports)
    expect(done.rows).toEqual(foreseen.rows)
    expect(done.rows).toContainEqual(
      expect.objectContaining({ field: 'exportRegister', before: null, after: 'exportTotal', from: '2026-11-06' }),
    )
    const meterOn = async (day: string) => {
      const { rows } = await database.pool.query(
        `select d.asset_no as meter, array(select role from installation_register r where r.installation_id = i.id order by role) as roles
         from installation i join device d on d.id = i.device_id
         where i.point_id = $1 and i.installed_at < $2::date + 1 and (i.removed_at is null or i.removed_at >= $2::date + 1)`,
        [home.pointId, day],
      )
      return rows[0]
    }
    expect(await meterOn('2026-11-05')).toEqual({ meter: `M-HOME-${serial}`, roles: ['importTotal'] })
    const both = { meter: `M-TWO-WAY-${serial}`, roles: ['exportTotal', 'importTotal'] }
    expect([await meterOn('2026-11-06'), await meterOn('2026-11-07')]).toEqual([both, both])
    await deliver('2026-11-07T20:00:00+08:00')
    const term = { mode: 'surplus', region: '33', kw: 8, from: '2026-11-06', to: null, generation: null }
    expect(await plantsOf(home.accountId)).toEqual([{ ...term, point_no: `${home.accountNo}-1` }])
    const run = { runId: null, billMonth: '2026-11', path: 'X.', accountIds: [home.accountId] }
    expect(await makeStatements(at('2026-12-02T09:00:00+08:00'), run, meters)).toEqual({ issued: 1, parked: 0 })
    const { items } = await listOfAccount(at('2026-12-02T10:00:00+08:00'), home.accountNo)
    // From ten in the morning of the 6th to the end of the month: 24 days and 14 hours of 10 kWh.
    expect(items).toMatchObject([{ periodFrom: '2026-11-06', periodTo: '2026-12-01', exportedKwh: 245.833 }])
  })

  it('is told to billing once, however often the event comes, and not before it is there', async () => {
    const { home, id } = await connectHome()
    await walk(id, [archive])
    expect(await plantsOf(home.accountId)).toEqual([])
    await deliver('2026-11-07T20:00:00+08:00')
    await database.pool.query(`delete from event_cursor where subscriber = 'billing.connected-plants'`)
    await deliver('2026-11-07T20:01:00+08:00')
    expect(await plantsOf(home.accountId)).toHaveLength(1)
    expect(await listParkedEvents(at('2026-11-07T20:02:00+08:00'))).toEqual([])
  })

  it('publishes nothing where the archive fails', async () => {
    const { home, id } = await connectHome()
    await issueMeter(at('2026-11-01T00:00:00Z'), network, `M-OTHER-${serial}`, 'single')
    await exchangeMeter(at('2026-11-07T17:00:00+08:00'), {
      ...{ caseRef: 'exchange:test', reason: '故障', pointId: home.pointId, person: 'installer' },
      ...{
        at: new Date('2026-11-06T09:00:00+08:00'),
        old: { assetNo: `M-HOME-${serial}`, endRegisters: { importTotal: 1 } },
      },
      new: {
        ...{ assetNo: `M-OTHER-${serial}`, ct: 1, pt: 1 },
        registers: ['importTotal' as const, 'exportTotal' as const].map((role) => ({ role, digits: 6, startValue: 0 })),
      },
    })
    await expect(walk(id, [archive])).rejects.toMatchObject({ code: 'INSTALLED_METER_CHANGED' })
    const { rows } = await database.pool.query(
      `select 1 from event where kind = 'generation.connected' and payload ->> 'accountNo' = $1`,
      [home.accountNo],
    )
    expect(rows).toEqual([])
  })

  it('has papers of its own: the reply, the contract of purchase and the sheet of the exchange', async () => {
    const { id } = await connectHome()
    const now = at('2026-11-07T18:00:00+08:00')
    await draftContract(now, id, ports)
    const print = async (which: Print) => {
      const { content } = await printPaper(now, { id, print: which }, ports)
      return readPdf(await buffer(content))
        .join('')
        .replaceAll('\n', '')
    }
    expect(await print('plan-reply')).toContain('接入方案答复单')
    const contract = await print('contract')
    for (const words of ['分布式光伏购售电合同', '购电人', '8千瓦', '自发自用、余电上网'])
      expect(contract).toContain(words)
    const sheet = await print('installation-sheet')
    for (const words of ['换装电能表', `M-HOME-${serial}`, `M-TWO-WAY-${serial}`, '反向有功总', '5.00']) {
      expect(sheet).toContain(words)
    }
    expect(sheet).not.toContain('装出的电能表资产号')
    expect(await print('application-form')).toContain('余电上网')
  })

  it('with a meter for all that is generated has a point of its own for it, which nobody is billed by', async () => {
    const { home, id } = await connectHome({ generationMeter: true })
    const foreseen = await compareFile(at('2026-11-07T18:00:00+08:00'), id, ports)
    await walk(id, [archive])
    const unnamed = (rows: typeof foreseen.rows) => rows.map(({ name: _, ...row }) => row)
    const done = await compareFile(at('2026-11-07T19:00:00+08:00'), id, ports)
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort()
    expect(sorted(unnamed(done.rows))).toEqual(sorted(unnamed(foreseen.rows)))
    await deliver('2026-11-07T20:00:00+08:00')
    expect(await plantsOf(home.accountId)).toMatchObject([{ generation: `${home.accountNo}-2` }])
    const [seen] = await listSnapshots(at('2026-11-08T00:00:00Z'), [home.accountId], '2026-11-08')
    expect(seen?.points).toHaveLength(1)
    expect(seen?.assessmentPoints).toMatchObject([{ pointNo: `${home.accountNo}-2`, priceCode: null }])
    const closing = { kind: 'closing', accountNo: home.accountNo, form: { lastDay: '2026-12-10' } }
    const closed = await submitSent(at('2026-12-09T09:00:00+08:00'), closing, ports)
    const meters = [
      { pointNo: `${home.accountNo}-1`, endRegisters: { importTotal: 700_000, exportTotal: 350_000 } },
      { pointNo: `${home.accountNo}-2`, endRegisters: { importTotal: 800_000 } },
    ]
    const settlement = { doneAt: '2026-12-10T10:00:00+08:00', person: 'installer', meters }
    for (const [n, [step, data]] of [accept, ['settlement', settlement] as Step, archive].entries()) {
      const now = at('2026-12-10T18:00:00+08:00')
      await completeStep(now, closed.id, { step: step as 'accept', version: n + 1, data }, ports)
    }
    await deliver('2026-12-11T09:00:00+08:00')
    expect(await plantsOf(home.accountId)).toMatchObject([{ from: '2026-11-06', to: '2026-12-11' }])
  })

  it('in full opens an account of its own, paid for what goes out and billed for what it draws', async () => {
    const id = await submit({
      applicant: { name: '晴川新能源有限公司', identityNumber: '91350100M000100Y43', phone: '13900001234' },
      ...{ address: '学府路8号屋顶', requestedCapacityKw: 300 },
      form: { mode: 'full', plantKw: 300, voltageKv: '0.38', isNaturalPerson: false },
    })
    const { districtId } = network
    await walk(id, [
      accept,
      survey,
      [
        'plan',
        { ...plan, districtId, priceCode: 'DEMO-COM-SINGLE', phase: 'three', mode: 'low-low', capacityKva: 300 },
      ],
    ])
    const waits = await findApplication(at('2026-11-05T09:00:00+08:00'), id)
    expect(waits.openSteps.map(({ step }) => step)).toEqual(['contract', 'design-submission', 'meter-installation'])
    await addPaper(id, 'design')
    await expect(walk(id, [['design-submission', {}]])).rejects.toMatchObject({ code: 'PAPERS_MISSING' })
    await addPaper(id, 'project-filing')
    await expect(walk(id, [meterOf('M-PLANT', {})])).rejects.toMatchObject({ code: 'DATA_IMPLAUSIBLE' })
    await walk(id, [
      ['design-submission', {}],
      ['design-review', { inspectedOn: '2026-11-05' }],
      contractOf('HT-PLANT'),
      ...[completion, meterOf('M-PLANT', { exportTotal: 0 }), inspection, energising, archive],
    ])
    const { accountNo, status } = await findApplication(at('2026-11-08T09:00:00+08:00'), id)
    expect(status).toBe('archived')
    const { rows } = await database.pool.query('select id, opened_on from account where account_no = $1', [accountNo])
    const accountId = Number(rows[0].id)
    expect(rows[0].opened_on).toBe('2026-11-06')
    await deliver('2026-11-07T20:00:00+08:00')
    expect(await plantsOf(accountId)).toMatchObject([{ mode: 'full', kw: 300, from: '2026-11-06' }])
    const asked = { billMonth: '2026-11', path: 'X.', accountIds: [accountId] }
    await makeStatements(at('2026-12-02T09:00:00+08:00'), { ...asked, runId: null }, meters)
    const { items } = await listOfAccount(at('2026-12-02T10:00:00+08:00'), accountNo ?? '')
    const parked = await database.pool.query('select reason from parked_feed_in where account_id = $1', [accountId])
    expect([parked.rows, items.map(({ exportedKwh }) => exportedKwh)]).toEqual([[], [243.75]])
    const bills = await runBills(
      at('2026-12-02T09:00:00+08:00'),
      { billMonth: '2026-11', accountIds: [accountId] },
      meters,
    )
    expect(
      (await database.pool.query('select reason, detail from parked_bill where account_id = $1', [accountId])).rows,
    ).toEqual([])
    expect(bills).toMatchObject({ issued: 1, parked: 0 })
  })

  it.each([
    ['one that is too large for its voltage', { form: { ...form, plantKw: 9 } }, '不超过 8 千瓦'],
    ['a second one of the account', { form }, '已有上网的电源'],
  ])('is refused as %s', async (_, asked, words) => {
    const isSecond = words.startsWith('已有')
    const { home, id } = isSecond ? await connectHome() : { home: await openHome(), id: 0 }
    if (isSecond) await walk(id, [archive])
    await deliver('2026-11-07T20:00:00+08:00')
    await expect(submit({ accountNo: home.accountNo, ...asked })).rejects.toMatchObject({
      code: 'APPLICATION_OBJECTED',
      issues: [expect.objectContaining({ message: expect.stringContaining(words) })],
    })
  })

  it.each([
    ['a meter that does not count what goes out stays', { exchangesMeter: false }, 'data.exchangesMeter'],
    ['nobody knows by which province it is paid', { region: undefined, exchangesMeter: true }, 'data.region'],
  ])('has no plan under which %s', async (_, change, path) => {
    const home = await openHome()
    const id = await submit({ accountNo: home.accountNo, form })
    await walk(id, [accept, survey])
    await expect(walk(id, [['plan', { ...plan, ...change }]])).rejects.toMatchObject({
      code: 'DATA_IMPLAUSIBLE',
      issues: [expect.objectContaining({ path })],
    })
  })

  it('asks for an account with surplus, and for none in full', () => {
    const who = { applicant: { name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' } }
    const place = { address: '学府路8号', requestedCapacityKw: 8 }
    const given = { kind: 'distributed-pv', papers: [] }
    expect(submitInput.safeParse({ ...given, ...who, ...place, form }).success).toBe(false)
    expect(submitInput.safeParse({ ...given, ...who, ...place, form: { ...form, mode: 'full' } }).success).toBe(true)
    const accountNo = '3302810010001'
    expect(submitInput.safeParse({ ...given, accountNo, form: { ...form, mode: 'full' } }).success).toBe(false)
  })
})
