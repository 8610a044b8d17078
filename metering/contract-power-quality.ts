import { z } from 'zod'

const iso = z.iso.datetime({ offset: true })
const day = z.iso.date()
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
const Said = z.object({ zh: z.string(), en: z.string() })
const percent = z.number().nullable()

/** Minutes are quarter hours × 15; volts are primary. */
const VoltageTime = z.object({
  monitoredMin: z.number(),
  overMin: z.number(),
  underMin: z.number(),
  bothMin: z.number(),
  deadMin: z.number(),
  lostMin: z.number(),
})
const Extremes = z.object({
  mostV: z.number().nullable(),
  mostAt: iso.nullable(),
  leastV: z.number().nullable(),
  leastAt: iso.nullable(),
})

export const PowerQualityQuery = z.object({ month: month.optional(), districtId: z.coerce.number().int().optional() })

const VoltageClass = z.object({
  class: z.enum(['A', 'B', 'C', 'D']),
  points: z.number(),
  /** Points with a monitored minute in the month. */
  monitored: z.number(),
  percent,
})
export type VoltageClass = z.infer<typeof VoltageClass>

const VoltageDistrict = z.object({
  districtId: z.number(),
  name: z.string(),
  points: z.number(),
  percent,
  overMin: z.number(),
  underMin: z.number(),
  badPoints: z.number(),
  unbalanceP95: percent,
})
export type VoltageDistrict = z.infer<typeof VoltageDistrict>

const VoltagePoint = VoltageTime.extend(Extremes.shape).extend({
  pointId: z.number(),
  pointNo: z.string(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  districtId: z.number().nullable(),
  districtName: z.string().nullable(),
  nominalV: z.number(),
  percent,
  unbalanceP95: percent,
  thdUP95: percent,
})
export type VoltagePoint = z.infer<typeof VoltagePoint>

export const PowerQuality = z.object({
  month,
  /** In %; `missing` names classes without a point that was monitored. */
  composite: z.object({ percent, missing: z.array(z.enum(['A', 'B', 'C', 'D'])) }),
  classes: z.array(VoltageClass),
  /** Every judged point, registered or not. */
  total: z.object({ points: z.number(), badPoints: z.number(), percent, unbalanced: z.number() }),
  unbalanceLimitPercent: z.number(),
  districts: z.array(VoltageDistrict),
  worst: z.array(VoltagePoint),
})
export type PowerQuality = z.infer<typeof PowerQuality>

const VoltageDay = VoltageTime.extend(Extremes.shape).extend({
  day,
  nominalV: z.number(),
  upperV: z.number(),
  lowerV: z.number(),
  percent,
  unbalanceP95: percent,
  unbalanceOverMin: z.number(),
  currentUnbalanceP95: percent,
  thdUP95: percent,
  thdIP95: percent,
})
export type VoltageDay = z.infer<typeof VoltageDay>

export const PointVoltageQuery = z.object({ month: month.optional() })
export const PointVoltage = z.object({
  pointId: z.number(),
  pointNo: z.string(),
  accountName: z.string().nullable(),
  districtName: z.string().nullable(),
  month,
  daysOfMonth: z.number(),
  class: z.enum(['A', 'B', 'C', 'D']).nullable(),
  percent,
  monitoredPercent: z.number(),
  limits: z.object({
    unbalancePercent: z.number(),
    currentUnbalancePercent: z.number(),
    thdPercent: z.number().nullable(),
  }),
  days: z.array(VoltageDay),
})
export type PointVoltage = z.infer<typeof PointVoltage>

export const VoltageCurve = z.object({
  pointId: z.number(),
  day,
  /** Null where the day is not worked out or the point is not judged. */
  limits: z.object({ upperV: z.number(), lowerV: z.number(), nominalV: z.number() }).nullable(),
  /** Primary volts by phase as the meter shows them. */
  quarters: z.array(z.object({ at: iso, volts: z.array(z.number().nullable()) })),
})
export type VoltageCurve = z.infer<typeof VoltageCurve>
export const VoltageCurveQuery = z.object({ day })

export const VerdictQuery = z.object({ from: day, to: day })
export const VoltageVerdict = VoltageTime.extend(Extremes.shape).extend({
  pointId: z.number(),
  from: day,
  to: day,
  /** `proved`: below the rate that is promised. `partly`: out of its limits now and then, above that rate. */
  verdict: z.enum(['proved', 'partly', 'disproved', 'insufficient', 'unjudged']),
  percent,
  promisedPercent: z.number(),
  monitoredPercent: z.number(),
  expectedMin: z.number(),
  nominalV: z.number().nullable(),
  upperV: z.number().nullable(),
  lowerV: z.number().nullable(),
  basis: z.string(),
  /** For the customer, in plain words. */
  words: Said,
})
export type VoltageVerdict = z.infer<typeof VoltageVerdict>
