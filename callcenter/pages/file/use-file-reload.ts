import { useLiveReload } from '../../../app/web/kit/live.ts'
import type { Resource } from '../../../app/web/kit/resource.ts'
import type { CallerFile } from '../../contract.ts'

/** Of all that happens in the house, only what is of the account in view. */
export function useFileReload({ data, reload }: Resource<CallerFile>): void {
  const kinds = ['work-order.opened', 'work-order.changed', 'alarm.raised', 'alarm.cleared']
  useLiveReload(kinds, reload, 1_000, ({ payload }) => {
    if (!data) return false
    const { account, openOrders, openAlarms } = data
    return (
      payload.accountId === account.accountId ||
      openOrders.some(({ id }) => id === payload.workOrderId) ||
      (openAlarms.known && openAlarms.value.some(({ id }) => id === payload.alarmId))
    )
  })
}
