import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { sendToSite } from '../collection/site-orders.ts'
import { suspectCause } from '../rules/vee/cause.ts'
import { defaultParameters, settingsOn } from '../rules/vee/parameters.ts'
import { markPointDays } from '../sql/dirty-days.ts'
import {
  countOpen,
  type FindingRow,
  findGroup,
  type GroupRow,
  listGroups,
  listPrecision,
  lockFindings,
  saveDecision,
} from '../sql/exceptions.ts'
import { listParameters } from '../sql/findings.ts'
import { listDaySlots } from '../sql/point-days.ts'
import { changeFoundSlots } from './change-found.ts'
import type {
  DecisionResult,
  ExceptionDecision,
  ExceptionList,
  ExceptionQuery,
  ExceptionRows,
  RuleList,
} from './exception-shapes.ts'
import { slotsKey, toHistory } from './fill-days.ts'

/** Findings that are open, or were sent to site, by rule, day and terminal, newest day first, each group with its suspected cause. */
export async function listExceptions(ctx: Ctx, query: ExceptionQuery): Promise<ExceptionList> {
  const limit = query.limit ?? 50
  const { state = 'open', rule = null, cursor = null } = query
  const rows = await listGroups(ctx, { state, rule, before: cursor, limit })
  const counts = await countOpen(ctx)
  const nextCursor = rows.length === limit ? (rows.at(-1)?.key ?? null) : null
  return toWire({ groups: rows.map(withCause), ...counts, nextCursor })
}

function withCause(row: GroupRow) {
  return { ...row, cause: suspectCause(row) }
}

const EVIDENCE_SLOTS = 192

/**
 * The findings of a group that are open or were sent to site, with two days of the curve as evidence and what became of
 * the repair. Refuses with `NOT_FOUND`.
 */
export async function findException(ctx: Ctx, key: string): Promise<ExceptionRows> {
  const [day = '', rule = '', terminalId = '0'] = key.split('~')
  const { group, findings } = await findGroup(ctx, { day, rule, terminalId: Number(terminalId) })
  if (!group) throw notFound('异常')
  const before = addDays(day, -1)
  const points = [...new Set(findings.map(({ pointId }) => pointId))]
  const slots = toHistory(
    await listDaySlots(
      ctx,
      points.map((pointId) => ({ pointId, from: before, to: day })),
    ),
  )
  const evidenceOf = (pointId: number) =>
    [before, day].flatMap((each) => {
      const known = slots.get(slotsKey(pointId, each)) ?? new Float64Array(EVIDENCE_SLOTS / 2).fill(Number.NaN)
      return Array.from(known, (wh) => (Number.isNaN(wh) ? null : wh))
    })
  return toWire({
    group: withCause(group),
    findings: findings.map((finding) => ({ ...finding, evidence: evidenceOf(finding.pointId) })),
  })
}

/**
 * One decision for findings of one rule: `accept` them as true, `estimate` their quarter hours, `reject` what was measured,
 * or `site` to have somebody look, on a repair order. Recorded, so that the rule's precision is known. Findings that were decided or gone in
 * the meantime refuse it with `EXCEPTION_CHANGED`.
 */
export function decideExceptions(ctx: Ctx, input: ExceptionDecision): Promise<DecisionResult> {
  return transact(ctx, async (inner) => {
    const ids = [...new Set(input.findingIds)]
    const findings = await lockFindings(inner, ids)
    if (findings.length < ids.length) {
      throw new Refusal('EXCEPTION_CHANGED', '部分异常已被他人处理或已自行消失,请刷新后再处理')
    }
    const [first] = findings
    if (!first || findings.some(({ rule }) => rule !== first.rule)) {
      throw new Refusal('MIXED_RULES', '一次只能处理同一规则的异常', { status: 400 })
    }
    const { action, reason } = input
    const changes = action === 'estimate' || action === 'reject'
    const outcome = changes
      ? await changeFoundSlots(inner, findings, { kind: action, reason })
      : { slots: 0, undone: [] as FindingRow[] }
    const decided = findings.filter((finding) => !outcome.undone.includes(finding))
    if (decided.length === 0) throw new Refusal('NOTHING_TO_ESTIMATE_FROM', '没有示数或历史可供估算,请现场核抄')
    const decisionId = await saveDecision(inner, {
      rule: first.rule,
      action,
      reason,
      findingIds: decided.map(({ findingId }) => findingId),
    })
    await recordAudit(inner, {
      action: `readings.${action}`,
      subject: `vee-decision:${decisionId}`,
      detail: { rule: first.rule, findings: decided.length },
    })
    if (changes) await markPointDays(inner, daysOf(decided))
    const orders = action === 'site' ? await sendToSite(inner, { findings: decided, reason }) : 0
    return { decisionId, decided: decided.length, slots: outcome.slots, notEstimated: outcome.undone.length, orders }
  })
}

function daysOf(findings: readonly FindingRow[]) {
  const days = findings.flatMap(({ pointId, from, to }) => {
    const list: { pointId: number; day: string }[] = []
    for (let day = civilDay(from); day <= civilDay(new Date(to.getTime() - 1)); day = addDays(day, 1)) {
      list.push({ pointId, day })
    }
    return list
  })
  return [...new Map(days.map((pair) => [`${pair.pointId} ${pair.day}`, pair])).values()]
}

const PRECISION_DAYS = 90

/** Every rule with its thresholds in force today and how often people upheld it. */
export async function listRules(ctx: Ctx): Promise<RuleList> {
  const today = civilDay(ctx.now)
  const own = await listParameters(ctx)
  const all = [...defaultParameters, ...own]
  const settings = settingsOn(today, all)
  const since = new Date(ctx.now.getTime() - PRECISION_DAYS * 86_400_000)
  const precision = new Map((await listPrecision(ctx, since)).map((row) => [row.rule, row]))
  return {
    rules: [...settings].map(([rule, { severity, limits }]) => {
      const { open = 0, accepted = 0, upheld = 0 } = precision.get(rule) ?? {}
      const inForce = (name: string) =>
        all.filter((each) => each.rule === rule && each.name === name && each.from <= today).at(-1)
      return {
        rule,
        severity,
        basis: all.findLast((each) => each.rule === rule && each.from <= today)?.basis ?? '',
        limits: Object.entries(limits).map(([name, value]) => {
          return { name, value, unit: inForce(name)?.unit ?? '', from: inForce(name)?.from ?? today }
        }),
        open,
        accepted,
        upheld,
        precision: accepted + upheld > 0 ? upheld / (accepted + upheld) : null,
      }
    }),
  }
}
