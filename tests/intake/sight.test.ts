import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { hideOthers } from '../../intake/rules/comparison.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { png } from './files.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const PATH = '/api/intake/applications'

describe('what a customer sees', () => {
  const database = useDatabase()
  let app: App
  let chen: Caller
  let lin: Caller
  let clerk: Caller
  let agent: Caller
  let accountNo: string
  let now = '2026-11-19T23:50:00+08:00'
  const complete = async (id: number, step: string, data: object, opinion?: string) => {
    const { version } = (await clerk('GET', `${PATH}/${id}`)).body
    const answer = await clerk('POST', `${PATH}/${id}/steps`, { step, version, data, ...(opinion && { opinion }) })
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 })
    return answer.body
  }
  const titlesOf = async (who: Caller) =>
    (await who('GET', `/api/customers/accounts/${accountNo}/timeline`)).body.entries.map(
      ({ titleZh }: { titleZh: string }) => titleZh,
    )

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    const network = await layNetwork(ctx)
    const opened = await openChenGuilan(ctx, network)
    accountNo = opened.accountNo
    app = await serveAt(database, [createIntake(ports)], () => new Date(now))
    const { customerId } = opened
    chen = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId })
    clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  it('is never a whole identity number among papers, which nobody else sees either', async () => {
    const number = linXiaoman.applicant.identityNumber
    const papers = [
      { kind: 'identity', number, note: `与 ${number} 核对` },
      { kind: 'property', number: '不动产0001' },
    ]
    const { body } = await clerk('POST', PATH, { ...linXiaoman, papers })
    expect(body.papers).toMatchObject([
      { kind: 'identity', number: '**************002X', note: '与 **************002X 核对' },
      { kind: 'property', number: '不动产0001' },
    ])
    await complete(body.id, 'accept', { papersSeen: true, papers: [{ kind: 'other', number }] })
    const { rows } = await database.pool.query('select a.papers, s.data from application a, application_step s')
    expect(JSON.stringify(rows)).not.toContain(number)
    await clerk('POST', `${PATH}/${body.id}/withdrawal`, { version: 2, reason: '不装了' })
  })

  it('is no opinion of the office, nor what it told itself', async () => {
    const form = { to: '北墙外' }
    const { body } = await chen('POST', PATH, { kind: 'meter-move', accountNo, form, papers: [{ kind: 'identity' }] })
    const { id } = body
    await complete(id, 'accept', { papersSeen: true, papers: [{ kind: 'identity' }] }, '内部意见')
    await clerk('POST', `${PATH}/${id}/escalation`, { version: 2, reason: '疑似窃电' })
    const office = await clerk('GET', `${PATH}/${id}`)
    expect(JSON.stringify(office.body)).toMatch(/内部意见.*疑似窃电/)
    const own = await chen('GET', `${PATH}/${id}`)
    expect(JSON.stringify(own.body)).not.toMatch(/内部意见|疑似窃电/)
    expect(own.body.events.map(({ kind }: { kind: string }) => kind)).toEqual(['submitted', 'completed'])
    const ended = await clerk('POST', `${PATH}/${id}/withdrawal`, { version: 3, reason: '不移了' })
    expect(ended.status).toBe(200)
    expect((await chen('GET', `${PATH}/${id}`)).body.events.at(-1)).toMatchObject({ reason: '不移了' })
  })

  it('is what was taken at the counter for him, as for whoever applies under his number', async () => {
    const asked = { kind: 'closing', accountNo, form: { lastDay: '2026-11-30' }, papers: [{ kind: 'identity' }] }
    const { id } = (await clerk('POST', PATH, asked)).body
    const idsOf = async (who: Caller) => (await who('GET', PATH)).body.items.map((each: { id: number }) => each.id)
    expect(await idsOf(chen)).toContain(id)
    expect((await chen('GET', `${PATH}/${id}`)).status).toBe(200)
    const file = { kind: 'identity', name: 'a.png', base64: png(31).toString('base64') }
    expect((await chen('POST', `${PATH}/${id}/attachments`, file)).status).toBe(201)
    expect((await clerk('POST', `${PATH}/${id}/messages`, { body: '请来柜台' })).status).toBe(201)
    expect((await chen('POST', `${PATH}/${id}/withdrawal`, { version: 1, reason: '不销了' })).status).toBe(200)
    const strangers = (await clerk('POST', PATH, linXiaoman)).body
    expect(await idsOf(chen)).not.toContain(strangers.id)
    await clerk('POST', `${PATH}/${strangers.id}/withdrawal`, { version: 1, reason: '不装了' })
  })

  it('of a transfer is, on each side, that the other’s facts change, not what they say', () => {
    const of = (field: 'customer' | 'payment' | 'contractNo', before: string | null, after: string | null) => {
      return { accountNo: '1', thing: 'account' as const, name: null, field, before, after, from: '2026-11-20' }
    }
    const rows = [
      of('customer', '陈桂兰', '林小满'),
      of('payment', '工商银行 4567 陈大伟', null),
      of('contractNo', 'HT-1', 'HT-2'),
    ]
    const told = (reader: 'old' | 'new' | null) =>
      hideOthers(rows, reader).map(({ before, after }) => `${before} → ${after}`)
    expect(told('old')).toEqual(['陈桂兰 → ***', '工商银行 4567 陈大伟 → null', 'HT-1 → HT-2'])
    expect(told('new')).toEqual(['*** → 林小满', '*** → null', 'HT-1 → HT-2'])
    expect(hideOthers(rows, null)).toEqual(rows)
  })

  it('of an account that was transferred to him is nothing of its former owner’s time', async () => {
    const { applicant } = linXiaoman
    const asked = {
      kind: 'transfer',
      accountNo,
      applicant,
      form: {},
      papers: [{ kind: 'identity' }, { kind: 'property' }],
    }
    const { id } = (await clerk('POST', PATH, asked)).body
    await complete(id, 'accept', { papersSeen: true })
    const meters = [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: 500 } }]
    await complete(id, 'settlement', { doneAt: now, person: 'intake', meters })
    await complete(id, 'contract', { contractNo: 'HT-SIGHT', signedOn: '2026-11-19' })
    const before = (await titlesOf(chen)).length
    await database.pool.query(
      `insert into allowance_term (account_id, kind, certificate_no, valid_from, known_from, changed_by, reason, case_ref)
       select id, 'low-income', 'DB-1', '2026-01-01', '2026-01-02', 'test', '低保', 'test' from account where account_no = $1`,
      [accountNo],
    )
    now = '2026-11-20T00:10:00+08:00'
    await complete(id, 'archive', {})
    const { rows } = await database.pool.query(`select id from customer where name = '林小满'`)
    const tell = (at: string, subject: string, detail: object) =>
      database.pool.query(
        `insert into timeline_entry (account_id, at, kind, subject, title_zh, title_en, detail)
         select id, $2, 'bill', $3, $3, $3, $4 from account where account_no = $1`,
        [accountNo, at, subject, JSON.stringify(detail)],
      )
    await tell('2026-12-02T09:00:00+08:00', '前户末次账单', { periodTo: '2026-11-20' })
    await tell('2026-12-02T09:00:00+08:00', '新户账单', { periodTo: '2026-12-01' })
    lin = await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId: Number(rows[0].id) })
    const compared = async (who: Caller) => {
      const { rows: shown } = (await who('GET', `${PATH}/${id}/comparison`)).body
      const told = ({ field, before: old, after }: { field: string; before: string; after: string }) => [
        field,
        [old, after],
      ]
      return Object.fromEntries(shown.map(told))
    }
    expect(await compared(clerk)).toMatchObject({ customer: ['陈桂兰', '林小满'], allowance: ['low-income', null] })
    expect(await compared(lin)).toMatchObject({ customer: ['***', '林小满'], allowance: ['***', null] })
    expect(JSON.stringify((await lin('GET', `${PATH}/${id}`)).body)).not.toContain('陈桂兰')
    const whole = await titlesOf(agent)
    expect(whole.length).toBeGreaterThan(before)
    expect((await lin('GET', PATH)).body.items.map((each: { id: number }) => each.id)).toContain(id)
    expect((await lin('GET', PATH)).body.items).not.toContainEqual(expect.objectContaining({ kind: 'closing' }))
    const seen = await titlesOf(lin)
    expect(seen).toContain('新户账单')
    expect(seen).not.toContain('前户末次账单')
    expect(seen.filter((title: string) => title.includes('新装') || title.includes('开户'))).toEqual([])
    expect((await chen('GET', `/api/customers/accounts/${accountNo}/timeline`)).status).toBe(404)
  })
})
