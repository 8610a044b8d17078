import { z } from 'zod'
import { triedKinds } from './rules/alarm-trial-kinds.ts'

const figure = z.coerce.number().min(0).max(100_000)
const minutes = z.coerce.number().int().min(0).max(10_080)

/** GET /api/metering/alarm-trial. What is left out is as the rule in force has it. */
export const AlarmTrialQuery = z.object({
  kind: z.enum(triedKinds),
  raiseAt: figure.optional().describe('in the unit of the kind'),
  clearAt: figure.optional(),
  raiseMinutes: minutes.optional(),
  clearMinutes: minutes.optional(),
  leastLoad: figure.optional(),
  from: z.iso.date().optional().describe('first day; default: of last month'),
  to: z.iso.date().optional().describe('last day; default: of last month'),
  districtId: z.coerce.number().int().optional(),
})
export type AlarmTrialQuery = z.infer<typeof AlarmTrialQuery>

const Rule = z.object({
  raiseAt: z.number(),
  clearAt: z.number(),
  raiseMinutes: z.number(),
  clearMinutes: z.number(),
  leastLoad: z.number(),
})
const Outcome = z.object({ alarms: z.number(), points: z.number(), hours: z.number() })
const AtPoint = z.object({ alarms: z.number(), hours: z.number() })
export const AlarmTrialReport = z.object({
  kind: z.enum(triedKinds),
  from: z.iso.date(),
  to: z.iso.date().describe('last day'),
  points: z.number().describe('looked at'),
  readings: z.number(),
  /** `before`: the rule in force today; `after`: the one that is tried out. */
  rules: z.object({ before: Rule.extend({ isOn: z.boolean() }), after: Rule }),
  before: Outcome,
  after: Outcome,
  /** Points where either raises, those that change most first; 200 at most. */
  places: z.array(
    z.object({
      pointId: z.number(),
      pointNo: z.string(),
      name: z.string().nullable(),
      districtName: z.string().nullable(),
      before: AtPoint,
      after: AtPoint,
    }),
  ),
})
export type AlarmTrialReport = z.infer<typeof AlarmTrialReport>
