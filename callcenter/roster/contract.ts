import { z } from 'zod'
import { shiftCodes } from '../rules/shifts.ts'

const shift = z.enum(shiftCodes)
const day = z.iso.date()
const person = z.object({ userId: z.number(), name: z.string() })
export const absenceKinds = ['leave', 'wish'] as const
export const absenceStates = ['asked', 'granted', 'refused', 'withdrawn'] as const
export const exchangeStates = ['asked', 'agreed', 'granted', 'refused', 'withdrawn'] as const

const assigned = z.object({ userId: z.number(), day, shift })
const absence = person.extend({
  id: z.number(),
  kind: z.enum(absenceKinds),
  fromOn: day,
  toOn: day.describe('the day after the last'),
  reason: z.string(),
  state: z.enum(absenceStates),
})
export type Absence = z.infer<typeof absence>
const exchange = z.object({
  id: z.number(),
  asker: person,
  askerOn: day,
  askerShift: shift.nullable(),
  other: person,
  otherOn: day,
  otherShift: shift.nullable(),
  state: z.enum(exchangeStates),
})
export type Exchange = z.infer<typeof exchange>

const plan = z.object({
  version: z.number(),
  revision: z.number(),
  shifts: z.array(assigned),
  publishedBy: z.string().nullable(),
  publishedAt: z.iso.datetime().nullable(),
})

/** GET /api/callcenter/rosters/{weekOn}: the Monday of a week; the reader's unit. */
export const weekParam = z.object({ weekOn: day })
export const rosterWeek = z.object({
  weekOn: day,
  unit: z.string(),
  hours: z.record(shift, z.object({ fromMinute: z.number(), minutes: z.number() })),
  agents: z.array(person),
  draft: plan.nullable(),
  published: plan.nullable(),
  faults: z.array(
    z.object({ userId: z.number(), day, because: z.enum(['OVER_DAY', 'OVER_WEEK', 'NO_REST_DAY', 'SHORT_REST']) }),
  ),
  days: z.array(
    z.object({
      day,
      kind: z.enum(['working', 'make-up', 'weekend', 'holiday']),
      needed: z.number().nullable().describe('agent half hours to be planned; null without a forecast'),
      lacking: z.number().nullable().describe('of these not covered by the draft, else by what is published'),
    }),
  ),
  absences: z.array(absence),
  exchanges: z.array(exchange),
  /** Of what is over: planned and kept minutes of each agent and day. */
  kept: z.array(z.object({ userId: z.number(), day, plannedMinutes: z.number(), keptMinutes: z.number() })),
  adherenceShare: z.number().describe('below which it is told'),
})
export type RosterWeek = z.infer<typeof rosterWeek>

/** PUT /api/callcenter/rosters/{weekOn}: the draft as a whole; revision 0 begins one. */
export const rosterDraft = z.strictObject({
  revision: z.number().int().min(0),
  shifts: z.array(z.strictObject({ userId: z.number().int(), day, shift })).max(3500),
})
/** POST /api/callcenter/rosters/{weekOn}/suggestion | /publication */
export const rosterRevision = z.strictObject({ revision: z.number().int().min(0) })

/** GET /api/callcenter/agents/me/shifts: from today on, as published. */
export const myShifts = z.object({
  hours: rosterWeek.shape.hours,
  shifts: z.array(z.object({ day, shift, isOver: z.boolean() })),
  /** Whom one could exchange with: shifts of colleagues in the same weeks that are not over. */
  colleagues: z.array(person.extend({ day, shift })),
  absences: z.array(absence),
  exchanges: z.array(exchange),
})
export type MyShifts = z.infer<typeof myShifts>

/** POST /api/callcenter/absences: one's own. Answers 201. */
export const newAbsence = z
  .strictObject({
    kind: z.enum(absenceKinds),
    fromOn: day,
    toOn: day,
    reason: z.string().trim().min(2, '请写明事由').max(200),
  })
  .refine(({ fromOn, toOn }) => toOn > fromOn, { path: ['toOn'], message: '结束须晚于开始' })
/** POST /api/callcenter/absences/{id}/decision, and of an exchange. */
export const decision = z.strictObject({ verdict: z.enum(['granted', 'refused']) })
/** POST /api/callcenter/shift-exchanges: one's own shift for that of another, in one week. Answers 201. */
export const newExchange = z.strictObject({ ownOn: day, otherId: z.number().int(), otherOn: day })
