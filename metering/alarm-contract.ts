import { z } from 'zod'
import { alarmFamilies } from './rules/alarm-kinds/kind.ts'

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
  districtId: z.number().nullable(),
  districtName: z.string().nullable(),
  feederName: z.string().nullable(),
  substationName: z.string().nullable(),
  groupId: z.number().nullable().describe('the alarm that covers it'),
  members: z.number().describe('how many it covers or covered'),
  openMembers: z.number().describe('of those not over'),
  workNo: z.string().nullable().describe('planned work that explains or explained it'),
  /** When it happened, by the meter or terminal. */
  occurredAt: iso,
  raisedAt: iso,
  clearedAt: iso.nullable(),
  acknowledgedAt: iso.nullable(),
  acknowledgedBy: z.string().nullable(),
  note: z.string().nullable(),
  repeats: z.number().describe('how often it was told of again while it was open'),
  lastAt: iso.nullable().describe('told of last; null: once'),
  clearedBy: z.string().nullable().describe('who ended it by hand'),
  clearReason: z.string().nullable(),
  repairOrderId: z.number().nullable().describe('repair order by which it is handled'),
  repairOrderNo: z.string().nullable(),
  repairStatus: z.enum(['open', 'assigned', 'closed']).nullable(),
  detail: z.record(z.string(), z.unknown()),
})
export type AlarmRow = z.infer<typeof AlarmRow>

export const AlarmQuery = z.object({
  /** `open` = not cleared, `unacknowledged` = nobody has taken it, `suppressed` = not cleared and explained by planned work. */
  status: z.enum(['open', 'unacknowledged', 'suppressed', 'all']).default('open'),
  kind: z.string().max(64).optional(),
  pointId: z.coerce.number().int().optional(),
  terminalId: z.coerce.number().int().optional(),
  districtId: z.coerce.number().int().optional(),
  feederId: z.coerce.number().int().optional(),
  severity: AlarmSeverity.optional(),
  groupId: z.coerce.number().int().optional().describe('what this alarm covers'),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type AlarmQuery = Partial<z.infer<typeof AlarmQuery>>
export const AlarmList = z.object({
  /** Those that stand for others, on the first page; at most 200. */
  groups: z.array(AlarmRow),
  alarms: z.array(AlarmRow),
  /** Of the whole scope, not over and covered by no other; also by kind and severity, whatever is asked for. */
  open: z.number(),
  covered: z.number().describe('not over, and behind one of those'),
  suppressed: z.number().describe('not over, and explained by planned work'),
  severities: z.object({ critical: z.number(), warning: z.number(), info: z.number() }),
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
/** POST /api/metering/alarm-endings: of what nobody will tell the recovery. */
export const AlarmEndings = z.strictObject({
  alarmIds: z.array(z.number().int()).min(1).max(500),
  reason: z.string().trim().min(2, '请写明原因').max(300),
})
export type AlarmEndings = z.infer<typeof AlarmEndings>
/** POST /api/metering/alarms/:id/repair */
export const AlarmRepair = z.strictObject({ reason: z.string().trim().min(2, '请写明情况').max(300) })
export type AlarmRepair = z.infer<typeof AlarmRepair>
/** `joined`: an order was under way for the place already. */
export const AlarmRepaired = z.object({ orderId: z.number(), orderNo: z.string(), joined: z.boolean() })
export type AlarmRepaired = z.infer<typeof AlarmRepaired>
export const AlarmsEnded = z.object({ ended: z.number() })

/** GET /api/metering/alarm-kinds: the catalogue. */
export const AlarmKinds = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      family: z.enum(alarmFamilies),
      severity: AlarmSeverity,
      clears: z.enum(['by-itself', 'by-acknowledgement']),
      ...{ title: bilingual, meaning: bilingual, cause: bilingual, act: bilingual },
      erc: z.array(z.number()).describe('event records of Q/GDW 1376.1 that tell of it'),
      isOn: z.boolean(),
      /** How readings are judged for it today; null where only meters and terminals tell of it. */
      rule: z
        .object({
          raiseAt: z.number(),
          clearAt: z.number(),
          raiseMinutes: z.number(),
          clearMinutes: z.number(),
          leastLoad: z.number(),
          unit: bilingual,
          loadUnit: bilingual.nullable(),
        })
        .nullable(),
    }),
  ),
})
export type AlarmKinds = z.infer<typeof AlarmKinds>
export const AlarmsAcknowledged = z.object({ acknowledged: z.number() })
