import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx, Role } from '../../db/context.ts'
import { findApplication, submitApplication as submit } from '../../intake/applications.ts'
import type { SubmitInput } from '../../intake/contract.ts'
import { refuseApplication, returnStep, withdrawApplication } from '../../intake/endings.ts'
import { listOpenApplications } from '../../intake/index.ts'
import { completeStep as complete } from '../../intake/steps.ts'
import { listApplications } from '../../intake/worklist.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { inputsFor, linXiaoman, ports, type Sent, walk } from './lin-xiaoman.ts'

describe('an application', () => {
  const database = useDatabase()
  let network: Network
  let chen: Awaited<ReturnType<typeof openChenGuilan>>
  const at = (now: string, role: Role = 'intake') => database.ctx(now, { roles: [role], username: role })
  const monday = () => at('2026-11-16T09:00:00+08:00')
  const wednesday = () => at('2026-11-18T17:00:00+08:00')
  const completeStep = (ctx: Ctx, id: number, input: Sent) => complete(ctx, id, input, ports)
  const submitApplication = (ctx: Ctx, input: SubmitInput) => submit(ctx, input, ports)

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    chen = await openChenGuilan(at('2026-01-02T00:00:00Z'), network)
  })

  it('refuses a step that does not exist, is stale, is not the current one, or is another role’s', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    const { accept, survey } = inputsFor(network)
    await expect(completeStep(monday(), 999_999, accept)).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 })
    await expect(completeStep(monday(), id, survey)).rejects.toMatchObject({ code: 'STALE_VERSION' })
    await expect(completeStep(monday(), id, { ...survey, version: 1 })).rejects.toMatchObject({
      code: 'STEP_NOT_OPEN',
    })
    await expect(completeStep(at('2026-11-16T17:00:00+08:00', 'surveyor'), id, accept)).rejects.toMatchObject({
      code: 'STEP_NOT_YOURS',
      status: 403,
    })
  })

  it('is not accepted without its papers, which the clerk may add', async () => {
    const { id } = await submitApplication(monday(), { ...linXiaoman, papers: [] })
    const { accept } = inputsFor(network)
    await expect(completeStep(monday(), id, accept)).rejects.toMatchObject({
      code: 'PAPERS_MISSING',
      issues: [
        { path: 'papers.identity', message: '缺少身份证明,请上传文件,或由受理员核对原件后登记' },
        { path: 'papers.property', message: '缺少房屋权属证明,请上传文件,或由受理员核对原件后登记' },
      ],
    })
    const papers = [{ kind: 'identity' as const }, { kind: 'property' as const }]
    const accepted = await completeStep(monday(), id, { ...accept, data: { papersSeen: true, papers } })
    expect(accepted).toMatchObject({ openSteps: [{ step: 'survey', role: 'surveyor' }], papers })
  })

  it('refuses data that cannot be true and names each field', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    const { accept, survey, plan, contract, 'meter-installation': meter } = inputsFor(network)
    const tell = (input: Sent, ...paths: string[]) =>
      expect(completeStep(wednesday(), id, input)).rejects.toMatchObject({
        code: 'DATA_IMPLAUSIBLE',
        issues: paths.map((path) => ({ path })),
      })
    await walk(at, id, [accept])
    await tell({ ...survey, data: { ...survey.data, surveyedOn: '2026-11-19' } }, 'data.surveyedOn')
    const before = { ...survey.data, surveyedOn: '2026-11-15', districtId: 0 }
    await tell({ ...survey, data: before }, 'data.surveyedOn', 'data.districtId')
    await walk(at, id, [survey])
    await tell({ ...plan, data: { ...plan.data, priceCode: 'NO-SUCH' } }, 'data.priceCode')
    await walk(at, id, [plan])
    for (const signedOn of ['2026-11-19', '2026-11-15']) {
      await tell({ ...contract, data: { ...contract.data, signedOn } }, 'data.signedOn')
    }
    await walk(at, id, [contract])
    const taken = { assetNo: 'M-CHEN-1', link: { terminalAssetNo: network.terminalAssetNo, unitId: 1 } }
    await tell({ ...meter, data: { ...meter.data, ...taken } }, 'data.energisedAt', 'data.assetNo', 'data.link.unitId')
    const early = { energisedAt: '2026-11-17T10:00:00+08:00', link: { terminalAssetNo: 'NONE' } }
    await tell({ ...meter, data: { ...meter.data, ...early } }, 'data.energisedAt', 'data.link.terminalAssetNo')
  })

  it('has no work done before it was asked for', async () => {
    const input: SubmitInput = {
      ...{ kind: 'closing', accountNo: chen.accountNo, form: { lastDay: '2026-11-30' }, papers: [] },
    }
    const { id } = await submitApplication(monday(), input)
    await walk(at, id, [{ step: 'accept', version: 1, data: { papersSeen: true, papers: [{ kind: 'identity' }] } }])
    const meters = [{ pointNo: `${chen.accountNo}-1`, endRegisters: { importTotal: 5_000 } }]
    const data = { doneAt: '2026-11-15T23:59:00+08:00', person: 'clerk', meters }
    await expect(completeStep(wednesday(), id, { step: 'settlement', version: 2, data })).rejects.toMatchObject({
      issues: expect.arrayContaining([
        { path: 'data.doneAt', message: '现场作业时间不能早于申请日期 2026-11-16,请核对' },
      ]),
    })
    await withdrawApplication(wednesday(), id, { version: 2, reason: '不销了' })
  })

  it('hands over at no register of before it was accepted, as those days may be billed', async () => {
    const { applicant } = linXiaoman
    const input: SubmitInput = { kind: 'transfer', accountNo: chen.accountNo, applicant, form: {}, papers: [] }
    const { id } = await submitApplication(monday(), input)
    const papers = [{ kind: 'identity' as const }, { kind: 'property' as const }]
    await completeStep(wednesday(), id, { step: 'accept', version: 1, data: { papersSeen: true, papers } })
    const meters = [{ pointNo: `${chen.accountNo}-1`, endRegisters: { importTotal: 5_000 } }]
    const data = { doneAt: '2026-11-17T23:59:00+08:00', person: 'clerk', meters }
    await expect(completeStep(wednesday(), id, { step: 'settlement', version: 2, data })).rejects.toMatchObject({
      issues: expect.arrayContaining([
        { path: 'data.doneAt', message: expect.stringContaining('受理日期 2026-11-18') },
      ]),
    })
    await withdrawApplication(wednesday(), id, { version: 2, reason: '不过户了' })
  })

  it('sent back is done again, with its reason on record', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    const { accept, survey } = inputsFor(network)
    await walk(at, id, [accept, survey])
    await expect(returnStep(wednesday(), id, { version: 3, to: 'archive', reason: '误' })).rejects.toMatchObject({
      code: 'RETURN_NOT_ALLOWED',
    })
    const reason = '台区容量不足,重新勘查'
    const returned = await returnStep(wednesday(), id, { version: 3, to: 'survey', reason })
    expect(returned).toMatchObject({ openSteps: [{ step: 'survey' }], version: 4 })
    expect(returned.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'accept done',
      'survey done',
      'plan returned',
      'survey current',
      'plan ahead',
      'contract ahead',
      'meter-installation ahead',
      'archive ahead',
    ])
    expect(returned.events.at(-1)).toMatchObject({ kind: 'returned', step: 'plan', reason })
    expect(returned.next).toMatchObject({
      ...{ mayComplete: ['survey'], mayWithdraw: true, mayRefuse: true, maySuspend: true, mayResume: false },
      returnTargets: [{ step: 'survey', to: ['accept'] }],
    })
    const again = await completeStep(wednesday(), id, { ...survey, version: 4 })
    expect(again.clocks.filter(({ code }) => code === 'plan-answer')).toHaveLength(1)
  })

  it('goes overdue on the day after its limit and is found so', async () => {
    const { id } = await submitApplication(monday(), linXiaoman)
    const findOverdue = async (now: string) => {
      const { items } = await listApplications(at(now), { status: 'open', overdue: true, limit: 100 })
      return items.find((item) => item.id === id)
    }
    expect(await findOverdue('2026-11-17T23:59:00+08:00')).toBeUndefined()
    expect(await findOverdue('2026-11-18T00:00:00+08:00')).toMatchObject({
      nextDue: { code: 'acceptance', status: 'overdue', workingDaysLeft: -1 },
    })
  })

  it('is listed page by page and by step', async () => {
    const first = await listApplications(wednesday(), { limit: 2 })
    expect(first.items).toHaveLength(2)
    const rest = await listApplications(wednesday(), { limit: 100, cursor: first.nextCursor ?? '' })
    expect(rest.items[0]?.id).toBeLessThan(first.items[1]?.id ?? 0)
    const atAccept = await listApplications(wednesday(), { step: 'accept', limit: 100 })
    expect(new Set(atAccept.items.flatMap(({ openSteps }) => openSteps.map(({ step }) => step)))).toEqual(
      new Set(['accept']),
    )
  })

  it('is outside the sight of another county', async () => {
    const stranger = { ...wednesday(), scope: 'Y.' }
    expect((await listApplications(stranger, { limit: 10 })).items).toEqual([])
  })

  describe('of a customer online', () => {
    const online = (customerId = chen.customerId) =>
      database.ctx('2026-11-16T09:00:00+08:00', { roles: ['customer'], customerId, username: 'chen' })
    const end = { version: 1, reason: '暂不需要' }

    it('is his own to see and to withdraw, and nobody else’s', async () => {
      const application = await submitApplication(online(), linXiaoman)
      expect(application).toMatchObject({
        organisationName: '城关供电所',
        identityNumberMasked: '**************002X',
        phoneMasked: '*******1234',
        next: { mayComplete: [], mayWithdraw: true, mayRefuse: false, returnTargets: [] },
      })
      const { id } = application
      // Behind it what was taken at the counter about his account.
      expect((await listApplications(online(), { limit: 10 })).items[0]?.id).toBe(id)
      const agent = at('2026-11-17T00:00:00Z', 'agent')
      expect(await listOpenApplications(agent, { accountId: chen.accountId })).toMatchObject([{ id }])
      await expect(findApplication(online(chen.customerId + 1), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(refuseApplication(online(), id, end)).rejects.toMatchObject({ code: 'STEP_NOT_YOURS' })
      const withdrawn = await withdrawApplication(online(), id, end)
      expect(withdrawn).toMatchObject({ status: 'withdrawn', endReason: end.reason, nextDue: null, openSteps: [] })
      await expect(withdrawApplication(online(), id, end)).rejects.toMatchObject({ code: 'APPLICATION_ENDED' })
    })

    it('is refused by the office with its reason', async () => {
      const { id } = await submitApplication(online(), linXiaoman)
      const refused = await refuseApplication(monday(), id, { version: 1, reason: '该地址已有用电户' })
      expect(refused).toMatchObject({ status: 'refused', endReason: '该地址已有用电户' })
      expect(await findApplication(online(), id)).toMatchObject({ status: 'refused' })
    })

    it('with a wrong identity number is refused', async () => {
      const applicant = { name: '林小满', phone: '13900001234', identityNumber: '110105194912310021' }
      await expect(submitApplication(online(), { ...linXiaoman, applicant })).rejects.toMatchObject({
        code: 'DATA_IMPLAUSIBLE',
        issues: [{ path: 'applicant.identityNumber' }],
      })
    })
  })
})
