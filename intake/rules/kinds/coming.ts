// Decides what of an account is agreed already and begins later, and what may still be asked for before it does.
import { object, onlyAccount } from './common.ts'
import type { AccountSnapshot, CheckFacts, Coming, Objection } from './facts.ts'

/** The account as it is going to be charged on a day, by what is agreed now. */
export function accountOn(account: AccountSnapshot, day: string): AccountSnapshot {
  return account.coming.filter(({ from }) => from <= day).reduce(begin, account)
}

function begin(account: AccountSnapshot, { from, pointId, ...coming }: Coming): AccountSnapshot {
  if (coming.field === 'baseCharge') {
    return { ...account, term: { ...account.term, baseCharge: coming.value, baseChargeSince: from } }
  }
  const set =
    coming.field === 'priceCode'
      ? { priceCode: coming.value }
      : { contractDemandKw: coming.value, contractDemandSince: from }
  return {
    ...account,
    points: account.points.map((point) => (point.pointId === pointId ? { ...point, ...set } : point)),
  }
}

/** What is agreed for a day behind that from which the same is asked for would end it unasked. */
export function objectToLater(account: AccountSnapshot, from: string, fields: Coming['field'][]): Objection[] {
  const later = account.coming.find((each) => from < each.from && fields.includes(each.field))
  if (!later) return []
  const remedy = `请将日期改为 ${later.from} 或以后`
  return [object('COMING_CHANGE', 'form.from', `自 ${later.from} 起已另有约定(${numberOf(later)})`, remedy)]
}

/** A change whose day the work on site decides waits until what is agreed has begun. */
export function objectToComing(facts: Pick<CheckFacts<unknown>, 'accounts'>, fields: Coming['field'][]): Objection[] {
  const later = onlyAccount(facts).coming.find(({ field }) => fields.includes(field))
  if (!later) return []
  const message = `该户的计费方式自 ${later.from} 起已另有约定(${numberOf(later)})`
  return [object('COMING_CHANGE', 'accountNo', message, `请在 ${later.from} 或以后申请`)]
}

function numberOf({ caseRef }: Coming): string {
  return caseRef.replace('application:', '')
}
