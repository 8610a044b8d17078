/** Decides how a work order's clock stands and what may happen to it (国家电网供电服务“十项承诺”; 95598 服务申请时限). */

export type Clock = { startedAt: Date; dueAt: Date | null; stoppedAt: Date | null; isMerged?: boolean }
export type ClockState = 'running' | 'due-soon' | 'overdue' | 'paused' | 'met' | 'missed' | 'merged'
export type ClockAct = 'start' | 'pause' | 'resume' | 'stop' | 'merge' | 'reopen'
export const levels = ['warning', 'breach', 'escalation'] as const
export type Level = (typeof levels)[number]

/**
 * `soonPercent` of the time allowed before it is due somebody should look. A clock stopped at the very instant it is due was
 * met; one that stands is due at no time; one that a merger stopped is kept by the order that leads.
 */
export function decideClockState(
  { startedAt, dueAt, stoppedAt, isMerged }: Clock,
  now: Date,
  soonPercent: number,
): ClockState {
  if (isMerged) return 'merged'
  if (dueAt === null) return 'paused'
  const due = dueAt.getTime()
  if (stoppedAt) return stoppedAt.getTime() <= due ? 'met' : 'missed'
  if (now.getTime() > due) return 'overdue'
  const allowed = due - startedAt.getTime()
  return due - now.getTime() <= (allowed * soonPercent) / 100 ? 'due-soon' : 'running'
}

/** Whether a clock that runs may be paused, or one that stands may go on. Nobody pauses a promise that is broken already. */
export function mayAct(clock: Clock & { pausedAt: Date | null }, act: 'pause' | 'resume', now: Date): boolean {
  if (clock.stoppedAt) return false
  if (act === 'resume') return clock.pausedAt !== null
  return clock.pausedAt === null && clock.dueAt !== null && now <= clock.dueAt
}

export function describeLimit(
  amount: number,
  unit: 'minutes' | 'working-minutes' | 'working-days',
): { zh: string; en: string } {
  const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`
  if (unit === 'working-days') return { zh: `${amount} 个工作日`, en: many(amount, 'working day') }
  const isWorking = unit === 'working-minutes'
  const said = isWorking ? 'working ' : ''
  if (amount % 60 !== 0)
    return { zh: `${amount} ${isWorking ? '个工作分钟' : '分钟'}`, en: many(amount, `${said}minute`) }
  return { zh: `${amount / 60} ${isWorking ? '个工作小时' : '小时'}`, en: many(amount / 60, `${said}hour`) }
}
