import { z } from 'zod'

/**
 * The MQTT contract, version 1. Topics `dianhu/v1/<terminal>/readings | events | status`.
 * Registers are cumulative as the meter shows them and `uV, iA, pW …` secondary values, both before CT × PT.
 * Instants are ISO 8601; one without a zone is Asia/Shanghai's.
 */
const instant = z.iso
  .datetime({ offset: true, local: true })
  .refine((text) => /^20/.test(text), 'a year of this century')
const wh = z.number().int().nonnegative()
const value = z.number().min(-1e12).max(1e12)
const phases = z.array(value.nullable()).min(1).max(3)
const meter = z.string().min(1).max(64)

const MqttReading = z.strictObject({
  meter,
  at: instant,
  importWh: wh.optional(),
  exportWh: wh.optional(),
  importByPeriodWh: z
    .strictObject({
      sharp: wh.optional(),
      peak: wh.optional(),
      flat: wh.optional(),
      valley: wh.optional(),
      deepValley: wh.optional(),
    })
    .optional(),
  q1Varh: wh.optional(),
  q2Varh: wh.optional(),
  q3Varh: wh.optional(),
  q4Varh: wh.optional(),
  maxDemandW: value.nonnegative().optional(),
  maxDemandAt: instant.optional(),
  uV: phases.optional(),
  iA: phases.optional(),
  inA: value.optional(),
  pW: value.optional(),
  qVar: value.optional(),
  pPhaseW: phases.optional(),
  qPhaseVar: phases.optional(),
  pf: z.number().min(-1.01).max(1.01).optional(),
  fHz: value.nonnegative().optional(),
  angleDeg: phases.optional(),
  thdUPercent: phases.optional(),
  thdIPercent: phases.optional(),
  freeze: z.enum(['day', 'month', 'curve']).optional(),
  clock: instant.optional(),
})

/** What a meter shows, without saying which meter and when. */
export type MeterValues = Omit<z.infer<typeof MqttReading>, 'meter' | 'at'>

export const MqttReadings = z.strictObject({
  v: z.literal(1),
  sentAt: instant.optional(),
  readings: z.array(MqttReading).max(100_000),
})
export type MqttReadings = z.infer<typeof MqttReadings>

const MqttEvent = z.strictObject({
  meter,
  at: instant,
  code: z.string().min(1).max(64),
  detail: z.record(z.string(), z.unknown()).optional(),
})
export const MqttEvents = z.strictObject({
  v: z.literal(1),
  sentAt: instant.optional(),
  events: z.array(MqttEvent).max(10_000),
})
export type MqttEvents = z.infer<typeof MqttEvents>

/** Retained; the terminal's last will says `online: false`. */
export const MqttStatus = z.strictObject({
  v: z.literal(1),
  online: z.boolean(),
  at: instant.optional(),
})
export type MqttStatus = z.infer<typeof MqttStatus>

export const mqttSchemas = { readings: MqttReadings, events: MqttEvents, status: MqttStatus } as const
export type MqttKind = keyof typeof mqttSchemas

/** The instant that a payload names; without a zone it is Asia/Shanghai's. */
export function parseInstant(text: string): Date {
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(text)
  return new Date(zoned ? text : `${text}+08:00`)
}

/** For texts of which many in a row are the same; the Date is shared and not to be changed. */
export function instantReader(): (text: string) => Date {
  let latest = { text: '', at: new Date(0) }
  return (text) => {
    if (text !== latest.text) latest = { text, at: parseInstant(text) }
    return latest.at
  }
}
