import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { openTask } from '../sql/corrections.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import {
  closeMarketTerm,
  insertMarketTerm,
  isBoughtByAgency,
  listBilledMonthsFrom,
  listMarketTerms,
} from '../sql/market.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { entryInput, exitInput, MarketTerms } from './contract.ts'

/** Days of an account in the retail market; refuses with `NOT_FOUND`. */
export async function listTerms(ctx: Ctx, accountNo: string): Promise<MarketTerms> {
  const { id } = await requireAccount(ctx, accountNo)
  return { items: (await listMarketTerms(ctx, id)).map(({ accountId: _, ...term }) => term) }
}

/**
 * An account enters the market. Months billed already for its days there get a correction task. Refuses with `NOT_FOUND` and
 * `ALREADY_IN_MARKET`, and `MARKET_NEEDS_AGENCY_PRICE` where no point of it has energy that is bought.
 */
export function enterMarket(ctx: Ctx, input: z.infer<typeof entryInput>): Promise<{ id: number }> {
  const { accountNo, retailer, from, reason, caseRef } = input
  return transact(ctx, async (inner) => {
    const { id: accountId } = await requireAccount(inner, accountNo)
    await lockLedgers(inner, [accountId])
    const touching = (await listMarketTerms(inner, accountId)).some(({ to }) => to === null || from < to)
    if (touching) throw new Refusal('ALREADY_IN_MARKET', '该户在此日或以后已有入市记录,请先办理退市')
    if (!(await isBoughtByAgency(inner, accountId, from))) {
      const message = '该户执行目录电价,不能进入零售市场;请先改类为代理购电价格'
      throw new Refusal('MARKET_NEEDS_AGENCY_PRICE', message, { issues: [{ path: 'accountNo', message }] })
    }
    const id = await insertMarketTerm(inner, { accountId, retailer, from, to: null, leftHow: null, reason, caseRef })
    await tellChange(inner, { accountId, action: 'market.entered', from, detail: { retailer, reason, caseRef } })
    return { id }
  })
}

/** It leaves, of its own will or not; `on` is the first day outside. Refuses with `NOT_FOUND`, `NOT_IN_MARKET`. */
export function leaveMarket(ctx: Ctx, id: number, input: z.infer<typeof exitInput>): Promise<{ id: number }> {
  const { accountNo, on, how: leftHow, reason, caseRef } = input
  return transact(ctx, async (inner) => {
    const { id: accountId } = await requireAccount(inner, accountNo)
    await lockLedgers(inner, [accountId])
    const term = (await listMarketTerms(inner, accountId)).find((each) => each.id === id)
    if (!term) throw notFound('入市记录')
    if (term.to !== null || on <= term.from) throw new Refusal('NOT_IN_MARKET', '该户此日不在零售市场,请核对退市日期')
    await closeMarketTerm(inner, id)
    const ended = await insertMarketTerm(inner, { ...term, to: on, leftHow, reason, caseRef })
    await tellChange(inner, { accountId, action: 'market.left', from: on, detail: { how: leftHow, reason, caseRef } })
    return { id: ended }
  })
}

type Change = {
  accountId: number
  action: 'market.entered' | 'market.left'
  from: string
  detail: Record<string, string>
}

async function tellChange(ctx: Ctx, { accountId, action, from, detail }: Change): Promise<void> {
  for (const billMonth of await listBilledMonthsFrom(ctx, accountId, from)) {
    await openTask(ctx, { accountId, billMonth, cause: 'file', detail: { day: from, because: action } })
  }
  await recordAudit(ctx, { action, subject: `account:${accountId}`, detail: { from, ...detail } })
}

async function requireAccount(ctx: Ctx, accountNo: string) {
  const account = await findReadableAccount(ctx, { accountNo })
  if (!account) throw notFound('户号')
  return account
}
