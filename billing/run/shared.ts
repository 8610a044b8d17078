import type { Ctx } from '../../db/context.ts'
import { readPriceBook } from '../prices.ts'
import { landPrices } from '../rules/run/land.ts'
import type { LandedPrice } from '../rules/run/price.ts'
import { listCheckRules } from '../sql/checks.ts'
import { listDueRules } from '../sql/facts.ts'
import { listAllowanceRules } from '../sql/file-facts.ts'
import type { UsagePort } from '../usage.ts'
import type { Shared } from './shapes.ts'

/** Reads once what all batches of a run share. */
export async function readShared(ctx: Ctx, billMonth: string, findUsages: UsagePort): Promise<Shared> {
  const book = await readPriceBook(ctx)
  // What a code costs on given days is the same object for every account: parts of a bill are told apart by it.
  const landed = new Map<string, LandedPrice[]>()
  return {
    billMonth,
    findUsages,
    pricesOf(priceCode, from, to) {
      const key = `${priceCode}|${from}|${to}`
      const known = landed.get(key) ?? landPrices(book, priceCode, from, to)
      landed.set(key, known)
      return known
    },
    dueRules: await listDueRules(ctx),
    allowanceRules: await listAllowanceRules(ctx),
    checkRules: await listCheckRules(ctx),
  }
}
