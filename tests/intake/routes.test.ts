import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { inputsFor, linXiaoman, ports } from './lin-xiaoman.ts'

describe('intake over HTTP', () => {
  const database = useDatabase()
  let app: App
  let network: Network
  let accountNo: string
  let chen: Caller
  let clerk: Caller
  let surveyor: Caller
  let agent: Caller

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    network = await layNetwork(ctx)
    const opened = await openChenGuilan(ctx, network)
    const { customerId } = opened
    accountNo = opened.accountNo
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    chen = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    surveyor = await logInAs(app, database, { role: 'surveyor', organisationPath: 'X.X1.' })
    agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  it('leads a customer’s application to an account', async () => {
    const submitted = await chen('POST', '/api/intake/applications', linXiaoman)
    expect(submitted).toMatchObject({ status: 201, body: { openSteps: [{ step: 'accept', role: 'intake' }] } })
    const url = `/api/intake/applications/${submitted.body.id}`
    const { accept, survey, ...rest } = inputsFor(network)
    rest.contract.data.signedOn = '2026-11-19'
    expect(await chen('POST', `${url}/steps`, accept)).toMatchObject({ status: 403 })
    const seen = { papersSeen: true, papers: [{ kind: 'identity' }, { kind: 'property' }] }
    expect(await clerk('POST', `${url}/steps`, { ...accept, data: seen })).toMatchObject({ status: 200 })
    const data = { ...survey.data, surveyedOn: '2026-11-19' }
    expect(await surveyor('POST', `${url}/steps`, { ...survey, data })).toMatchObject({ status: 200 })
    for (const input of Object.values(rest)) {
      const answer = await clerk('POST', `${url}/steps`, input)
      expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 })
    }
    const mine = await chen('GET', '/api/intake/applications')
    expect(mine.body.items).toMatchObject([{ status: 'archived', accountNo: expect.stringMatching(/^\d{13}$/) }])
    const own = await chen('GET', url)
    const dataOf = (step: string) => own.body.steps.find((row: { step: string }) => row.step === step).data
    expect(dataOf('plan')).toMatchObject({ phase: 'single' })
    expect(dataOf('survey')).toEqual({})
  })

  it('has every step done by those who hold it', async () => {
    const keeper = await logInAs(app, database, { role: 'acquisition', organisationPath: 'X.' })
    const check = { kind: 'meter-check', accountNo, form: { doubt: '走字偏快' }, papers: [{ kind: 'identity' }] }
    const { id } = (await clerk('POST', '/api/intake/applications', check)).body
    const url = `/api/intake/applications/${id}`
    expect(
      await clerk('POST', `${url}/steps`, { step: 'accept', version: 1, data: { papersSeen: true } }),
    ).toMatchObject({
      body: { openSteps: [{ step: 'meter-check', role: 'acquisition' }] },
    })
    expect((await keeper('GET', '/api/intake/applications?mine=true')).body.items).toMatchObject([{ id }])
    const data = { checkedOn: '2026-11-19', errorPercent: 0.4, passed: true, certificateNo: 'J-1' }
    expect(await keeper('POST', `${url}/steps`, { step: 'meter-check', version: 2, data })).toMatchObject({
      status: 200,
    })
  })

  it('refuses what is malformed with the path of the field', async () => {
    const applicant = { ...linXiaoman.applicant, phone: '12' }
    const answer = await chen('POST', '/api/intake/applications', { ...linXiaoman, applicant })
    expect(answer).toMatchObject({ status: 400, body: { error: { issues: [{ path: 'applicant.phone' }] } } })
  })

  it('sends back, withdraws and refuses at their own addresses', async () => {
    const first = await chen('POST', '/api/intake/applications', linXiaoman)
    const url = `/api/intake/applications/${first.body.id}`
    expect(await clerk('POST', `${url}/returns`, { version: 1, to: 'accept', reason: '无' })).toMatchObject({
      status: 409,
      body: { error: { code: 'RETURN_NOT_ALLOWED' } },
    })
    expect(await agent('POST', `${url}/refusal`, { version: 1, reason: '无权' })).toMatchObject({ status: 403 })
    expect(await chen('POST', `${url}/withdrawal`, { version: 1, reason: '不装了' })).toMatchObject({
      status: 200,
      body: { status: 'withdrawn' },
    })
    const second = await clerk('POST', '/api/intake/applications', linXiaoman)
    expect(
      await clerk('POST', `/api/intake/applications/${second.body.id}/refusal`, { version: 1, reason: '重复申请' }),
    ).toMatchObject({ status: 200, body: { status: 'refused', endReason: '重复申请' } })
    expect((await agent('GET', '/api/intake/applications?status=refused')).body.items).toHaveLength(1)
    expect(await clerk('GET', '/api/intake/choices')).toMatchObject({ status: 200 })
  })
})
