import type { Ctx } from '../../db/context.ts'
import { type Issue, Refusal } from '../../db/refusal.ts'
import type { ApplicationKind, Forms } from '../contract.ts'
import type { Ports } from '../ports.ts'
import type { AccountSnapshot } from '../rules/kinds/facts.ts'
import { periodRoles } from '../rules/kinds/meter-exchange.ts'
import { offerOf, whyNotOffered } from './offer.ts'

type AccountClass = AccountSnapshot['term']['class'] | undefined
type Asked = {
  path: string
  priceCode: string
  accountClass: AccountClass
  capacityKva?: number
  day?: string
  needsPeriods: boolean
}

/**
 * Prices that a form names must be in the price book, for the supply that is asked for, and be such as the meter can tell.
 * Refuses with `DATA_IMPLAUSIBLE`.
 */
export async function refusePrices(
  ctx: Ctx,
  { kind, form, accounts }: { kind: ApplicationKind; form: object; accounts: AccountSnapshot[] },
  ports: Pick<Ports, 'findPrice' | 'advisePrices'>,
): Promise<void> {
  const issues: Issue[] = []
  const [account] = accounts
  for (const { path, priceCode, needsPeriods, ...asked } of pricesOf(kind, form, accounts)) {
    const { accountClass } = asked
    const price = await ports.findPrice(ctx, priceCode)
    const unfit = price && account && (await whyNotOffered(ctx, priceCode, offerOf(ctx, account, asked), ports))
    if (!price) issues.push({ path, message: '电价代码不在电价目录中' })
    else if (price.accountClass && accountClass && price.accountClass !== accountClass) {
      issues.push({ path, message: '该电价不适用于所选用电类别,请重新选择' })
    } else if (unfit) issues.push({ path, message: unfit })
    else if (price.timeOfUse && needsPeriods && lacksPeriods(accounts)) {
      issues.push({ path, message: '现装电能表没有峰谷示数,请申请改类并换装电能表后再选分时电价' })
    }
  }
  if (issues.length > 0) throw new Refusal('DATA_IMPLAUSIBLE', '填写的内容有误,请检查标出的项目', { issues })
}

/** A change of class may put up another meter, a change of the price option does not. */
function pricesOf(kind: ApplicationKind, form: object, accounts: AccountSnapshot[]): Asked[] {
  if (kind === 'split') {
    return (form as Forms['split']).parts.map(({ priceCode, class: accountClass, capacityKva }, n) => ({
      ...{ path: `form.parts.${n}.priceCode`, priceCode, accountClass, capacityKva, needsPeriods: false },
    }))
  }
  if (!('priceCode' in form)) return []
  const { priceCode, from: day } = form as { priceCode: string; from?: string }
  const accountClass = kind === 'class-change' ? (form as Forms['class-change']).toClass : accounts[0]?.term.class
  return [
    { path: 'form.priceCode', priceCode, accountClass, needsPeriods: kind === 'price-option', ...(day && { day }) },
  ]
}

function lacksPeriods(accounts: AccountSnapshot[]): boolean {
  const meters = accounts.flatMap(({ points }) => points.flatMap(({ meter }) => meter ?? []))
  return meters.some(({ roles }) => periodRoles.some((role) => !roles.includes(role)))
}
