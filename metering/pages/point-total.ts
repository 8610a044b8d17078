import { quantity } from '../../app/web/kit/format.ts'
import type { PointList } from '../contract.ts'

/** A list too long to be counted says what it has at least. */
export function totalOf(list: PointList | undefined): string | undefined {
  if (!list || list.total === null) return undefined
  return list.isTotalExact ? quantity(list.total) : `${quantity(list.total)}+`
}
