import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { civilDay } from '../../db/time.ts'
import type { Span, WorkCalendar } from '../rules/work-time.ts'
import {
  listCalendarChanges,
  listCalendarDays,
  listRunningClocks,
  listWeek,
  lockCalendar,
  type MovedClock,
  moveClocks,
  type Running,
  setCalendarDays,
} from '../sql/calendar.ts'
import { readCalendar } from '../sql/clocks.ts'
import { findDue } from './clocks.ts'
import type { CalendarInput, calendarPreview, calendarYear } from './contract.ts'

type Preview = z.infer<typeof calendarPreview>
const EXAMPLES = 10

/** The holidays and make-up workdays of a year, where each comes from, and who changed them last. */
export async function findCalendarYear(ctx: Ctx, year: number): Promise<z.infer<typeof calendarYear>> {
  const [from, to] = [`${year}-01-01`, `${year + 1}-01-01`]
  const changes = await listCalendarChanges(ctx, from, to)
  return {
    year,
    week: (await listWeek(ctx)).map(({ spans }) => spans),
    days: await listCalendarDays(ctx, from, to),
    changes: changes.map((change) => ({ ...change, changedAt: change.changedAt.toISOString() })),
  }
}

/** How many deadlines an edit would move; it changes nothing. */
export async function previewCalendar(ctx: Ctx, { days }: CalendarInput): Promise<Preview> {
  return describe((await recompute(ctx, days)).moves)
}

/** Edits days of the calendar: deadlines that have not passed are computed anew with it, those that passed stay. */
export function editCalendar(ctx: Ctx, { days, reason }: CalendarInput): Promise<Preview> {
  return transact(ctx, async (inner) => {
    await lockCalendar(inner)
    const { moves } = await recompute(inner, days)
    await setCalendarDays(inner, days, { reason, movedDeadlines: moves.length })
    if (moves.length > 0) {
      await moveClocks(
        inner,
        moves.map(({ after }) => after),
      )
    }
    for (const { day, entry } of days) {
      await recordAudit(inner, {
        action: 'work-calendar.changed',
        subject: `work-calendar:${day}`,
        detail: { kind: entry?.kind ?? null, spans: entry?.spans ?? null, movedDeadlines: moves.length },
      })
    }
    return describe(moves)
  })
}

type Move = { before: Running; after: MovedClock }

async function recompute(ctx: Ctx, days: CalendarInput['days']): Promise<{ moves: Move[] }> {
  const calendar = withEdits(await readCalendar(ctx), days)
  const running = await listRunningClocks(
    ctx,
    days.map(({ day }) => day),
    civilDay(ctx.now),
  )
  const moves = running.flatMap((before): Move[] => {
    const { applicationId, code } = before
    const due = findDue(before, calendar)
    if (due.dueAt?.getTime() === before.dueAt?.getTime() && due.dueOn === before.dueOn) return []
    return [{ before, after: { applicationId, code, ...due } }]
  })
  return { moves }
}

function withEdits({ week, days }: WorkCalendar, edits: CalendarInput['days']): WorkCalendar {
  const edited = new Map<string, Span[]>(days)
  for (const { day, entry } of edits) {
    if (entry === null) edited.delete(day)
    else edited.set(day, entry.kind === 'holiday' ? [] : (entry.spans ?? week[1] ?? []))
  }
  return { week, days: edited }
}

function describe(moves: Move[]): Preview {
  const dayOf = ({ after }: Move) => after.dueOn ?? ''
  return {
    movedDeadlines: moves.length,
    earlier: moves.filter((move) => dayOf(move) < move.before.dueOn).length,
    later: moves.filter((move) => dayOf(move) > move.before.dueOn).length,
    examples: moves.slice(0, EXAMPLES).map((move) => ({
      applicationNo: move.before.applicationNo,
      clock: move.before.code,
      from: move.before.dueOn,
      to: dayOf(move),
    })),
  }
}
