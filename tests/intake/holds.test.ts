import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import type { ChangeKind } from '../../intake/contract.ts'
import { refuseApplication, returnStep, withdrawApplication } from '../../intake/endings.ts'
import { addPapers, assignStep, resumeApplication, suspendApplication } from '../../intake/holds.ts'
import type { Ports } from '../../intake/ports.ts'
import { completeStep } from '../../intake/steps.ts'
import { type SubmitInput, submitInput } from '../../intake/submit-contract.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const bareMeter = {
  ...{ profile: 'eastron-sdm630', phase: 'single' as const, ratedCurrentA: 5, maximumCurrentA: 60 },
  registers: [{ role: 'importTotal' as const, digits: 6, startValue: 0 }],
  link: { terminalAssetNo: 'T-MQTT-1' },
}

describe('an application on its way', () => {
  const database = useDatabase()
  const roles: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'cashier', 'manager']
  const at = (now: string): Ctx => database.ctx(`${now}:00+08:00`, { roles, username: 'lin' })
  let network: Network
  let home: OpenedAccount

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T08:00'))
    home = await openChenGuilan(at('2026-01-02T08:00'), network)
    const elsewhere = { organisations: [{ path: 'Y.', kind: 'station', name: '邻县供电所' }] }
    await bringNetwork(at('2026-01-02T08:00'), elsewhere as never, new Date('2024-01-01T00:00:00+08:00'))
    for (const [username, role, organisationPath] of [
      ['wu', 'surveyor', 'X.'],
      ['far', 'surveyor', 'Y.'],
      ['zheng', 'installer', 'X.'],
    ] as const) {
      const person = { username, name: username, password: 'long-enough-1', roles: [role], organisationPath }
      await addUser(at('2026-01-02T08:00'), person)
    }
  })

  const highVoltage: SubmitInput = {
    ...linXiaoman,
    kind: 'high-voltage-single',
    requestedCapacityKw: 800,
    papers: [{ kind: 'identity' }, { kind: 'property' }, { kind: 'load-list' }],
  } as SubmitInput
  const complete = (now: string, id: number, version: number, step: string, data: object = {}) =>
    completeStep(at(now), id, { step: step as 'accept', version, data: { ...data } }, ports)
  const survey = { surveyedOn: '2026-11-17', feasible: true, designReviewed: true }
  const submit = (now: string, kind: ChangeKind, form: object, accountNo = home.accountNo) => {
    const papers = ['identity', 'property', 'name-change', 'authorisation'].map((each) => ({ kind: each }))
    return submitApplication(at(now), submitInput.parse({ kind, accountNo, form, papers }) as SubmitInput, ports)
  }

  it('lets two departments work side by side, and its clock stand while the customer builds', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00'), highVoltage, ports)
    await complete('2026-11-16T10:00', id, 1, 'accept', { papersSeen: true })
    await complete('2026-11-17T10:00', id, 2, 'survey', { ...survey, districtId: network.districtId })
    const plan = {
      ...{
        supplyPlan: '10千伏单电源',
        districtId: network.districtId,
        priceCode: 'SH-IND',
        phase: 'three',
        mode: 'high-low',
      },
      ...{ mode: 'high-high', capacityKva: 800, powerFactorStandard: '0.90', twoPart: { baseCharge: 'capacity' } },
      transformers: [{ name: '1号变', capacityKva: 800 }],
    }
    // The whole process has 22 working days, from the 17th on: 16 December.
    await complete('2026-11-18T10:00', id, 3, 'plan', plan)
    const planned = await complete('2026-11-19T10:00', id, 4, 'plan-review', { approved: true })
    expect(planned.clocks.find(({ code }) => code === 'whole-process')).toMatchObject({
      status: 'standing',
      dueOn: null,
    })
    expect(planned.openSteps.map(({ step }) => step)).toEqual(['design-submission'])
    const papers = [{ kind: 'design' as const }, { kind: 'completion' as const }]
    await addPapers(at('2026-12-03T09:00'), id, { version: 5, papers })
    const submitted = await complete('2026-12-03T10:00', id, 6, 'design-submission')
    // It stood from 19 November at ten to 3 December at ten: ten working days more.
    expect(submitted.clocks.find(({ code }) => code === 'whole-process')).toMatchObject({ dueOn: '2026-12-30' })
    await complete('2026-12-04T10:00', id, 7, 'design-review', { inspectedOn: '2026-12-04' })
    await complete('2026-12-07T10:00', id, 8, 'completion-report')
    const open = { text: '接地电阻超标', closedOn: null }
    await expect(
      complete('2026-12-08T10:00', id, 9, 'final-inspection', { inspectedOn: '2026-12-08', findings: [open] }),
    ).rejects.toMatchObject({ issues: [{ path: 'data.findings.0.closedOn' }] })
    const closed = { inspectedOn: '2026-12-09', findings: [{ ...open, closedOn: '2026-12-09' }] }
    const passed = await complete('2026-12-09T10:00', id, 9, 'final-inspection', closed)
    expect(passed.openSteps.map(({ step, role }) => [step, role])).toEqual([
      ['contract', 'intake'],
      ['meter-installation', 'installer'],
    ])
    const meter = {
      ...{ assetNo: 'M-HV-1', profile: 'acrel-adl400', ct: 15, pt: 100, startRegistersWh: { importTotal: 0 } },
      ...{ link: { terminalAssetNo: 'T-MQTT-1' }, energisedAt: '2026-12-10T09:00:00+08:00' },
    }
    await complete('2026-12-10T10:00', id, 10, 'meter-installation', meter)
    await complete('2026-12-10T11:00', id, 11, 'contract', { contractNo: 'HT-HV-1', signedOn: '2026-12-10' })
    const energising = { energisedAt: '2026-12-11T09:00:00+08:00', person: 'zheng' }
    await complete('2026-12-11T10:00', id, 12, 'energising', energising)
    const archived = await complete('2026-12-11T11:00', id, 13, 'archive')
    expect(archived).toMatchObject({ status: 'archived' })
    expect(archived.clocks.every(({ status }) => status === 'met')).toBe(true)
    const { rows } = await database.pool.query(
      `select t.parts, t.base_charge, t.power_factor_standard::text as standard, c.capacity_kva::float8 as kva, i.ct::float8 as ct,
         a.opened_on from account a join account_term t on t.account_id = a.id
       join receiving_point r on r.account_id = a.id join customer_transformer c on c.receiving_point_id = r.id
       join metering_point p on p.account_id = a.id join installation i on i.point_id = p.id where a.account_no = $1`,
      [archived.accountNo],
    )
    expect(rows).toEqual([
      { parts: 'two', base_charge: 'capacity', standard: '0.90', kva: 800, ct: 15, opened_on: '2026-12-11' },
    ])
  })

  it('rests for a reason of its flow, does nothing meanwhile, and loses none of its time', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00'), linXiaoman, ports)
    await complete('2026-11-16T10:00', id, 1, 'accept', { papersSeen: true })
    const reason = '客户出差'
    await expect(
      suspendApplication(at('2026-11-17T08:30'), id, { version: 2, code: 'too-busy', reason }),
    ).rejects.toMatchObject({ code: 'SUSPENSION_UNKNOWN' })
    const hold = { version: 2, code: 'customer-not-ready', reason }
    const held = await suspendApplication(at('2026-11-17T08:30'), id, hold)
    expect(held).toMatchObject({ suspendedFor: { zh: '客户要求暂缓或现场不具备条件' }, nextDue: null })
    await expect(
      complete('2026-11-18T10:00', id, 3, 'survey', { ...survey, districtId: network.districtId }),
    ).rejects.toMatchObject({ code: 'APPLICATION_SUSPENDED' })
    const resumed = await resumeApplication(at('2026-11-30T08:30'), id, { version: 3, reason: '客户返回' })
    expect(resumed.suspendedFor).toBeNull()
    expect(resumed.clocks.find(({ code }) => code === 'plan-answer')).toMatchObject({ dueOn: '2026-12-02' })
    expect(resumed.events.map(({ kind }) => kind)).toEqual(['submitted', 'completed', 'suspended', 'resumed'])
  })

  it('is given to somebody who has its role, and to nobody else', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00'), linXiaoman, ports)
    await complete('2026-11-16T10:00', id, 1, 'accept', { papersSeen: true })
    const give = (holder: string | null, version: number) =>
      assignStep(at('2026-11-17T09:00'), id, { version, step: 'survey', holder, reason: '就近' })
    await expect(give('zheng', 2)).rejects.toMatchObject({ code: 'HOLDER_UNKNOWN', issues: [{ path: 'holder' }] })
    await expect(give('far', 2)).rejects.toMatchObject({ code: 'HOLDER_UNKNOWN' })
    expect(await give('wu', 2)).toMatchObject({ openSteps: [{ step: 'survey', holder: 'wu' }] })
    expect(await give(null, 3)).toMatchObject({ openSteps: [{ holder: null }] })
  })

  it('is accepted with a paper that may come later, by a day', async () => {
    const { id } = await submitApplication(
      at('2026-11-16T09:00'),
      { ...linXiaoman, papers: [{ kind: 'identity' }] },
      ports,
    )
    const deferredPapers = [{ kind: 'property', dueOn: '2026-11-30' }]
    const accepted = await complete('2026-11-16T10:00', id, 1, 'accept', { papersSeen: true, deferredPapers })
    expect(accepted.deferredPapers).toEqual([{ kind: 'property', dueOn: '2026-11-30', receivedAt: null }])
    const brought = await addPapers(at('2026-11-20T09:00'), id, { version: 2, papers: [{ kind: 'property' }] })
    expect(brought.deferredPapers[0]?.receivedAt).toBe('2026-11-20T01:00:00.000Z')
  })

  it('that touches what another one holds is not accepted until that one ends', async () => {
    const rename = await submit('2026-11-16T09:00', 'rename', { newName: '陈桂岚' })
    await expect(submit('2026-11-16T09:30', 'rename', { newName: '陈桂芝' })).rejects.toMatchObject({
      code: 'APPLICATION_OPEN',
      message: expect.stringContaining(rename.applicationNo),
    })
    const closing = await submit('2026-11-16T10:00', 'closing', { lastDay: '2026-11-30' })
    const reclass = await submit('2026-11-16T10:30', 'class-change', {
      ...{ toClass: 'commercial', priceCode: 'SH-C', use: '店' },
    })
    const payment = await submit('2026-11-16T11:00', 'payment-change', { method: 'self' })
    const accept = (id: number) => complete('2026-11-17T09:00', id, 1, 'accept', { papersSeen: true })
    await accept(rename.id)
    // Both a new name and a new class renew the contract.
    for (const id of [closing.id, reclass.id]) {
      await expect(accept(id)).rejects.toMatchObject({
        code: 'FACT_CLAIMED',
        message: expect.stringContaining(rename.applicationNo),
      })
    }
    // Another fact of the same account is free.
    await accept(payment.id)
    await refuseApplication(at('2026-11-18T09:00'), payment.id, { version: 2, reason: '不符' })
    await withdrawApplication(at('2026-11-18T09:00'), rename.id, { version: 2, reason: '不改了' })
    await accept(closing.id)
  })

  it('of the old owner reaches neither phone nor payer of the new one', async () => {
    const contract = { contractNo: 'HT-OLD-1', signedOn: '2025-12-30' }
    const meter = { ...bareMeter, assetNo: 'M-OLD-1' }
    const { accountNo } = await openChenGuilan(at('2026-01-02T08:00'), network, { contract, meter })
    const accept = (now: string, { id }: { id: number }) => complete(now, id, 1, 'accept', { papersSeen: true })
    const ask = (kind: ChangeKind, form: object, more: object = {}) => {
      const papers = ['identity', 'property', 'authorisation'].map((each) => ({ kind: each }))
      const input = submitInput.parse({ kind, accountNo, form, papers, ...more }) as SubmitInput
      return submitApplication(at('2026-11-16T09:00'), input, ports)
    }
    const toLin = await ask('transfer', {}, { applicant: linXiaoman.applicant })
    const early = await ask('payment-change', { method: 'self' })
    const late = await ask('contact-change', {}, { phone: '13700137000' })
    await expect(ask('payment-change', { method: 'self' })).rejects.toMatchObject({ code: 'APPLICATION_OPEN' })
    await accept('2026-11-16T10:00', early)
    await expect(accept('2026-11-16T11:00', toLin)).rejects.toMatchObject({ code: 'FACT_CLAIMED' })
    await complete('2026-11-16T12:00', early.id, 2, 'archive')
    await accept('2026-11-16T13:00', toLin)
    await expect(accept('2026-11-16T14:00', late)).rejects.toMatchObject({ code: 'FACT_CLAIMED' })
    const meters = [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: 5_000 } }]
    const read = { doneAt: '2026-11-17T09:00:00+08:00', person: 'zheng', meters }
    await complete('2026-11-17T10:00', toLin.id, 2, 'settlement', read)
    await complete('2026-11-17T11:00', toLin.id, 3, 'contract', { contractNo: 'HT-NEW-1', signedOn: '2026-11-17' })
    await complete('2026-11-17T12:00', toLin.id, 4, 'archive')
    await expect(accept('2026-11-18T09:00', late)).rejects.toMatchObject({
      code: 'APPLICATION_OBJECTED',
      issues: [{ path: 'accountNo' }],
    })
  })

  it('is judged again at the archive, by what can still matter', async () => {
    const debtor: Ports = { ...ports, listArrears: async (_ctx, ids) => new Map(ids.map((id) => [id, '12.30'])) }
    const contract = { contractNo: 'HT-DEBT-1', signedOn: '2025-12-30' }
    const meter = { ...bareMeter, assetNo: 'M-DEBT-1' }
    const { accountNo } = await openChenGuilan(at('2026-01-02T08:00'), network, { contract, meter })
    const rename = await submit('2026-11-16T09:00', 'rename', { newName: '陈桂岚' }, accountNo)
    await complete('2026-11-16T10:00', rename.id, 1, 'accept', { papersSeen: true })
    await complete('2026-11-17T10:00', rename.id, 2, 'contract', { contractNo: 'HT-DEBT-2', signedOn: '2026-11-17' })
    const archive = { step: 'archive' as const, version: 3, data: {} }
    await expect(completeStep(at('2026-11-18T10:00'), rename.id, archive, debtor)).rejects.toMatchObject({
      code: 'APPLICATION_OBJECTED',
      issues: [{ path: 'accountNo' }],
    })
    await withdrawApplication(at('2026-11-18T11:00'), rename.id, { version: 3, reason: '不改了' })
    const closing = await submit('2026-11-18T12:00', 'closing', { lastDay: '2026-11-30' }, accountNo)
    await complete('2026-11-18T13:00', closing.id, 1, 'accept', { papersSeen: true })
    const meters = [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: 5_000 } }]
    const read = { doneAt: '2026-11-19T09:00:00+08:00', person: 'zheng', meters }
    await complete('2026-11-19T10:00', closing.id, 2, 'settlement', read)
    // The meter is off: the file says so, whatever is still to be paid.
    expect(await completeStep(at('2026-11-19T11:00'), closing.id, archive, debtor)).toMatchObject({
      status: 'archived',
    })
  })

  it('sent back from one of two open steps is done again from there', async () => {
    const { id } = await submitApplication(at('2026-11-16T09:00'), highVoltage, ports)
    await complete('2026-11-16T10:00', id, 1, 'accept', { papersSeen: true })
    await complete('2026-11-17T10:00', id, 2, 'survey', {
      ...{ surveyedOn: '2026-11-17', feasible: true, districtId: network.districtId },
    })
    const plan = {
      supplyPlan: '10千伏',
      districtId: network.districtId,
      priceCode: 'SH-IND',
      phase: 'three',
      mode: 'high-low',
    }
    await complete('2026-11-19T10:00', id, 3, 'plan', plan)
    await complete('2026-11-19T11:00', id, 4, 'plan-review', { approved: true })
    const back = { version: 5, to: 'plan' as const, reason: '容量有误' }
    await expect(returnStep(at('2026-11-20T10:00'), id, back)).rejects.toMatchObject({ code: 'STEP_NEEDED' })
    const returned = await returnStep(at('2026-11-20T10:00'), id, { ...back, step: 'contract' })
    expect(returned.openSteps.map(({ step }) => step)).toEqual(['plan'])
    expect((await findApplication(at('2026-11-20T11:00'), id)).steps.at(-1)).toMatchObject({
      step: 'archive',
      state: 'ahead',
    })
  })
})
