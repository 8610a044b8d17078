import type { Ctx } from '../../db/context.ts'
import { readPriceBook } from '../prices.ts'
import { pricesOfBook } from '../rules/run/land.ts'
import { listCheckRules } from '../sql/checks.ts'
import { listDueRules } from '../sql/facts.ts'
import { listAllowanceRules, listPowerFactorDuties } from '../sql/file-facts.ts'
import { listMarketTolerances } from '../sql/market.ts'
import type { UsagePort } from '../usage.ts'
import type { Shared } from './shapes.ts'

/** Reads once what all batches of a run share. */
export async function readShared(ctx: Ctx, billMonth: string, findUsages: UsagePort): Promise<Shared> {
  const book = await readPriceBook(ctx)
  return {
    billMonth,
    findUsages,
    pricesOf: pricesOfBook(book),
    timetables: book.timetables,
    dueRules: await listDueRules(ctx),
    allowanceRules: await listAllowanceRules(ctx),
    powerFactorDuties: await listPowerFactorDuties(ctx),
    checkRules: await listCheckRules(ctx),
    marketTolerances: await listMarketTolerances(ctx),
  }
}
