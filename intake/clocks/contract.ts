import { z } from 'zod'

const civilDay = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const text = (max: number) => z.string().trim().min(1).max(max)

export const reminderSubjects = [
  'temporary-supply',
  'pause',
  'temporary-reduction',
  'temporary-exchange',
  'temporary-removal',
] as const

export const reminderQuery = z.object({
  subject: z.enum(reminderSubjects).optional(),
  /** A unit, with those below it. */
  organisationId: z.coerce.number().int().optional(),
  /** Those that were dealt with, the latest first. */
  done: z.stringbool().optional(),
})

const otherCase = z.object({ id: z.number(), applicationNo: z.string() }).nullable()

/** GET /api/intake/reminders: what for a time is about to end. */
export const reminderList = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      accountId: z.number(),
      accountNo: z.string(),
      address: z.string(),
      customerName: z.string(),
      unit: z.string(),
      subject: z.enum(reminderSubjects),
      endsOn: civilDay,
      /** Negative once it has ended. */
      daysLeft: z.number(),
      openedAt: instant,
      doneAt: instant.nullable(),
      doneBy: z.string().nullable(),
      note: z.string().nullable(),
      /** That made what ends. */
      madeBy: otherCase,
      /** Open of the same account: what comes next may be asked for already. */
      openCase: otherCase,
    }),
  ),
})
/** POST /api/intake/reminders/{id}/closing */
export const reminderCloseInput = z.strictObject({ note: text(500) })

// ── the work calendar ────────────────────────────────────────────────────────

/** Minutes of a day, half-open; 1440 is its end. */
const span = z.strictObject({ from: z.number().int().min(0).max(1439), to: z.number().int().min(1).max(1440) })

const listedDay = z.strictObject({
  kind: z.enum(['holiday', 'workday']),
  name: text(40),
  source: text(200),
  confirmed: z.boolean(),
  /** Of a worked day; null: those of a Monday. */
  spans: z.array(span).min(1).max(8).nullable().default(null),
})
export type ListedDay = z.infer<typeof listedDay>

/** POST /api/intake/calendar/previews, POST /api/intake/calendar/changes. `entry` null: the day is as its weekday says. */
export const calendarInput = z
  .strictObject({
    days: z
      .array(z.strictObject({ day: civilDay, entry: listedDay.nullable() }))
      .min(1)
      .max(60),
    reason: text(500),
  })
  .superRefine(({ days }, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: ['days', ...path], message })
    for (const [position, { day, entry }] of days.entries()) {
      if (days.findIndex((other) => other.day === day) !== position) refuse([position, 'day'], '同一天重复填写')
      if (entry?.kind === 'holiday' && entry.spans) refuse([position, 'entry', 'spans'], '节假日不填写工作时段')
      for (const [index, { from, to }] of (entry?.spans ?? []).entries()) {
        const place = [position, 'entry', 'spans', index]
        const before = entry?.spans?.[index - 1]
        if (to <= from) refuse([...place, 'to'], '时段的结束须晚于开始')
        else if (before && from < before.to) refuse([...place, 'from'], '时段与前一时段重叠')
      }
    }
  })
export type CalendarInput = z.infer<typeof calendarInput>

export const calendarPreview = z.object({
  movedDeadlines: z.number(),
  earlier: z.number(),
  later: z.number(),
  examples: z.array(z.object({ applicationNo: z.string(), clock: z.string(), from: civilDay, to: civilDay })),
})

/** GET /api/intake/calendar/{year} */
export const calendarYear = z.object({
  year: z.number(),
  /** By weekday, Sunday first. */
  week: z.array(z.array(z.object({ from: z.number(), to: z.number() }))),
  days: z.array(
    z.object({
      day: civilDay,
      kind: z.enum(['holiday', 'workday']),
      name: z.string(),
      source: z.string(),
      confirmed: z.boolean(),
      spans: z.array(z.object({ from: z.number(), to: z.number() })).nullable(),
    }),
  ),
  changes: z.array(
    z.object({
      day: civilDay,
      reason: z.string(),
      movedDeadlines: z.number(),
      changedBy: z.string(),
      changedAt: instant,
    }),
  ),
})
