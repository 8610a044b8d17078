// Decides what stands against any change of supply (供电营业规则: 变更用电).
import { addDays, addMonths } from '../../../db/time.ts'
import type { ContractData, FileChange } from '../../contract.ts'
import { type AccountSnapshot, type CheckFacts, findRule, type Objection, type StatutoryRule } from './facts.ts'

/** Supply that is temporary is not changed, supply that has ended cannot be. */
export function objectToAccount({ accounts, rules }: CheckFacts<unknown>): Objection[] {
  return accounts.flatMap((account) => {
    const { status, temporaryUntil } = account.term
    if (status === 'closed') {
      return [object('ACCOUNT_CLOSED', 'accountNo', `户号 ${account.accountNo} 已销户`, '如需再次用电,请按新装办理')]
    }
    const rule = findRule(rules, 'not-for-temporary-supply')
    if (rule && temporaryUntil !== null) {
      const message = `户号 ${account.accountNo} 为临时用电,不办理变更用电`
      return [object('TEMPORARY_SUPPLY', 'accountNo', message, '需长期用电的,请按新装办理', rule)]
    }
    return []
  })
}

/** Debts are cleared first: the account's own, for all that would end or hand over the contract. */
export function objectToArrears({ accounts, rules, arrearsYuan }: CheckFacts<unknown>): Objection[] {
  const rule = findRule(rules, 'arrears-cleared')
  if (!rule) return []
  return accounts.flatMap(({ accountId, accountNo }) => {
    const yuan = arrearsYuan.get(accountId)
    if (yuan === undefined || !(Number(yuan) > 0)) return []
    const message = `户号 ${accountNo} 尚有电费 ${yuan} 元未结清`
    return [object('ARREARS', 'accountNo', message, '请先结清电费及违约金,再申请办理', rule)]
  })
}

/** Asked for so many working days before the day on which it is to begin. */
export function objectToNotice(
  { today, rules, working }: Pick<CheckFacts<unknown>, 'today' | 'rules' | 'working'>,
  from: string,
  path = 'form.from',
): Objection[] {
  const rule = findRule(rules, 'notice-working-days')
  if (!rule) return from < today ? [object('IN_THE_PAST', path, '日期不能早于今天', '请改为今天或以后的日期')] : []
  const earliest = working.addWorkingDays(today, rule.value)
  if (from >= earliest) return []
  const message = `须提前 ${rule.value} 个工作日申请,最早可从 ${earliest} 起`
  return [object('NOTICE_TOO_SHORT', path, message, `请将日期改为 ${earliest} 或以后`, rule)]
}

/** Nor too long before it: until then other changes wait for it. */
export function objectToFarDay(
  { today, rules }: Pick<CheckFacts<unknown>, 'today' | 'rules'>,
  from: string,
): Objection[] {
  const rule = findRule(rules, 'greatest-months-ahead')
  if (!rule || from <= addMonths(today, rule.value)) return []
  const latest = addMonths(today, rule.value)
  const message = `最多提前 ${rule.value} 个月申请,最迟可到 ${latest}`
  return [object('TOO_FAR_AHEAD', 'form.from', message, `请将日期改为 ${latest} 或以前`, rule)]
}

/** No shorter than some days, no longer than some months. */
export function objectToTerm(
  { rules }: Pick<CheckFacts<unknown>, 'rules'>,
  from: string,
  to: string | null,
): Objection[] {
  const greatest = findRule(rules, 'greatest-months')
  if (to === null) {
    if (!greatest) return []
    const remedy = `请填写结束日期,最迟 ${addMonths(from, greatest.value)}`
    return [object('TERM_MISSING', 'form.to', `须写明结束日期,期限不得超过 ${greatest.value} 个月`, remedy, greatest)]
  }
  if (to <= from) return [object('TERM_EMPTY', 'form.to', '结束日期须晚于开始日期', '请更正日期')]
  const least = findRule(rules, 'least-days')
  if (least && to < addDays(from, least.value)) {
    const message = `每次不得少于 ${least.value} 天`
    return [
      object('TERM_TOO_SHORT', 'form.to', message, `请将结束日期改为 ${addDays(from, least.value)} 或以后`, least),
    ]
  }
  if (greatest && to > addMonths(from, greatest.value)) {
    const message = `期限不得超过 ${greatest.value} 个月`
    const remedy = `请将结束日期改为 ${addMonths(from, greatest.value)} 或以前`
    return [object('TERM_TOO_LONG', 'form.to', message, remedy, greatest)]
  }
  return []
}

export function object(
  code: string,
  path: string,
  message: string,
  remedy: string,
  rule: Pick<StatutoryRule, 'clause'> | null = null,
): Objection {
  return { code, path, message, clause: rule?.clause ?? null, remedy }
}

/** The one account that a kind is about. */
export function onlyAccount({ accounts }: { accounts: AccountSnapshot[] }): AccountSnapshot {
  const [account] = accounts
  if (!account) throw new Error('a change of supply without its account')
  return account
}

/** What the customer file keeps of a signed contract. */
export function contractOf({ contractNo, signedOn }: ContractData): { contractNo: string; signedOn: string } {
  return { contractNo, signedOn }
}

export function renewal({ accountId }: AccountSnapshot, contract: ContractData, from: string): FileChange {
  return { change: 'contract-renewed', accountId, from, ...contractOf(contract) }
}
