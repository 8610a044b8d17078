/** What somebody whose password was right still owes before he may work: GB/T 22239-2019 8.1.4.1, by the log-in policy. */
import type { Policy } from '../policy.ts'

export type Stage = 'code' | 'password' | 'enrol' | 'open'

export type Standing = { mustChange: boolean; passwordSetAt: Date; hasSecondFactor: boolean }

const DAY_MS = 86_400_000

export function decideStage(
  policy: Pick<Policy, 'expiryDays' | 'secondFactor'>,
  standing: Standing,
  at: { now: Date; codeGiven: boolean },
): Stage {
  if (standing.hasSecondFactor && !at.codeGiven) return 'code'
  if (standing.mustChange) return 'password'
  const endsAt = passwordEndsAt(policy, standing.passwordSetAt)
  if (endsAt && endsAt <= at.now) return 'password'
  return policy.secondFactor && !standing.hasSecondFactor ? 'enrol' : 'open'
}

export function passwordEndsAt({ expiryDays }: Pick<Policy, 'expiryDays'>, setAt: Date): Date | null {
  return expiryDays === null ? null : new Date(setAt.getTime() + expiryDays * DAY_MS)
}
