import { useEffect, useRef } from 'react'
import { useLive } from '../../../app/web/kit/live.ts'
import type { Resource } from '../../../app/web/kit/resource.ts'
import type { CallerFile } from '../../contract.ts'

const RELOAD_MS = 1_000

/** Of all that happens in the house, only what is of the account in view. */
export function useFileReload({ data, reload }: Resource<CallerFile>): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLive(['work-order.opened', 'work-order.changed', 'alarm.raised', 'alarm.cleared'], ({ payload }) => {
    if (!data || timer.current !== undefined) return
    const { account, openOrders, openAlarms } = data
    const isShown =
      payload.accountId === account.accountId ||
      openOrders.some(({ id }) => id === payload.workOrderId) ||
      (openAlarms.known && openAlarms.value.some(({ id }) => id === payload.alarmId))
    if (!isShown) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      reload()
    }, RELOAD_MS)
  })
}
