/** Whether a password is good enough: GB/T 22239-2019 8.1.4.1 a), by the figures of the log-in policy. */
import type { Policy } from '../policy.ts'

const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u]

/** What the password lacks, in the words of its reader; none where it will do. */
export function refusePassword(
  policy: Pick<Policy, 'leastLength' | 'kinds'>,
  username: string,
  password: string,
): string[] {
  const faults: string[] = []
  if (policy.leastLength !== null && [...password].length < policy.leastLength) {
    faults.push(`密码至少 ${policy.leastLength} 位`)
  }
  if (policy.kinds !== null && countKinds(password) < policy.kinds) {
    faults.push(`密码须含大写字母、小写字母、数字、其他字符中的至少 ${policy.kinds} 种`)
  }
  if (policy.kinds !== null && contains(password, username)) faults.push('密码不得包含用户名')
  return faults
}

function countKinds(password: string): number {
  return kinds.filter((kind) => kind.test(password)).length
}

function contains(password: string, username: string): boolean {
  return username.length >= 4 && password.toLowerCase().includes(username.toLowerCase())
}
