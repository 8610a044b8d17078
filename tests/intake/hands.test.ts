import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { flows, latestFlow } from '../../intake/flows/all.ts'
import { acceptApplications } from '../../intake/hands/batch.ts'
import { escalateApplication, handOverApplication } from '../../intake/hands/hands.ts'
import { askMigration, reviewMigration } from '../../intake/hands/migrations.ts'
import { findHands, listMigrations } from '../../intake/hands/views.ts'
import { assignStep } from '../../intake/holds.ts'
import { completeStep } from '../../intake/steps.ts'
import { listApplications } from '../../intake/worklist.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const database = useDatabase()
const at = (username: string, role: 'intake' | 'manager' | 'surveyor', scope = '') => ({
  ...database.ctx('2026-11-17T09:00:00+08:00', { roles: [role], username }),
  scope,
})
const clerk = (scope = '') => at('clerk', 'intake', scope)
const submit = async () => (await submitApplication(clerk('X.'), linXiaoman, ports)).id
const accept = { step: 'accept' as const, version: 1, data: { papersSeen: true } }

beforeAll(() => layNetwork(database.ctx('2026-01-02T00:00:00Z')).then(() => undefined))
// Other files share the process: the flow that is added here goes with these tests.
const shipped = [...flows]
afterAll(() => void flows.splice(0, flows.length, ...shipped))

describe('an application goes to other hands:', () => {
  it('told to the manager, with its reason, it is on his list', async () => {
    const id = await submit()
    const told = await escalateApplication(clerk('X.'), id, { version: 1, reason: '客户多次催促' })
    expect(told).toMatchObject({ version: 2, escalatedAt: expect.any(String) })
    expect(told.events.at(-1)).toMatchObject({ kind: 'escalated', reason: '客户多次催促' })
    const { items } = await listApplications(at('manager', 'manager'), { escalated: true, limit: 10 })
    expect(items.map((item) => item.id)).toEqual([id])
    await expect(escalateApplication(clerk(), id, { version: 1, reason: '再次' })).rejects.toMatchObject({
      code: 'STALE_VERSION',
    })
    await expect(escalateApplication(at('s', 'surveyor'), id, { version: 2, reason: '无' })).rejects.toMatchObject({
      code: 'STEP_NOT_YOURS',
    })
  })

  it('only as whoever holds it, or the manager, may do', async () => {
    const id = await submit()
    const units = [{ name: '城关供电所', kind: 'station' }]
    expect(await findHands(clerk('X.'), id)).toMatchObject({ mayEscalate: true, units, newerVersions: [] })
    expect(await findHands(at('manager', 'manager'), id)).toMatchObject({ mayEscalate: true, units })
    expect(await findHands(at('s', 'surveyor'), id)).toMatchObject({ mayEscalate: false, units: [] })
    const user = { password: 'a long enough password', roles: ['intake' as const] }
    await addUser(clerk(), { ...user, username: 'wu', name: '小吴', organisationPath: 'X.X1.' })
    await addUser(clerk(), { ...user, username: 'sun', name: '小孙', organisationPath: 'X.' })
    const people = [{ username: 'sun', name: '小孙' }]
    const { assignable } = await findHands(clerk('X.'), id)
    expect(assignable).toEqual([{ step: 'accept', title: expect.anything(), holder: null, people }])
    await assignStep(clerk('X.'), id, { version: 1, step: 'accept', holder: 'sun', reason: '片区' })
    expect((await findHands(clerk('X.'), id)).assignable).toMatchObject([{ step: 'accept', holder: 'sun' }])
    expect((await findHands(at('s', 'surveyor'), id)).assignable).toEqual([])
    await expect(findHands(clerk('Y.'), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('handed over to a station, its people see it and others do not', async () => {
    const id = await submit()
    const station = await database.pool.query(`select id from organisation where path = 'X.X1.'`)
    const organisationId = Number(station.rows[0].id)
    expect((await listApplications(clerk('X.X1.'), { limit: 10 })).items).toEqual([])
    await expect(
      handOverApplication(clerk(), id, { version: 1, organisationId: 999, reason: '无' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const answer = await handOverApplication(clerk(), id, { version: 1, organisationId, reason: '属地办理' })
    expect(answer).toMatchObject({ organisationName: '城关供电所' })
    const { items } = await listApplications(clerk('X.X1.'), { handedOver: true, limit: 10 })
    expect(items).toMatchObject([{ id, organisationName: '城关供电所', handedOverAt: expect.any(String) }])
    expect((await findApplication(clerk(), id)).events.at(-1)).toMatchObject({
      kind: 'handed-over',
      reason: '属地办理',
    })
    const filtered = await listApplications(clerk(), { organisationId, limit: 10 })
    expect(filtered.items.map((item) => item.id)).toEqual([id])
    const audited = await database.pool.query(`select detail from audit_entry where action = 'application.handed-over'`)
    expect(audited.rows).toHaveLength(1)
  })
})

describe('a running application goes to a newer version of its flow', () => {
  const first = latestFlow('low-voltage-residential')
  const [acceptance, ...others] = first.steps
  const second = {
    ...first,
    version: first.version + 1,
    // The plan is approved by the manager before it is answered.
    steps: [acceptance, ...others].flatMap((rule) => {
      if (rule?.step !== 'plan') return rule ? [rule] : []
      const review = { step: 'plan-review' as const, roles: ['manager'] as [string], after: ['survey' as const] }
      return [
        { ...review, papers: [], returnTo: [] },
        { ...rule, after: ['plan-review' as const] },
      ]
    }),
  }
  beforeAll(() => void flows.push(second))
  const ask = { version: 2, toVersion: second.version, reason: '新版流程增加方案审批' }
  const approve = { version: 2, decision: 'approved' as const, opinion: '同意' }

  it('when a second person agrees; what was done stays done', async () => {
    const id = (await submitApplication(clerk('X.'), linXiaoman, ports)).id
    await database.pool.query('update application set flow_version = $2 where id = $1', [id, first.version])
    await completeStep(clerk(), id, accept, ports)
    const manager = at('manager', 'manager')
    await expect(askMigration(manager, id, { ...ask, toVersion: 99 })).rejects.toMatchObject({
      code: 'FLOW_VERSION_UNKNOWN',
    })
    expect(await findHands(manager, id)).toMatchObject({ newerVersions: [second.version], migration: null })
    expect(await findHands(clerk(), id)).toMatchObject({ newerVersions: [] })
    await askMigration(manager, id, ask)
    const waits = { askedBy: 'manager', toVersion: second.version, reason: ask.reason }
    expect(await findHands(manager, id)).toMatchObject({ newerVersions: [], migration: { ...waits, isMine: false } })
    const waiting = await listMigrations(at('deputy', 'manager', 'X.'))
    expect(waiting.items).toMatchObject([{ ...waits, applicationId: id, isMine: true }])
    expect((await listMigrations(at('deputy', 'manager', 'Y.'))).items).toEqual([])
    await expect(askMigration(manager, id, ask)).rejects.toMatchObject({ code: 'MIGRATION_ASKED' })
    await expect(reviewMigration(manager, id, approve)).rejects.toMatchObject({ code: 'OWN_REQUEST' })
    expect((await findApplication(clerk(), id)).flowVersion).toBe(first.version)
    const moved = await reviewMigration(at('deputy', 'manager'), id, approve)
    expect(moved).toMatchObject({ flowVersion: second.version, version: 3, openSteps: [{ step: 'survey' }] })
    expect(moved.steps.map(({ step }) => step)).toContain('plan-review')
    expect(moved.events.at(-1)).toMatchObject({ kind: 'migrated', reason: ask.reason })
    const { rows } = await database.pool.query(
      `select action from audit_entry where action like 'application.migration%' order by id`,
    )
    expect(rows.map(({ action }) => action)).toEqual(['application.migration-asked', 'application.migration-approved'])
  })

  it('and stays with the one that it began with when it is rejected', async () => {
    const id = await submit()
    await database.pool.query('update application set flow_version = $2 where id = $1', [id, first.version])
    await askMigration(at('manager', 'manager'), id, { ...ask, version: 1 })
    const kept = await reviewMigration(at('deputy', 'manager'), id, { ...approve, version: 1, decision: 'rejected' })
    expect(kept).toMatchObject({ flowVersion: first.version, version: 1 })
  })
})

describe('many applications are accepted at once', () => {
  it('each with its own outcome: one that is refused stops none', async () => {
    const [one, stale, other] = [await submit(), await submit(), await submit()]
    const applications = [
      { id: one, version: 1 },
      { id: stale, version: 7 },
      { id: 999_999, version: 1 },
      { id: other, version: 1 },
    ]
    const { items } = await acceptApplications(clerk('X.'), { applications }, ports)
    expect(items.map(({ accepted, code }) => [accepted, code])).toEqual([
      [true, null],
      [false, 'STALE_VERSION'],
      [false, 'NOT_FOUND'],
      [true, null],
    ])
    expect((await findApplication(clerk(), other)).openSteps).toMatchObject([{ step: 'survey' }])
  })

  it('and those that end first are listed first, page by page', async () => {
    const seen: (string | null)[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof listApplications>> = await listApplications(clerk(), {
        ...{ status: 'open', sort: 'due', limit: 2 },
        ...(cursor ? { cursor } : {}),
      })
      seen.push(...page.items.map(({ nextDue }) => nextDue?.dueOn ?? null))
      cursor = page.nextCursor
    }
    expect(seen.length).toBeGreaterThan(4)
    expect(seen).toEqual(seen.toSorted())
  })
})
