import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { png } from './files.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const PATH = '/api/intake/applications'
const { applicant } = linXiaoman

describe('what two customers of one application see of each other', () => {
  const database = useDatabase()
  let app: App
  let chen: Caller
  let lin: Caller
  let clerk: Caller
  let accountNo: string
  let id: number
  let now = '2026-11-19T23:30:00+08:00'

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    const network = await layNetwork(ctx)
    const given = await openChenGuilan(ctx, network)
    accountNo = given.accountNo
    const { name, identityNumber: idNumber, phone } = applicant
    const own = await openChenGuilan(ctx, network, {
      ...{ address: '幸福小区5幢301室', customer: { kind: 'person', name, idNumber, phone }, meter: undefined },
      contract: { contractNo: 'HT-LIN-0', signedOn: '2025-12-30' },
    } as Parameters<typeof openChenGuilan>[2])
    app = await serveAt(database, [createIntake(ports)], () => new Date(now))
    chen = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId: given.customerId })
    lin = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId: own.customerId })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    const call = (customerId: number, as: string) =>
      database.pool.query('update app_user set name = $2 where customer_id = $1', [customerId, as])
    await call(given.customerId, '陈桂兰')
    await call(own.customerId, name)
    const asked = { kind: 'transfer', accountNo, applicant, form: {}, papers: [{ kind: 'identity' }] }
    id = (await chen('POST', PATH, asked)).body.id
  })
  afterAll(() => app.close())

  const see = async (who: Caller, what = '') => JSON.stringify((await who('GET', `${PATH}/${id}${what}`)).body)

  it('is nothing of what the other wrote to the office', async () => {
    await chen('POST', `${PATH}/${id}/messages`, { body: '电费从我的卡上扣到哪天' })
    await lin('POST', `${PATH}/${id}/messages`, { body: '我的低保证要带吗' })
    await clerk('POST', `${PATH}/${id}/messages`, { body: '请双方到场' })
    expect(await see(clerk, '/messages')).toMatch(/陈桂兰.*我的卡.*林小满.*低保证.*双方到场/)
    expect(await see(chen, '/messages')).toMatch(/我的卡.*双方到场/)
    expect(await see(chen, '/messages')).not.toMatch(/林小满|低保证/)
    expect(await see(lin, '/messages')).toMatch(/低保证.*双方到场/)
    expect(await see(lin, '/messages')).not.toMatch(/陈桂兰|我的卡/)
  })

  it('is told which changes the account cannot have, and how it is supplied', async () => {
    const { body } = await chen('GET', `/api/intake/accounts/${accountNo}`)
    expect(body).toMatchObject({ accountNo, supply: 'low-residential' })
    expect(body.unfit).toContainEqual({ kind: 'pause', because: 'no-transformer' })
  })

  it('is asked for, and corrected, by who holds the account', async () => {
    const next = async (who: Caller) => (await who('GET', `${PATH}/${id}`)).body.next.mayCorrect
    expect([await next(chen), await next(lin), await next(clerk)]).toEqual([true, false, true])
  })

  it('is no name of the other in what was done', async () => {
    expect(await see(clerk)).toContain('陈桂兰')
    expect(await see(chen)).toContain('陈桂兰')
    expect(await see(lin)).not.toContain('陈桂兰')
  })

  it('is no file of the other, though it is the same, and he handed the application in', async () => {
    const card = { kind: 'identity', name: '林的身份证.png', base64: png(31).toString('base64') }
    expect((await lin('POST', `${PATH}/${id}/attachments`, card)).status).toBe(201)
    expect(await see(lin, '/attachments')).toContain('林的身份证')
    expect(await see(chen, '/attachments')).not.toContain('林的身份证')
    expect((await chen('POST', `${PATH}/${id}/attachments`, { ...card, name: '同一文件.png' })).status).toBe(201)
    expect(await see(chen, '/attachments')).toContain('同一文件')
    expect(await see(lin, '/attachments')).not.toContain('同一文件')
    expect((await lin('POST', `${PATH}/${id}/attachments`, card)).body.name).toBe('林的身份证.png')
  })

  it('is nothing of who was named by mistake before him', async () => {
    const wrong = { name: '王五一', identityNumber: '350524198001011233', phone: '13700001111' }
    const made = (await clerk('POST', PATH, { ...linXiaoman, applicant: wrong })).body
    const input = { version: 1, reason: '录错了申请人', applicant }
    expect((await clerk('POST', `${PATH}/${made.id}/corrections`, input)).status).toBe(200)
    const told = async (who: Caller) => (await who('GET', `${PATH}/${made.id}`)).body.corrections[0].before
    expect(await told(clerk)).toMatchObject({ applicantName: '王五一', phoneMasked: '*******1111' })
    expect(await told(lin)).toMatchObject({ applicantName: '***', phoneMasked: null, identityNumberMasked: null })
  })

  it('is the account with who holds it that day, on the last day of who gives it up too', async () => {
    const complete = async (step: string, data: object) => {
      const { version } = (await clerk('GET', `${PATH}/${id}`)).body
      expect(await clerk('POST', `${PATH}/${id}/steps`, { step, version, data })).toMatchObject({ status: 200 })
    }
    await complete('accept', { papersSeen: true, papers: [{ kind: 'property' }] })
    const meters = [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: 500 } }]
    await complete('settlement', { doneAt: now, person: 'intake', meters })
    await complete('contract', { contractNo: 'HT-SIDES', signedOn: '2026-11-19' })
    await complete('archive', {})
    const statuses = async () => {
      const asked = [chen, lin].map((who) => who('GET', `/api/intake/accounts/${accountNo}`))
      return (await Promise.all(asked)).map(({ status }) => status)
    }
    expect(await statuses()).toEqual([200, 404])
    now = '2026-11-20T00:00:00+08:00'
    expect(await statuses()).toEqual([404, 200])
  })
})
