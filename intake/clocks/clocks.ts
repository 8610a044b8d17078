import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { ClockRule, Flow, State } from '../rules/flow/shape.ts'
import { dueAt, type WorkCalendar } from '../rules/work-time.ts'
import {
  type ClockPause,
  type ClockRow,
  insertClocks,
  listClocks,
  listLimitsOf,
  moveClock,
  readCalendar,
} from '../sql/clocks.ts'

/** Starts the clocks that run from this moment, each by the limit in force today. */
export async function startClocks(
  ctx: Ctx,
  application: { id: number; flow: Flow; from: ClockRule['from'] },
): Promise<void> {
  const starting = application.flow.clocks.filter(({ from }) => from === application.from)
  if (starting.length === 0) return
  const { id, flow } = application
  const limits = await listLimitsOf(ctx, id, { kind: flow.kind, day: civilDay(ctx.now) })
  const calendar = await readCalendar(ctx)
  const started = starting.flatMap(({ code }) => {
    const limit = limits.find(({ clock }) => clock === code)
    if (!limit) return []
    const { workingDays: limitWorkingDays, legalBasis } = limit
    return [
      {
        code,
        limitWorkingDays,
        legalBasis,
        ...findDue({ startedAt: ctx.now, limitWorkingDays, pauses: [] }, calendar),
      },
    ]
  })
  if (started.length > 0) await insertClocks(ctx, application.id, started)
}

/**
 * Lets clocks stand or go on as the state after a step, a return, a suspension or its end asks. One whose step is to be done
 * again goes on with what was left of it: a limit is the company's own time, which is neither given anew by doing it again
 * nor used up while the answer lay with the customer.
 */
export async function settleClocks(
  ctx: Ctx,
  { id, flow, state }: { id: number; flow: Flow; state: State },
): Promise<void> {
  const clocks = (await listClocks(ctx, [id])).flatMap((clock) => {
    if (clock.stoppedAt === null) return [clock]
    if (!isAgain(flow, state, clock.code)) return []
    const between = { from: clock.stoppedAt.toISOString(), to: null }
    const stood = clock.pauses.at(-1)?.to === null
    return [{ ...clock, pauses: stood ? clock.pauses : [...clock.pauses, between] }]
  })
  let calendar: WorkCalendar | undefined
  for (const clock of clocks) {
    const rule = flow.clocks.find(({ code }) => code === clock.code)
    const stands =
      state.suspendedFor !== null || (rule?.standsDuring.some((step) => state.open.includes(step)) ?? false)
    const last = clock.pauses.at(-1)
    if (clock.stoppedAt === null && stands === (last?.to === null)) continue
    const now = ctx.now.toISOString()
    const pauses: ClockPause[] = stands
      ? last?.to === null
        ? clock.pauses
        : [...clock.pauses, { from: now, to: null }]
      : [...clock.pauses.slice(0, -1), { from: last?.from ?? now, to: now }]
    calendar ??= await readCalendar(ctx)
    await moveClock(ctx, { ...clock, pauses, ...findDue({ ...clock, pauses }, calendar) })
  }
}

/** It was stopped, and what it runs for is to be done again, while what it runs from stands. */
function isAgain(flow: Flow, { status, done }: State, code: string): boolean {
  const rule = flow.clocks.find((each) => each.code === code)
  if (status !== 'open' || !rule || done.includes(rule.until)) return false
  return rule.from === 'submit' || done.includes(rule.from)
}

/** The instant and the civil day on which a clock ends, as far as it is known; nothing while it stands still. */
export function findDue(
  { startedAt, limitWorkingDays, pauses }: Pick<ClockRow, 'startedAt' | 'limitWorkingDays' | 'pauses'>,
  calendar: WorkCalendar,
): { dueAt: Date | null; dueOn: string | null } {
  if (pauses.at(-1)?.to === null) return { dueAt: null, dueOn: null }
  const spans = pauses.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? null : Date.parse(to) }))
  const due = dueAt(startedAt.getTime(), limitWorkingDays, spans, calendar)
  // An end at midnight is of the day before.
  return due === null ? { dueAt: null, dueOn: null } : { dueAt: new Date(due), dueOn: civilDay(new Date(due - 1)) }
}
