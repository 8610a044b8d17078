/** Decides which work orders may be done as one (house rule): of one kind and one unit, neither of them over. */
import { atWork, type OrderStatus } from './steps.ts'

export type Mergeable = {
  id: number
  kind: string
  organisationId: number
  accountId: number | null
  status: OrderStatus
  hasMerged: boolean
  openTasks: number
}
type MergeRefusal = 'TASKS_OPEN' | 'MERGE_NOT_POSSIBLE' | 'MERGE_UNLIKE' | 'MERGED_ALREADY'

/** What one has taken in stays where it is; complaints and reports are each of their own customer. */
export function decideMerger(one: Mergeable, into: Mergeable): { ok: true } | { ok: false; because: MergeRefusal } {
  if (into.status === 'merged' || one.hasMerged) return { ok: false, because: 'MERGED_ALREADY' }
  if (one.id === into.id || !atWork.includes(one.status) || !atWork.includes(into.status))
    return { ok: false, because: 'MERGE_NOT_POSSIBLE' }
  if (one.openTasks > 0) return { ok: false, because: 'TASKS_OPEN' }
  const isOfOne = one.kind === 'complaint' || one.kind === 'report'
  const isAlike = one.kind === into.kind && one.organisationId === into.organisationId
  const isSameCustomer = one.accountId !== null && one.accountId === into.accountId
  return isAlike && (!isOfOne || isSameCustomer) ? { ok: true } : { ok: false, because: 'MERGE_UNLIKE' }
}
