/** Whether an account may be bound to a log-in: 个人信息保护法 第六条, 第五十一条, by the figures of the policy. */
import type { BindingInput } from '../contract.ts'
import type { CitizenPolicy } from '../policy.ts'

export type BindingFacts = {
  /** Failures that count, of the log-in and of the account number. */
  failed: { ofUser: number; ofAccount: number }
  /** Whether the account is there and the code is its holder's. */
  isCodeRight: boolean
  holder: { party: number; isPerson: boolean } | null
  /** Whether name and number are what the file has of the holder; null where they were not asked. */
  isRealName: boolean | null
  /** The party that the log-in is already, and how many accounts of others are bound to it. */
  party: number | null
  others: number
}

export type Because =
  | 'BINDING_REFUSED'
  | 'OWN_IS_FOR_PERSONS'
  | 'REAL_NAME_DIFFERS'
  | 'ANOTHER_PARTY'
  | 'ALREADY_OWN'
  | 'BINDINGS_FULL'

/** The first that is wrong. Without the right code nothing else is looked at, and locked is as wrong. */
export function mayBind(
  policy: CitizenPolicy,
  relation: BindingInput['relation'],
  facts: BindingFacts,
): { ok: true } | { ok: false; because: Because; counts: boolean } {
  const { failed, holder, party } = facts
  const refuse = (because: Because, counts = false) => ({ ok: false as const, because, counts })
  const isLocked = failed.ofUser >= policy.bindingFailuresUser || failed.ofAccount >= policy.bindingFailuresAccount
  if (isLocked) return refuse('BINDING_REFUSED')
  if (!holder || !facts.isCodeRight) return refuse('BINDING_REFUSED', true)
  if (party === holder.party) return refuse('ALREADY_OWN')
  if (relation === 'other') {
    return facts.others >= policy.bindingsUser ? refuse('BINDINGS_FULL') : { ok: true }
  }
  if (!holder.isPerson) return refuse('OWN_IS_FOR_PERSONS')
  if (!facts.isRealName) return refuse('REAL_NAME_DIFFERS', true)
  return party !== null ? refuse('ANOTHER_PARTY') : { ok: true }
}

export const refusals: Record<Because, { path: string; message: string }> = {
  BINDING_REFUSED: {
    path: 'code',
    message: '户号或绑定码不正确,或因连续失败过多暂不能绑定。请核对最近一期账单,或改日再试',
  },
  OWN_IS_FOR_PERSONS: { path: 'relation', message: '单位用户不能在线实名核验,请以“亲友/代办”绑定,或到营业厅开立登录' },
  REAL_NAME_DIFFERS: { path: 'idNumber', message: '姓名或身份证号码与该户档案不一致;档案有误请到营业厅更正' },
  ANOTHER_PARTY: {
    path: 'relation',
    message: '您已核验为另一户主,一个登录只能是一位户主。该户请以“亲友/代办”绑定,或先解除原户主身份',
  },
  ALREADY_OWN: { path: 'relation', message: '该户就是您名下的,已在列表中' },
  BINDINGS_FULL: { path: 'relation', message: '绑定的亲友户号已达上限,请先解除不用的' },
}
