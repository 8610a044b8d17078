import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../db/department.ts'
import type { ApplicationDetail } from '../../intake/contract.ts'
import { createIntake } from '../../intake/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { png } from './files.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const PATH = '/api/intake/applications'
/** Both papers, in the clerk’s hands. */
const seen = { papersSeen: true, papers: [{ kind: 'identity' }, { kind: 'property' }] }
type Who = 'clerk' | 'surveyor' | 'chen'
const verbs: [name: string, who: Who, path: string, body: object, event: string][] = [
  ['suspended', 'clerk', 'suspension', { code: 'customer-not-ready', reason: '客户出差' }, 'suspended'],
  ['resumed', 'clerk', 'resumption', { reason: '客户返回' }, 'resumed'],
  ['given to somebody', 'clerk', 'assignments', { step: 'accept', holder: null, reason: '轮班' }, 'assigned'],
  ['told to the manager', 'clerk', 'escalation', { reason: '客户多次催促' }, 'escalated'],
  ['accepted', 'clerk', 'steps', { step: 'accept', opinion: '资料齐全', data: seen }, 'completed'],
  ['returned', 'surveyor', 'returns', { to: 'accept', reason: '地址不清' }, 'returned'],
  ['handed over', 'clerk', 'handover', { reason: '属地办理' }, 'handed-over'],
  ['refused', 'clerk', 'refusal', { reason: '无电源点' }, 'refused'],
]

describe('the files by which something is done about an application', () => {
  const database = useDatabase()
  let app: App
  let callers: Record<Who, Caller>
  let organisationId: number
  let width = 8

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-02T00:00:00Z')
    const { customerId } = await openChenGuilan(ctx, await layNetwork(ctx))
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T18:00:00+08:00')
    callers = {
      chen: await logInAs(app, database, { role: 'customer', organisationPath: 'X.', customerId }),
      clerk: await logInAs(app, database, { role: 'intake', organisationPath: 'X.' }),
      surveyor: await logInAs(app, database, { role: 'surveyor', organisationPath: 'X.' }),
    }
    const { rows } = await database.pool.query(`select id from organisation where path = 'X.'`)
    organisationId = Number(rows[0].id)
  })
  afterAll(() => app.close())

  const submit = async () => (await callers.chen('POST', PATH, linXiaoman)).body.id as number
  const see = async (who: Who, id: number) => (await callers[who]('GET', `${PATH}/${id}`)).body as ApplicationDetail
  const add = async (who: Who, id: number, kind: string) => {
    const file = { kind, name: `${kind}.png`, base64: png(++width, 8).toString('base64') }
    return (await callers[who]('POST', `${PATH}/${id}/attachments`, file)).body.id as number
  }
  const act = async (who: Who, id: number, path: string, body: object) => {
    const { version } = await see('clerk', id)
    const unit = path === 'handover' ? { organisationId } : {}
    return callers[who]('POST', `${PATH}/${id}/${path}`, { version, ...unit, ...body })
  }

  it('stand with each row of what was done, beside its opinion', async () => {
    const id = await submit()
    const [own, internal] = [await add('chen', id, 'property'), await add('clerk', id, 'other')]
    for (const [name, who, path, body, event] of verbs) {
      const answer = await act(who, id, path, { ...body, attachmentIds: [internal, own] })
      expect(answer, `${name}: ${JSON.stringify(answer.body)}`).toMatchObject({ status: 200 })
      const { reason, opinion = reason } = body as { reason?: string; opinion?: string }
      expect((await see('clerk', id)).events.at(-1)).toMatchObject({
        kind: event,
        reason: opinion,
        attachments: [
          { id: own, kind: 'property', name: 'property.png' },
          { id: internal, kind: 'other', name: 'other.png' },
        ],
      })
    }
  })

  it('are shown to a customer as far as they are his to see', async () => {
    const id = await submit()
    const [own, internal] = [await add('chen', id, 'property'), await add('clerk', id, 'other')]
    for (const [, who, path, body] of verbs) await act(who, id, path, { ...body, attachmentIds: [internal, own] })
    const { events } = await see('chen', id)
    const shown = events.filter(({ attachments }) => attachments.length > 0)
    expect(shown.map(({ kind }) => kind)).toEqual(['suspended', 'resumed', 'completed', 'returned', 'refused'])
    for (const { attachments } of shown) expect(attachments.map((file) => file.id)).toEqual([own])
    expect(events.find(({ kind }) => kind === 'completed')?.reason).toBeNull()
    await callers.clerk('PUT', `/api/intake/attachments/${internal}/opening`, { openToCustomer: true })
    expect((await see('chen', id)).events.at(-1)?.attachments).toHaveLength(2)
  })

  it('are of this application, or nothing is done', async () => {
    const [id, other] = [await submit(), await submit()]
    const foreign = await add('clerk', other, 'other')
    for (const [name, who, path, body] of verbs) {
      // What comes next in the table is open only when the ones before are done.
      const before = await see('clerk', id)
      const refused = await act(who, id, path, { ...body, attachmentIds: [foreign] })
      expect(refused, name).toMatchObject({ status: 400, body: { error: { code: 'ATTACHMENT_UNKNOWN' } } })
      expect(refused.body.error.issues).toMatchObject([{ path: 'attachmentIds.0' }])
      expect(await see('clerk', id)).toEqual(before)
      expect(await act(who, id, path, body), name).toMatchObject({ status: 200 })
    }
    await expect(
      database.pool.query(
        `insert into application_event_attachment (event_id, attachment_id, application_id)
         select max(id), $2, $1 from application_event where application_id = $1`,
        [id, foreign],
      ),
    ).rejects.toThrow('foreign key')
  })

  it('of a withdrawal are the customer’s own, not what the office keeps to itself', async () => {
    const id = await submit()
    const [own, internal] = [await add('chen', id, 'property'), await add('clerk', id, 'other')]
    const reason = '不装了'
    const refused = await act('chen', id, 'withdrawal', { reason, attachmentIds: [own, internal] })
    expect(refused.body.error).toMatchObject({ code: 'ATTACHMENT_UNKNOWN', issues: [{ path: 'attachmentIds.1' }] })
    const { body } = await act('chen', id, 'withdrawal', { reason, attachmentIds: [own] })
    expect(body.events.at(-1)).toMatchObject({ kind: 'withdrawn', reason, attachments: [{ id: own }] })
  })
})
