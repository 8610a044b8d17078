import { z } from 'zod'

const iso = z.iso.datetime({ offset: true })
const bilingual = z.object({ zh: z.string(), en: z.string() })

const AlarmSeverity = z.enum(['info', 'warning', 'critical'])
export const AlarmRow = z.object({
  alarmId: z.number(),
  kind: z.string(),
  title: bilingual,
  severity: AlarmSeverity,
  pointId: z.number().nullable(),
  pointNo: z.string().nullable(),
  accountId: z.number().nullable(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  assetNo: z.string().nullable(),
  terminalId: z.number().nullable(),
  terminalName: z.string().nullable(),
  districtName: z.string().nullable(),
  /** When it happened, by the meter or terminal. */
  occurredAt: iso,
  raisedAt: iso,
  clearedAt: iso.nullable(),
  acknowledgedAt: iso.nullable(),
  acknowledgedBy: z.string().nullable(),
  note: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
})
export type AlarmRow = z.infer<typeof AlarmRow>

export const AlarmQuery = z.object({
  /** `open` = not cleared, `unacknowledged` = nobody has taken it. */
  status: z.enum(['open', 'unacknowledged', 'all']).default('open'),
  kind: z.string().max(64).optional(),
  pointId: z.coerce.number().int().optional(),
  terminalId: z.coerce.number().int().optional(),
  districtId: z.coerce.number().int().optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type AlarmQuery = Partial<z.infer<typeof AlarmQuery>>
export const AlarmList = z.object({
  alarms: z.array(AlarmRow),
  /** Of the whole scope, not over; also by kind, whatever is asked for. */
  open: z.number(),
  kinds: z.array(z.object({ kind: z.string(), title: bilingual, open: z.number() })),
  nextCursor: z.string().nullable(),
})
export type AlarmList = z.infer<typeof AlarmList>
export const AlarmAcknowledgement = z.object({ note: z.string().trim().max(500).optional() })
export type AlarmAcknowledgement = z.infer<typeof AlarmAcknowledgement>
export const AlarmAcknowledgements = AlarmAcknowledgement.extend({
  alarmIds: z.array(z.number().int()).min(1).max(500),
})
export type AlarmAcknowledgements = z.infer<typeof AlarmAcknowledgements>
export const AlarmsAcknowledged = z.object({ acknowledged: z.number() })
