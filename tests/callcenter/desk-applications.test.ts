import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { wireApplications } from '../../callcenter/applications/applications.ts'
import {
  answerContact,
  closeContact,
  findContact,
  hangUpCall,
  openContact,
  receiveCall,
} from '../../callcenter/contacts.ts'
import { checkCode, sendIdentityCode } from '../../callcenter/identity/checks.ts'
import { callcenter } from '../../callcenter/index.ts'
import type { Role } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import type { App } from '../../db/department.ts'
import { addPapers } from '../../intake/holds.ts'
import { createIntake, submitApplication } from '../../intake/index.ts'
import { linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { completeSent } from '../intake/sent.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { type Seat, seat } from './desk.ts'

const NOW = '2026-03-10T09:00:00+08:00'
const PHONE = '13800138000'

describe('an application that an agent hands in for whom he talks to', () => {
  const database = useDatabase()
  let app: App
  let agent: Caller
  let me: Seat
  let accountNo: string
  let accountId: number
  let otherNo: string
  let calls = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    ;({ accountNo, accountId } = await openChenGuilan(ctx, network))
    const other = await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name: '林小满', idNumber: '350524199001011238', phone: '13900139000' },
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
      meter: undefined,
    })
    otherNo = other.accountNo
    wireApplications((inner, input, came) => submitApplication(inner, input, ports, came))
    app = await serveAt(database, [createIntake(ports), callcenter], NOW)
    agent = await logInAs(app, database, { role: 'agent', organisationPath: 'X.' })
    const { rows } = await database.pool.query(`select id from app_user where username = 'agent'`)
    const roles: Role[] = ['agent']
    const actor = { id: rows[0].id, username: 'agent', name: 'agent', roles, customerId: null }
    me = { id: rows[0].id, at: (now) => ({ ...database.ctx(now), scope: 'X.', actor }) }
  })
  afterAll(() => app.close())
  beforeEach(() => emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message', 'application'))

  /** Somebody rings; `sure`: he told the code that was sent to the number on file. */
  async function talk({ phone = PHONE, sure = false } = {}): Promise<number> {
    await setMyState(me.at(NOW), { state: 'ready' })
    const call = { callId: `apply-${++calls}`, callerPhone: phone }
    const { contactId } = await receiveCall(database.ctx(NOW), call)
    const { id } = await answerContact(me.at(NOW), contactId ?? 0)
    if (!sure) return id
    await sendIdentityCode(me.at(NOW), id)
    const { rows } = await database.pool.query('select body from message order by id desc limit 1')
    const code = /\d{6}/.exec(decryptText(rows[0].body))?.[0] ?? ''
    expect((await checkCode(me.at(NOW), id, code)).passed).toBe(true)
    return id
  }
  const path = (id: number) => `/api/callcenter/contacts/${id}/applications`
  const move = () => ({ kind: 'meter-move', accountNo, form: { to: '北墙外' }, papers: [{ kind: 'identity' }] })
  const count = async () => Number((await database.pool.query('select count(*) from application')).rows[0].count)

  test('is taken in with its contact, stands in the file at once, in the contact, in its events and on the audit record', async () => {
    const id = await talk({ sure: true })
    const made = await agent('POST', path(id), move())
    expect(made).toMatchObject({ status: 201, body: { applicationNo: expect.stringMatching(/^YK/) } })
    const { applicationNo } = made.body
    const file = await agent('GET', `/api/callcenter/accounts/${accountNo}`)
    expect(file.body.openApplications.value).toMatchObject([{ applicationNo, kind: 'meter-move' }])
    const contact = await findContact(me.at(NOW), id)
    expect(contact.applications).toMatchObject([{ applicationNo, kindTitle: { zh: '移表' } }])
    const { rows: events } = await database.pool.query(
      `select detail from contact_event where contact_id = $1 and kind = 'application-handed-in'`,
      [id],
    )
    expect(events).toEqual([{ detail: { applicationNo, kind: 'meter-move' } }])
    const { rows: audited } = await database.pool.query(
      `select subject, detail from audit_entry where action = 'contact.application-handed-in' order by id desc limit 1`,
    )
    expect(audited).toMatchObject([{ subject: `contact:${contact.contactNo}`, detail: { applicationNo, accountId } }])
    expect(await agent('GET', `/api/intake/applications/${made.body.id}`)).toMatchObject({
      body: { channel: 'desk', contactNo: contact.contactNo, papers: [{ kind: 'identity', proof: null }] },
    })
  })

  test('has no paper that anybody has seen: it is not accepted before they are there', async () => {
    const { body } = await agent('POST', path(await talk({ sure: true })), move())
    const clerk = await seat(database, 'zhou', { roles: ['intake'] })
    const accept = () => completeSent(clerk.at(NOW), { id: body.id, step: 'accept', data: { papersSeen: true } }, ports)
    await expect(accept()).rejects.toMatchObject({ code: 'PAPERS_MISSING' })
    await addPapers(clerk.at(NOW), body.id, { version: 1, papers: [{ kind: 'identity' }] })
    expect((await accept()).status).toBe('open')
  })

  test('of an account is refused before it is sure who speaks, of another account, and of none', async () => {
    const id = await talk()
    const refused = (code: string) => ({ body: { error: { code } } })
    expect(await agent('POST', path(id), move())).toMatchObject(refused('IDENTITY_TOO_LOW'))
    expect(await agent('GET', `/api/callcenter/contacts/${id}/application-offer`)).toMatchObject({
      body: { accountNo, level: 'number', needs: 'code', units: [] },
    })
    expect(await agent('POST', path(id), { ...move(), accountNo: otherNo })).toMatchObject(
      refused('ACCOUNT_NOT_CHOSEN'),
    )
    await closeContact(me.at(NOW), id, {
      category: 'other',
      summary: '未核验',
      version: (await findContact(me.at(NOW), id)).version,
    })
    expect(await agent('POST', path(id), move())).toMatchObject(refused('CONTACT_CHANGED'))
    const stranger = await talk({ phone: '13700000000' })
    expect(await agent('POST', path(stranger), move())).toMatchObject(refused('ACCOUNT_NOT_CHOSEN'))
    expect(await count()).toBe(0)
  })

  test('is handed in after the line has ended, until the contact is written up', async () => {
    const id = await talk({ sure: true })
    await hangUpCall(database.ctx(NOW), `apply-${calls}`)
    expect((await findContact(me.at(NOW), id)).state).toBe('unwritten')
    expect(await agent('POST', path(id), move())).toMatchObject({ status: 201 })
  })

  test('is not handed in where nobody is at the other end, though nothing of the file is masked there', async () => {
    await setMyState(me.at(NOW), { state: 'away', reason: 'break' })
    const { id } = await openContact(me.at(NOW), { channel: 'note', accountNo })
    expect(await agent('POST', path(id), move())).toMatchObject({ body: { error: { code: 'IDENTITY_TOO_LOW' } } })
  })

  test('of a contact in another agent’s hand, or of nobody’s, is refused', async () => {
    const id = await talk({ sure: true })
    const colleague = await logInAs(app, database, { role: 'agent', organisationPath: 'X.', username: 'colleague' })
    expect(await colleague('POST', path(id), move())).toMatchObject({ body: { error: { code: 'CONTACT_CHANGED' } } })
    expect(await agent('POST', path(999_999), move())).toMatchObject({ status: 404 })
    const clerk = await logInAs(app, database, { role: 'intake', organisationPath: 'X.' })
    expect(await clerk('POST', path(id), move())).toMatchObject({ status: 403 })
  })

  test('of a kind that the desk does not take is refused, and so it is from the day on which the rule says so', async () => {
    const id = await talk({ sure: true })
    const refused = { status: 403, body: { error: { code: 'KIND_NOT_AT_DESK' } } }
    const section = {
      kind: 'section-change',
      form: { sectionNo: 'CB1', accountNos: [accountNo], from: '2026-04-01', why: '调整' },
    }
    expect(await agent('POST', path(id), section)).toMatchObject(refused)
    const merge = { kind: 'merge', accountNo, form: { otherAccountNos: [otherNo] } }
    expect(await agent('POST', path(id), merge)).toMatchObject(refused)
    const payment = { kind: 'payment-change', accountNo, form: { method: 'self' } }
    expect(await agent('POST', path(id), payment)).toMatchObject(refused)
    await database.pool.query(`update desk_application_kind set taken = false where kind = 'meter-move'`)
    expect(await agent('POST', path(id), move())).toMatchObject(refused)
    await database.pool.query(`update desk_application_kind set taken = true where kind = 'meter-move'`)
    const { body } = await agent('GET', `/api/callcenter/contacts/${id}/application-offer`)
    expect(body.needs).toBeNull()
    const taken = body.kinds.filter((each: { taken: boolean }) => each.taken).map(({ kind }: { kind: string }) => kind)
    expect(taken).toContain('meter-move')
    for (const never of ['transfer', 'split', 'payment-change', 'merge', 'cut-over', 'ratio-correction'])
      expect(taken).not.toContain(never)
  })

  test('comes back with intake’s own refusal and its field, and leaves nothing', async () => {
    const id = await talk({ sure: true })
    const bad = { ...linXiaoman, applicant: { ...linXiaoman.applicant, identityNumber: '110105194912310021' } }
    expect(await agent('POST', path(id), bad)).toMatchObject({
      body: { error: { code: 'DATA_IMPLAUSIBLE', issues: [{ path: 'applicant.identityNumber' }] } },
    })
    expect(await agent('POST', path(id), { ...move(), form: {} })).toMatchObject({
      status: 400,
      body: { error: { issues: [{ path: 'form.to' }] } },
    })
    expect(await agent('POST', path(id), move())).toMatchObject({ status: 201 })
    expect(await agent('POST', path(id), move())).toMatchObject({ body: { error: { code: 'APPLICATION_OPEN' } } })
    expect((await findContact(me.at(NOW), id)).applications).toHaveLength(1)
  })

  test('of a new supply is taken for a caller of whom nobody knows who he is', async () => {
    const id = await talk({ phone: '13700000000' })
    const made = await agent('POST', path(id), linXiaoman)
    expect(made).toMatchObject({ status: 201, body: { kindTitle: { zh: '低压居民新装' } } })
    expect((await findContact(me.at(NOW), id)).applications).toMatchObject([{ id: made.body.id }])
    expect(await agent('GET', `/api/intake/applications/${made.body.id}`)).toMatchObject({
      body: {
        applicantName: '林小满',
        papers: [
          { kind: 'identity', proof: null },
          { kind: 'property', proof: null },
        ],
      },
    })
  })

  test('of a new supply names its unit where the agent’s desk serves several', async () => {
    const organisations = [
      { path: 'P.', kind: 'city' as const, name: '示例市公司' },
      { path: 'P.1.', kind: 'county' as const, name: '长泰县供电公司' },
      { path: 'P.2.', kind: 'county' as const, name: '龙海县供电公司' },
    ]
    await bringNetwork(database.ctx(NOW), { organisations }, new Date('2024-01-01T00:00:00+08:00'))
    const city = await logInAs(app, database, { role: 'agent', organisationPath: 'P.', username: 'city' })
    await city('PUT', '/api/callcenter/agents/me/state', { state: 'away', reason: 'break' })
    const { id } = (await city('POST', '/api/callcenter/contacts', { channel: 'counter' })).body
    const { body } = await city('GET', `/api/callcenter/contacts/${id}/application-offer`)
    expect(body.units.map(({ name }: { name: string }) => name)).toEqual(['长泰县供电公司', '龙海县供电公司'])
    expect(await city('POST', path(id), linXiaoman)).toMatchObject({ body: { error: { code: 'ORGANISATION_NEEDED' } } })
    const made = await city('POST', path(id), { ...linXiaoman, organisationId: body.units[1].id })
    expect(made.status).toBe(201)
    // At a counter of the desk, too, its agent has seen nothing.
    expect(await city('GET', `/api/intake/applications/${made.body.id}`)).toMatchObject({
      body: { organisationName: '龙海县供电公司', papers: [{ proof: null }, { proof: null }] },
    })
  })

  test('outlives its contact, and says how others came', async () => {
    const id = await talk({ sure: true })
    const { body } = await agent('POST', path(id), move())
    await emptyTables(database, 'contact')
    expect(await agent('GET', `/api/intake/applications/${body.id}`)).toMatchObject({ body: { channel: 'desk' } })
    const clerk = await seat(database, 'qian', { roles: ['intake'] })
    const doubt = { kind: 'meter-check' as const, accountNo, form: { doubt: '走得快' }, papers: [] }
    expect(await submitApplication(clerk.at(NOW), doubt, ports)).toMatchObject({ channel: 'counter', contactNo: null })
  })
})
