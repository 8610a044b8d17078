import type { Ctx } from '../db/context.ts'
import { type Issue, Refusal } from '../db/refusal.ts'
import type { ApplicationKind, Forms } from './contract.ts'
import type { PricePort } from './ports.ts'
import type { AccountSnapshot } from './rules/kinds/facts.ts'
import { periodRoles } from './rules/kinds/meter-exchange.ts'

type Asked = { path: string; priceCode: string; accountClass: string | undefined; needsPeriods: boolean }

/**
 * Prices that a form names must be in the price book, for the class that is asked for, and be such as the meter can tell.
 * Refuses with `DATA_IMPLAUSIBLE`.
 */
export async function refusePrices(
  ctx: Ctx,
  { kind, form, accounts }: { kind: ApplicationKind; form: object; accounts: AccountSnapshot[] },
  { findPrice }: { findPrice: PricePort },
): Promise<void> {
  const issues: Issue[] = []
  for (const { path, priceCode, accountClass, needsPeriods } of pricesOf(kind, form, accounts)) {
    const price = await findPrice(ctx, priceCode)
    if (!price) issues.push({ path, message: '电价代码不在电价目录中' })
    else if (price.accountClass && accountClass && price.accountClass !== accountClass) {
      issues.push({ path, message: '该电价不适用于所选用电类别,请重新选择' })
    } else if (price.timeOfUse && needsPeriods && lacksPeriods(accounts)) {
      issues.push({ path, message: '现装电能表没有峰谷示数,请申请改类并换装电能表后再选分时电价' })
    }
  }
  if (issues.length > 0) throw new Refusal('DATA_IMPLAUSIBLE', '填写的内容有误,请检查标出的项目', { issues })
}

/** A change of class may put up another meter, a change of the price option does not. */
function pricesOf(kind: ApplicationKind, form: object, accounts: AccountSnapshot[]): Asked[] {
  if (kind === 'split') {
    return (form as Forms['split']).parts.map(({ priceCode, class: accountClass }, n) => ({
      ...{ path: `form.parts.${n}.priceCode`, priceCode, accountClass, needsPeriods: false },
    }))
  }
  if (!('priceCode' in form)) return []
  const { priceCode } = form as { priceCode: string }
  const accountClass = kind === 'class-change' ? (form as Forms['class-change']).toClass : accounts[0]?.term.class
  return [{ path: 'form.priceCode', priceCode, accountClass, needsPeriods: kind === 'price-option' }]
}

function lacksPeriods(accounts: AccountSnapshot[]): boolean {
  const meters = accounts.flatMap(({ points }) => points.flatMap(({ meter }) => meter ?? []))
  return meters.some(({ roles }) => periodRoles.some((role) => !roles.includes(role)))
}
