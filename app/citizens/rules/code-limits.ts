/** Whether another code may be sent: 通信短信息服务管理规定 第十八条 and GB/T 22239-2019 8.1.4.1 b), by the figures of the policy. */
import type { CitizenPolicy } from '../policy.ts'

export type Asked = { latestAt: Date | null; ofPhone: number; ofAddress: number }

type Verdict = { ok: true } | { ok: false; because: 'CODE_TOO_SOON' | 'CODES_EXHAUSTED'; message: string }

/** Of a number that has a log-in as of one that has none. */
export function mayAskCode(policy: CitizenPolicy, asked: Asked, now: Date): Verdict {
  const { codeGapSeconds } = policy
  if (asked.latestAt && now.getTime() - asked.latestAt.getTime() < codeGapSeconds * 1000) {
    return { ok: false, because: 'CODE_TOO_SOON', message: `验证码刚刚发出,${codeGapSeconds} 秒内不能重发` }
  }
  if (asked.ofPhone >= policy.codesPhoneDay || asked.ofAddress >= policy.codesAddressHour) {
    return { ok: false, because: 'CODES_EXHAUSTED', message: '验证码发送次数已达上限,请改日再试或拨打 95598' }
  }
  return { ok: true }
}
