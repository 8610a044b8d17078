import { type CheckedDay, checkAuditDays } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import { addDays } from '../../db/time.ts'
import type { Chain } from './contract.ts'
import { findFirstDay, findLatestSeal, findSeal, listOpenDays } from './sql/chain.ts'

const LONGEST_DAYS = 93

/** Every day of a period, each hashed anew; refuses with `PERIOD_TOO_LONG`, as nobody waits for years before a screen. */
export async function checkChain(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<Chain> {
  if (to < from) throw refusePeriod('止日不能早于起日')
  if (addDays(from, LONGEST_DAYS) <= to) {
    throw refusePeriod(`一次最多校验 ${LONGEST_DAYS} 天;更长的期间请用命令 dianhu audit verify`)
  }
  const checked: CheckedDay[] = []
  for await (const day of checkAuditDays(ctx, { from, to })) checked.push(day)
  const open = await listOpenDays(ctx, { from, to })
  return {
    ...{ from, to },
    days: [
      ...open.map(({ day, entries }) => {
        return { day, entries, hash: null, recomputed: null, state: 'open' as const, fault: null }
      }),
      ...checked.reverse().map(({ day, found, hash, recomputed, fault }) => {
        return { day, entries: found, hash, recomputed, state: fault ? ('broken' as const) : ('whole' as const), fault }
      }),
    ],
    brokenOn: checked.findLast(({ fault }) => fault)?.day ?? null,
    latestSeal: await findLatestSeal(ctx),
    firstDay: await findFirstDay(ctx),
  }
}

export type Kept = { day: string; hash: string }
export type Verified = {
  whole: boolean
  brokenOn: string | null
  /** `seal`: the chain does not run through the seal that somebody kept. */
  because: CheckedDay['fault'] | 'seal'
  days: number
  entries: number
  openDays: string[]
  latestSeal: Kept | null
}

/** The whole chain, or a part of it, day by day until the first break; held to a seal that was kept outside. */
export async function verifyChain(
  ctx: Pick<Ctx, 'db'>,
  { from, to, kept }: { from?: string | undefined; to?: string | undefined; kept?: Kept | undefined },
): Promise<Verified> {
  let [days, entries] = [0, 0]
  const openDays = (await listOpenDays(ctx, { from: from ?? '-infinity', to: to ?? 'infinity' })).map(({ day }) => day)
  const told = { openDays, latestSeal: await findLatestSeal(ctx) }
  if (kept && (await findSeal(ctx, kept.day)) !== kept.hash) {
    return { whole: false, brokenOn: kept.day, because: 'seal', days, entries, ...told }
  }
  for await (const { day, found, fault } of checkAuditDays(ctx, { from, to })) {
    days += 1
    entries += found
    if (fault) return { whole: false, brokenOn: day, because: fault, days, entries, ...told }
  }
  return { whole: true, brokenOn: null, because: null, days, entries, ...told }
}

function refusePeriod(message: string): Refusal {
  return new Refusal('PERIOD_TOO_LONG', message, { status: 400, issues: [{ path: 'to', message }] })
}
