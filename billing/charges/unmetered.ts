import type { Ctx } from '../../db/context.ts'
import type { Subscriber } from '../../db/events.ts'
import { Refusal } from '../../db/refusal.ts'
import { readPriceBook } from '../prices.ts'
import { flatPrice } from '../rules/flat-price.ts'
import { priceFor } from '../rules/price.ts'
import { findUnmetered } from '../sql/unmetered.ts'
import { draftCharge } from './charges.ts'

/**
 * A supply without a meter is charged once, for the whole time agreed: its charge is drafted as its account is opened, for a
 * clerk to issue. One whose price has no one figure is parked with `UNMETERED_PRICE_UNFIT`.
 */
export const unmeteredSupplies: Subscriber = {
  name: 'billing.unmetered-supplies',
  kinds: ['account.opened'],
  async handle(ctx, event) {
    if (event.kind === 'account.opened') await draftAgreed(ctx, event.payload.accountId)
  },
}

async function draftAgreed(ctx: Ctx, accountId: number): Promise<void> {
  const agreed = await findUnmetered(ctx, accountId)
  if (!agreed) return
  const { accountNo, loads, hoursPerDay, from, to, caseRef, priceCode } = agreed
  const verdict = priceFor(await readPriceBook(ctx), { priceCode: priceCode ?? '', day: from })
  const price = verdict.ok ? flatPrice(verdict) : null
  if (price === null) {
    throw new Refusal(
      'UNMETERED_PRICE_UNFIT',
      `户号 ${accountNo} 的电价 ${priceCode} 没有单一的电度电价,无表用电不能起草`,
    )
  }
  await draftCharge(ctx, {
    accountNo,
    kind: 'unmetered-supply',
    input: {
      ruleEdition: from < '2024-06-01' ? '1996' : '2024',
      period: { from, to },
      loads: loads.map((load) => ({ ...load, hoursPerDay })),
      ...price,
    },
    reason: '无表临时用电,按约定容量、时数和期限预收',
    evidence: caseRef.replace('application:', ''),
    ...{ aboutFrom: from, aboutTo: to },
    idempotencyKey: caseRef,
  })
}
