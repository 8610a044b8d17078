import type { AccessReviews } from '../../people/review-contract.ts'
import { useResource } from '../kit/resource.ts'
import css from './places.module.css'

/** How many reviews of the unit are not done. */
export function WaitingReviews() {
  const { data } = useResource<AccessReviews>('/api/people/access-reviews')
  const waiting = data?.waiting ?? 0
  return waiting > 0 && <b className={css.badge}>{waiting}</b>
}
