import { beforeAll, describe, expect, it } from 'vitest'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { closeReminder, listReminders } from '../../intake/clocks/reminders.ts'
import { sweepClocks, warnOfClocks } from '../../intake/clocks/sweep.ts'
import { completeStep } from '../../intake/steps.ts'
import { listApplications } from '../../intake/worklist.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const database = useDatabase()
const clerk = (now: string) => database.ctx(now, { roles: ['intake'], username: 'clerk' })
const night = (day: string) => database.ctx(`${day}T00:15:00+08:00`)
const nothing = { warning: 0, breach: 0, escalation: 0, 'paper-overdue': 0, reminder: 0 }

beforeAll(async () => {
  const ctx = database.ctx('2026-01-02T00:00:00Z')
  const network = await layNetwork(ctx)
  await openChenGuilan(ctx, network, { temporaryUntil: '2027-01-15' })
})

describe('the sweep of clocks', () => {
  // Handed in on Monday 16 November 2026: to be accepted by Tuesday, accepted on Tuesday with a paper to come by Thursday.
  let id = 0
  const kindsOf = async () =>
    (await findApplication(clerk('2026-11-30T08:00:00+08:00'), id)).events.map((each) => each.kind)

  beforeAll(async () => {
    const papers = linXiaoman.papers?.slice(0, 1)
    id = (await submitApplication(clerk('2026-11-16T09:00:00+08:00'), { ...linXiaoman, papers } as never, ports)).id
  })

  it('warns once on the day on which acceptance ends, and says nothing of what is far away', async () => {
    expect(await warnOfClocks(database.ctx('2026-11-16T12:00:00+08:00'))).toBe(0)
    expect(await warnOfClocks(database.ctx('2026-11-17T08:05:00+08:00'))).toBe(1)
    expect(await warnOfClocks(database.ctx('2026-11-17T08:10:00+08:00'))).toBe(0)
    const { rows } = await database.pool.query('select notice, subject, due_on, holders from application_notice')
    expect(rows).toEqual([{ notice: 'warning', subject: 'acceptance', due_on: '2026-11-17', holders: [] }])
    const told = await database.pool.query(`select payload from event where kind = 'applications.noticed'`)
    expect(told.rows).toEqual([{ payload: { notice: 'warning', applicationIds: [id] } }])
  })

  it('records a breach once, and one working day later tells the manager', async () => {
    expect(await sweepClocks(night('2026-11-18'))).toMatchObject({ breach: 1, escalation: 1 })
    expect(await sweepClocks(night('2026-11-18'))).toEqual(nothing)
    expect(await kindsOf()).toEqual(['submitted', 'warned', 'breached', 'escalated'])
    const { items } = await listApplications(clerk('2026-11-18T08:00:00+08:00'), { escalated: true, limit: 10 })
    expect(items.map((each) => each.id)).toEqual([id])
  })

  it('goes on where it was broken off: two at once tell nothing twice', async () => {
    const another = await submitApplication(clerk('2026-11-16T09:00:00+08:00'), linXiaoman, ports)
    const both = await Promise.all([sweepClocks(night('2026-11-18')), sweepClocks(night('2026-11-18'))])
    expect(both[0].breach + both[1].breach).toBe(1)
    const { rows } = await database.pool.query(
      `select count(*)::int as breaches from application_notice where application_id = $1 and notice = 'breach'`,
      [another.id],
    )
    expect(rows).toEqual([{ breaches: 1 }])
  })

  it('tells of a deferred paper that did not come by its day, and not of one that came', async () => {
    const data = { papersSeen: true, deferredPapers: [{ kind: 'property', dueOn: '2026-11-19' }] }
    const clock = clerk('2026-11-18T10:00:00+08:00')
    await completeStep(clock, id, { step: 'accept', version: 1, data }, ports)
    expect(await sweepClocks(night('2026-11-19'))).toMatchObject({ 'paper-overdue': 0 })
    expect(await sweepClocks(night('2026-11-20'))).toMatchObject({ 'paper-overdue': 1 })
    expect(await sweepClocks(night('2026-11-20'))).toMatchObject({ 'paper-overdue': 0 })
    expect(await kindsOf()).toContain('paper-overdue')
  })

  it('follows its rules by the day on which they hold', async () => {
    await database.pool.query(`update clock_rule set valid_to = '2026-11-20' where notice = 'escalation'`)
    const late = await submitApplication(clerk('2026-11-16T09:00:00+08:00'), linXiaoman, ports)
    expect(await sweepClocks(night('2026-11-27'))).toMatchObject({ escalation: 0 })
    expect((await findApplication(clerk('2026-11-27T09:00:00+08:00'), late.id)).escalatedAt).toBeNull()
  })
})

describe('what ends soon', () => {
  const manager = (now: string) => database.ctx(now, { roles: ['manager'], username: 'manager' })

  it('opens a reminder of a temporary supply ten working days before its end, once', async () => {
    expect(await sweepClocks(night('2026-12-30'))).toMatchObject({ reminder: 0 })
    expect(await sweepClocks(night('2027-01-04'))).toMatchObject({ reminder: 1 })
    expect(await sweepClocks(night('2027-01-05'))).toMatchObject({ reminder: 0 })
    expect(await listReminders(manager('2027-01-05T09:00:00+08:00'))).toMatchObject({
      items: [{ subject: 'temporary-supply', endsOn: '2027-01-15', address: '幸福小区3幢502室', daysLeft: 10 }],
    })
  })

  it('is narrowed by what ends and by unit, and says which application asks for what comes next', async () => {
    const ctx = manager('2027-01-05T09:00:00+08:00')
    const listed = async (query: Parameters<typeof listReminders>[1]) => (await listReminders(ctx, query)).items.length
    const { rows } = await database.pool.query(`select id from organisation where path = 'X.X1.'`)
    expect(await listed({ subject: 'temporary-supply', organisationId: Number(rows[0].id) })).toBe(1)
    expect(await listed({ subject: 'pause' })).toBe(0)
    expect(await listed({ done: true })).toBe(0)
    await expect(listed({ organisationId: 999 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keeps who closed it and what was agreed; a second time it is gone', async () => {
    const ctx = manager('2027-01-05T09:00:00+08:00')
    const [reminder] = (await listReminders(ctx)).items
    await closeReminder(ctx, reminder?.id ?? 0, { note: '客户将申请延期' })
    expect(await listReminders(ctx)).toEqual({ items: [] })
    expect(await listReminders(ctx, { done: true })).toMatchObject({
      items: [{ note: '客户将申请延期', doneBy: 'manager' }],
    })
    await expect(closeReminder(ctx, reminder?.id ?? 0, { note: '再次' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
