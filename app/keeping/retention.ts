import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import type { Erasure } from '../../db/erasures.ts'
import { transact } from '../../db/pool.ts'
import { addMonths, civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import type { Retention } from './contract.ts'
import { listKeptAccounts, listLatestErasures, listRetentionRules, type RuleRow } from './sql/retention.ts'

/** A dry run counts no further: how much there is, is known by then. */
const COUNTED = 100_000
const BATCH = 5_000
/** SQLSTATE of a lock that was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03'

/** What is kept for how long, and what of it is over now. Erases nothing. */
export async function findRetention(ctx: Ctx, erasures: Erasure[]): Promise<Retention> {
  const accounts = await listKeptAccounts(ctx)
  const latest = await listLatestErasures(ctx)
  const rules = []
  for (const rule of await listRetentionRules(ctx)) {
    const before = endOf(rule, ctx.now)
    const erasure = erasureOf(rule, erasures)
    const due = erasure ? await erasure.count(ctx, { before, ...accounts, most: COUNTED + 1 }) : null
    const isMore = due !== null && due > COUNTED
    rules.push({ ...rule, before, due: isMore ? COUNTED : due, isMore, latest: latest.get(rule.kind) ?? null })
  }
  return toWire({ rules, keptAccounts: accounts.kept.length })
}

/**
 * Erases what is over, a batch in a transaction, so that nobody waits for it and a stop leaves the rest for the next night.
 * Each batch is on the record with its count: what is gone is on it too where the night is cut off. What somebody is at stays
 * for the next night. Returns the counts.
 */
export async function eraseOver(ctx: Ctx, erasures: Erasure[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const rule of await listRetentionRules(ctx)) {
    const erasure = erasureOf(rule, erasures)
    if (erasure) counts[rule.kind] = await eraseKind(ctx, erasure, rule)
  }
  return counts
}

async function eraseKind(ctx: Ctx, erasure: Erasure, rule: RuleRow): Promise<number> {
  const before = endOf(rule, ctx.now)
  let all = 0
  for (;;) {
    const erased = await transact(ctx, async (inner) => {
      // Asked each time: somebody may have placed a hold meanwhile.
      const batch = await erasure.erase(inner, { before, ...(await listKeptAccounts(inner)), most: BATCH })
      const detail = { erased: batch, before: before.toISOString() }
      if (batch > 0) await recordAudit(inner, { action: 'data.erased', subject: `retention:${rule.kind}`, detail })
      return batch
    }).catch(passOverBusy)
    if (erased === 0) return all
    all += erased
  }
}

function passOverBusy(fault: unknown): number {
  if ((fault as { code?: string }).code === LOCK_NOT_AVAILABLE) return 0
  throw fault
}

function erasureOf({ kind, isLeast }: RuleRow, erasures: Erasure[]): Erasure | undefined {
  return isLeast ? undefined : erasures.find((erasure) => erasure.kind === kind)
}

function endOf({ figure, unit }: RuleRow, now: Date): Date {
  if (unit === 'days') return new Date(now.getTime() - figure * 86_400_000)
  return startOfDay(addMonths(civilDay(now), -figure))
}
