import type { Ctx } from '../db/context.ts'
import { civilDay } from '../db/time.ts'
import { describeAlarm } from './rules/alarm-kinds/all.ts'
import type { Severity } from './rules/alarm-kinds/kind.ts'
import { measuredKinds } from './rules/alarm-measures.ts'
import type { AlarmRule } from './rules/alarm-state.ts'
import type { AlarmRules } from './rules/alarms.ts'
import { type AlarmRuleRow, listAlarmRules } from './sql/alarm-rules.ts'

const MINUTE_MS = 60_000
const off: AlarmRule = { isOn: false, raiseAt: 0, clearAt: 0, raiseMs: 0, clearMs: 0, leastLoad: 0 }

export type RulesOfDay = {
  measured: AlarmRules
  /** Of any kind, also of those that no reading is measured for; as the catalogue has it where no rule says otherwise. */
  severityOf: (kind: string) => Severity
  isOn: (kind: string) => boolean
  /** How long a meter is not heard before that is an alarm; null where nobody says. */
  staleAfterMs: number | null
}

/** The rules of alarms (`alarm_kind_rule`) on the day of `ctx.now`. */
export async function readAlarmRules(ctx: Pick<Ctx, 'db' | 'now'>): Promise<RulesOfDay> {
  const rows = new Map((await listAlarmRules(ctx, civilDay(ctx.now))).map((row) => [row.kind, row]))
  const stale = rows.get('meter-stale')?.raiseMinutes ?? null
  return {
    measured: Object.fromEntries(measuredKinds.map((kind) => [kind, toRule(rows.get(kind))])) as AlarmRules,
    severityOf: (kind) => rows.get(kind)?.severity ?? describeAlarm(kind).severity,
    isOn: (kind) => rows.get(kind)?.enabled ?? true,
    staleAfterMs: stale === null ? null : stale * MINUTE_MS,
  }
}

/** What no row says of is not judged. */
function toRule(row: AlarmRuleRow | undefined): AlarmRule {
  if (!row || row.raiseAt === null || row.clearAt === null) return off
  return {
    isOn: row.enabled,
    raiseAt: row.raiseAt,
    clearAt: row.clearAt,
    raiseMs: (row.raiseMinutes ?? 0) * MINUTE_MS,
    clearMs: (row.clearMinutes ?? 0) * MINUTE_MS,
    leastLoad: row.leastLoad ?? 0,
  }
}
