import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, addMonths, civilDay, daysBetween } from '../../db/time.ts'
import { pageOf } from '../page.ts'
import { type Charged, chargedThrough, chargeTo } from '../rules/balance.ts'
import { announceBills, ledgerAfter, uncharged } from '../run/issue.ts'
import { replaceInterims } from '../run/reversal.ts'
import { runBills } from '../run/runs.ts'
import { settleLedger } from '../sql/debts.ts'
import {
  countDecided,
  type DecidedBill,
  decideHits,
  discardHeld,
  findOpenHits,
  issueHeld,
  listCheckRuleRows,
  listDecided,
  listHeldGroups,
  listHeldRows,
  updateCheckRule,
} from '../sql/held.ts'
import { lockLedgers, moveLedgers } from '../sql/ledgers.ts'
import { listAwaitingRelease, parkBills } from '../sql/parked.ts'
import type { UsagePort } from '../usage.ts'
import type {
  checkRuleInput,
  checkRuleList,
  decisionAnswer,
  decisionInput,
  heldGroups,
  heldList,
  heldQuery,
} from './contract.ts'

export async function listGroups(ctx: Ctx, billMonth: string | undefined): Promise<z.infer<typeof heldGroups>> {
  const groups = await listHeldGroups(ctx, { billMonth })
  return { items: groups.map(({ energyWh, ...group }) => ({ ...group, energyKwh: energyWh / 1000 })) }
}

export async function listHeld(ctx: Ctx, query: z.infer<typeof heldQuery>): Promise<z.infer<typeof heldList>> {
  const { cursor, limit, ...filter } = query
  const rows = await listHeldRows(ctx, { ...filter, afterId: cursor ? Number(cursor) : null, limit: limit + 1 })
  const { shown, nextCursor } = pageOf(rows, limit, ({ hitId }) => hitId)
  return {
    items: shown.map(({ energyWh, ...row }) => ({ ...row, energyKwh: energyWh / 1000 })),
    nextCursor,
  }
}

/**
 * Decides hits one by one or a whole group. A bill whose holding hits are all false alarms is issued; one confirmed hit
 * sends it back, to be run again once its cause is mended. Refuses with `NOTHING_TO_DECIDE`.
 */
export async function decideHeld(
  ctx: Ctx,
  input: z.infer<typeof decisionInput>,
  findUsages: UsagePort,
): Promise<z.infer<typeof decisionAnswer>> {
  const { decision, note = null } = input
  const decided = await transact(ctx, async (inner) => {
    const hits = await findOpenHits(inner, 'hitIds' in input.which ? { hitIds: input.which.hitIds } : input.which)
    if (hits.length === 0) throw new Refusal('NOTHING_TO_DECIDE', '这些账单已经处理过了,请刷新')
    const ledgers = await lockLedgers(inner, [...new Set(hits.map(({ accountId }) => accountId))])
    await decideHits(
      inner,
      hits.map(({ hitId }) => hitId),
      { decision, note },
    )
    const bills = await listDecided(inner, [...new Set(hits.map(({ billId }) => billId))])
    const issued = bills.filter(({ isOpen, isConfirmed }) => !isOpen && !isConfirmed)
    const sentBack = bills.filter(({ isConfirmed }) => isConfirmed)
    await release(inner, issued, new Map(ledgers.map((ledger) => [ledger.accountId, ledger])))
    await sendBack(inner, sentBack, note)
    await countDecided(inner, [
      ...issued.map((bill) => ({ ...bill, isIssued: true })),
      ...sentBack.map((bill) => ({ ...bill, isIssued: false })),
    ])
    await recordAudit(inner, {
      action: `bills.${decision}`,
      subject: 'bill-check',
      detail: { which: input.which, note, issued: issued.length, sentBack: sentBack.length },
    })
    return { hits: hits.length, issued, sentBack }
  })
  await billAfterRelease(ctx, decided.issued, findUsages)
  return { decided: decided.hits, issued: decided.issued.length, sentBack: decided.sentBack.length }
}

async function release(ctx: Ctx, bills: DecidedBill[], charged: Map<number, Charged>): Promise<void> {
  const today = civilDay(ctx.now)
  const whole = bills.filter(({ document }) => document === 'bill')
  const replaced: number[] = []
  for (const [billMonth, ofMonth] of Map.groupBy(whole, (bill) => bill.billMonth)) {
    const accountIds = ofMonth.map(({ accountId }) => accountId)
    replaced.push(...(await replaceInterims(ctx, accountIds, billMonth)))
  }
  const issued = bills.map((bill) => {
    const after = chargeTo(charged.get(bill.accountId) ?? uncharged, bill.totalYuan)
    // The customer has as many days to pay as if nobody had held it.
    const dueOn = addDays(bill.dueOn, Math.max(0, daysBetween(civilDay(bill.ratedAt), today)))
    return { ...bill, ...after, chargedThroughYuan: chargedThrough(after), dueOn }
  })
  await issueHeld(ctx, issued)
  await moveLedgers(
    ctx,
    issued.map((bill) => ({ ...bill, ...ledgerAfter(bill) })),
  )
  for (const accountId of replaced) await settleLedger(ctx, accountId)
  await announceBills(
    ctx,
    issued.map((bill) => ({ billId: bill.billId, bill })),
  )
}

async function sendBack(ctx: Ctx, bills: DecidedBill[], note: string | null): Promise<void> {
  await discardHeld(
    ctx,
    bills.map(({ billId }) => billId),
  )
  for (const [billMonth, ofMonth] of Map.groupBy(bills, (bill) => bill.billMonth)) {
    const parked = ofMonth.map(({ accountId, billNo }) => {
      return { accountId, because: 'SENT_BACK' as const, stage: 'check', detail: { billNo, note } }
    })
    await parkBills(ctx, billMonth, parked)
  }
}

/** Later months that waited for these bills are billed at once. */
async function billAfterRelease(ctx: Ctx, bills: DecidedBill[], findUsages: UsagePort): Promise<void> {
  const waiting = await listAwaitingRelease(
    ctx,
    bills.map(({ accountId }) => accountId),
  )
  const months = [...Map.groupBy(waiting, ({ billMonth }) => billMonth)].sort(([one], [other]) =>
    one.localeCompare(other),
  )
  for (const [billMonth, rows] of months) {
    await runBills(ctx, { billMonth, accountIds: rows.map(({ accountId }) => accountId) }, findUsages)
  }
}

const MEASURED_MONTHS = 12

/** The rules with each one's precision over the last year: confirmed hits among those that were decided. */
export async function listCheckRulesWithPrecision(ctx: Ctx): Promise<z.infer<typeof checkRuleList>> {
  const rows = await listCheckRuleRows(ctx, addMonths(civilDay(ctx.now), -MEASURED_MONTHS))
  return {
    items: rows.map(({ changedAt, ...row }) => {
      const decided = row.confirmed + row.falseAlarms
      return { ...row, changedAt: changedAt.toISOString(), precision: decided === 0 ? null : row.confirmed / decided }
    }),
  }
}

/** Changes a rule's figures from now on; refuses with `NOT_FOUND`, and `PARAMETERS_UNKNOWN` where names do not fit. */
export function changeCheckRule(ctx: Ctx, code: string, input: z.infer<typeof checkRuleInput>): Promise<void> {
  return transact(ctx, async (inner) => {
    const before = (await listCheckRuleRows(inner, civilDay(inner.now))).find((rule) => rule.code === code)
    if (!before) throw notFound('审核规则')
    const unknown = Object.keys(input.parameters).filter((name) => !(name in before.parameters))
    if (unknown.length > 0) {
      throw new Refusal('PARAMETERS_UNKNOWN', `规则 ${code} 没有参数 ${unknown.join('、')}`, {
        status: 400,
        issues: unknown.map((name) => ({ path: `parameters.${name}`, message: 'unknown parameter' })),
      })
    }
    await updateCheckRule(inner, { ...input, code, parameters: { ...before.parameters, ...input.parameters } })
    const { parameters, holds, enabled } = before
    await recordAudit(inner, {
      action: 'check-rule.changed',
      subject: `check-rule:${code}`,
      detail: { before: { parameters, holds, enabled }, after: input },
    })
  })
}
