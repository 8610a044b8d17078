/** Decides how a work order's clock stands (国家电网供电服务“十项承诺”; 95598 服务申请时限). */

export type Clock = { startedAt: Date; dueAt: Date; stoppedAt: Date | null }
export type ClockState = 'running' | 'due-soon' | 'overdue' | 'met' | 'missed'

/** `soonPercent` of the time allowed before it is due somebody should look. A clock stopped at the very instant it is due was met. */
export function decideClockState(clock: Clock, now: Date, soonPercent: number): ClockState {
  const due = clock.dueAt.getTime()
  if (clock.stoppedAt) return clock.stoppedAt.getTime() <= due ? 'met' : 'missed'
  if (now.getTime() > due) return 'overdue'
  const allowed = due - clock.startedAt.getTime()
  return due - now.getTime() <= (allowed * soonPercent) / 100 ? 'due-soon' : 'running'
}

export function describeLimit(amount: number, unit: 'minutes' | 'working-days'): string {
  if (unit === 'working-days') return `${amount} 个工作日`
  return amount % 60 === 0 ? `${amount / 60} 小时` : `${amount} 分钟`
}
