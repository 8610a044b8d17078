import { beforeAll, describe, expect, it } from 'vitest'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { editCalendar, findCalendarYear, previewCalendar } from '../../intake/clocks/calendar.ts'
import { type CalendarInput, calendarInput } from '../../intake/clocks/contract.ts'
import { completeStep } from '../../intake/steps.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'

const database = useDatabase()
const clerk = (now: string) => database.ctx(now, { roles: ['intake'], username: 'clerk' })
const manager = () => database.ctx('2026-11-18T12:00:00+08:00', { roles: ['manager'], username: 'manager' })
const holiday = { kind: 'holiday' as const, name: '临时放假', source: '企业通知', confirmed: true, spans: null }
const edit = (day: string, entry: CalendarInput['days'][number]['entry']): CalendarInput => ({
  days: [{ day, entry }],
  reason: '县政府通知',
})

describe('the work calendar', () => {
  // Accepted on Tuesday 17 November 2026: plan within 3 working days (the 20th), all of it within 5 (the 24th).
  let id = 0
  let passed = 0
  const clocksOf = async (which: number) => {
    const { clocks } = await findApplication(clerk('2026-11-18T12:00:00+08:00'), which)
    return Object.fromEntries(clocks.map(({ code, dueOn }) => [code, dueOn]))
  }

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-02T00:00:00Z'))
    passed = (await submitApplication(clerk('2026-11-12T09:00:00+08:00'), linXiaoman, ports)).id
    id = (await submitApplication(clerk('2026-11-16T09:00:00+08:00'), linXiaoman, ports)).id
    const accept = { step: 'accept' as const, version: 1, data: { papersSeen: true } }
    await completeStep(clerk('2026-11-17T09:00:00+08:00'), id, accept, ports)
  })

  it('says how many deadlines an edit would move, and moves none', async () => {
    const preview = await previewCalendar(manager(), edit('2026-11-19', holiday))
    expect(preview).toMatchObject({ movedDeadlines: 2, later: 2, earlier: 0 })
    expect(await clocksOf(id)).toMatchObject({ 'plan-answer': '2026-11-20', 'whole-process': '2026-11-24' })
  })

  it('moves what has not passed and lets be what has', async () => {
    expect(await clocksOf(passed)).toEqual({ acceptance: '2026-11-13' })
    await editCalendar(manager(), edit('2026-11-13', holiday))
    expect(await clocksOf(passed)).toEqual({ acceptance: '2026-11-13' })
    await editCalendar(manager(), edit('2026-11-19', holiday))
    expect(await clocksOf(id)).toMatchObject({ 'plan-answer': '2026-11-23', 'whole-process': '2026-11-25' })
    const { rows } = await database.pool.query('select next_due_on from application where id = $1', [id])
    expect(rows).toEqual([{ next_due_on: '2026-11-23' }])
  })

  it('takes a make-up workday of several spans up to 24:00, and a deadline follows the last of them', async () => {
    const spans = [
      { from: 480, to: 720 },
      { from: 1320, to: 1440 },
    ]
    const workday = { kind: 'workday' as const, name: '调休上班', source: '企业通知', confirmed: false, spans }
    await editCalendar(manager(), edit('2026-11-21', workday))
    expect(await clocksOf(id)).toMatchObject({ 'plan-answer': '2026-11-21', 'whole-process': '2026-11-24' })
    const { rows } = await database.pool.query(
      `select due_at from application_clock where application_id = $1 and code = 'plan-answer'`,
      [id],
    )
    expect(rows[0].due_at.toISOString()).toBe('2026-11-21T16:00:00.000Z')
  })

  it('goes back to what the weekday says, and keeps each edit with its reason', async () => {
    await editCalendar(manager(), edit('2026-11-21', null))
    expect(await clocksOf(id)).toMatchObject({ 'plan-answer': '2026-11-23' })
    const { changes, days } = await findCalendarYear(manager(), 2026)
    expect(changes.map(({ day, movedDeadlines }) => [day, movedDeadlines])).toEqual([
      ['2026-11-21', 2],
      ['2026-11-21', 2],
      ['2026-11-19', 2],
      ['2026-11-13', 0],
    ])
    expect(days.find(({ day }) => day === '2026-11-19')).toMatchObject({ name: '临时放假', confirmed: true })
    const audited = await database.pool.query(`select subject from audit_entry where action = 'work-calendar.changed'`)
    expect(audited.rows).toHaveLength(4)
  })

  it('lets two edits at once follow each other', async () => {
    const day = (name: string) => edit('2026-12-02', { ...holiday, name })
    await Promise.all([editCalendar(manager(), day('一')), editCalendar(manager(), day('二'))])
    const { days } = await findCalendarYear(manager(), 2026)
    expect(days.filter((each) => each.day === '2026-12-02')).toHaveLength(1)
  })
})

describe('an edit of the calendar names the field that is wrong', () => {
  const workday = (spans: { from: number; to: number }[]) => edit('2026-11-21', { ...holiday, kind: 'workday', spans })
  it.each([
    ['a day that does not exist', edit('2026-02-30', holiday), 'days.0.day'],
    [
      'spans that overlap',
      workday([
        { from: 480, to: 720 },
        { from: 700, to: 900 },
      ]),
      'days.0.entry.spans.1.from',
    ],
    ['a span that ends before it begins', workday([{ from: 720, to: 720 }]), 'days.0.entry.spans.0.to'],
    ['an end beyond 24:00', workday([{ from: 720, to: 1441 }]), 'days.0.entry.spans.0.to'],
    [
      'a holiday with working hours',
      edit('2026-11-21', { ...holiday, spans: [{ from: 0, to: 60 }] }),
      'days.0.entry.spans',
    ],
    ['no reason', { ...edit('2026-11-21', holiday), reason: ' ' }, 'reason'],
  ])('%s', (_name, input, path) => {
    const issues = calendarInput.safeParse(input).error?.issues.map((issue) => issue.path.join('.'))
    expect(issues).toEqual([path])
  })
})
