import { z } from 'zod'

/**
 * The MQTT contract, version 1. Topics `dianhu/v1/<terminal>/readings | events | status`, and since edition 1.1
 * `commands` to the terminal and its `answers`; since 1.2 events may be the terminal's own. A terminal that does not listen to commands stays within the contract.
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

/** Since edition 1.2 `meter` may be left out: then it is the terminal's own. */
const MqttEvent = z.strictObject({
  meter: meter.optional(),
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

const meterAddress = z.string().regex(/^\d{12}$/)
const frames = z.array(z.string().regex(/^([0-9a-f]{2}){12,255}$/)).min(1)

/** A meter as a terminal's own file has it (档案). */
export const MqttParameter = z.strictObject({
  meter,
  measuringPointNo: z.number().int().positive().optional(),
  protocol: z.enum(['dlt645', 'modbus-rtu', 'modbus-tcp']).optional(),
  /** DL/T 645: 12 digits. */
  address: meterAddress.optional(),
  /** Modbus. */
  unit: z.number().int().min(1).max(247).optional(),
})
export type MqttParameter = z.infer<typeof MqttParameter>

const command = { v: z.literal(1), id: z.uuid(), expiresAt: instant }

/** What the master asks of a terminal on `dianhu/v1/<terminal>/commands`. After `expiresAt` it is not to be obeyed. */
export const MqttCommand = z.discriminatedUnion('do', [
  /** Tells again what the terminal or the meter has kept of `[from, to]`, as normal readings with their own times. */
  z.strictObject({
    ...command,
    do: z.literal('reread'),
    meter,
    what: z.enum(['day-freeze', 'curve']),
    from: instant,
    to: instant,
  }),
  /** Reads the meter now and tells it as a normal reading. */
  z.strictObject({ ...command, do: z.literal('read'), meter }),
  /** Sends each frame to the meter as it is and answers with the frames that came back, `null` where none did (透抄). */
  z.strictObject({
    ...command,
    do: z.literal('pass-through'),
    meter,
    protocol: z.literal('dlt645'),
    frames: frames.max(32),
  }),
  /** Sets the meter's clock, or without a meter the terminal's own. */
  z.strictObject({ ...command, do: z.literal('set-time'), meter: meter.optional(), at: instant }),
  /** Answers with the terminal's own file. */
  z.strictObject({ ...command, do: z.literal('tell-parameters') }),
  /** Makes the terminal's file what is sent. */
  z.strictObject({ ...command, do: z.literal('set-parameters'), meters: z.array(MqttParameter).max(2_048) }),
])
export type MqttCommand = z.infer<typeof MqttCommand>

/** What a terminal answers on `dianhu/v1/<terminal>/answers`, once for each command. */
export const MqttAnswer = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  at: instant,
  ok: z.boolean(),
  /** Why not. `NO_MEMORY`: what is asked for was never kept or is kept no longer; asking again is no use. */
  because: z.enum(['NO_MEMORY', 'NO_SUCH_METER', 'METER_SILENT', 'NOT_SUPPORTED', 'EXPIRED', 'BUSY']).optional(),
  /** Of `reread`: how many readings were told, which is before this answer. */
  readings: z.number().int().nonnegative().optional(),
  /** Of `pass-through`, in the order of the command's. */
  frames: z
    .array(
      z
        .string()
        .regex(/^([0-9a-f]{2}){12,255}$/)
        .nullable(),
    )
    .max(32)
    .optional(),
  /** Of `tell-parameters`. */
  meters: z.array(MqttParameter).max(2_048).optional(),
  /** Of `set-time`: the meter's clock before and after. */
  clockBefore: instant.optional(),
  clockAfter: instant.optional(),
})
export type MqttAnswer = z.infer<typeof MqttAnswer>

export const mqttSchemas = {
  readings: MqttReadings,
  events: MqttEvents,
  status: MqttStatus,
  answers: MqttAnswer,
} as const
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
