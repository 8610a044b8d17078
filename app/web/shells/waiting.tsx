import type { BringingList } from '../../bringing/contract.ts'
import type { AccessReviews } from '../../people/review-contract.ts'
import { useResource } from '../kit/resource.ts'
import css from './places.module.css'

/** How many reviews of the unit are not done. */
export function WaitingReviews() {
  const { data } = useResource<AccessReviews>('/api/people/access-reviews')
  return <Badge waiting={data?.waiting} />
}

/** How many sheets wait for somebody like the reader to release them. */
export function WaitingBringings() {
  const { data } = useResource<BringingList>('/api/bringing/bringings')
  return <Badge waiting={data?.waiting} />
}

function Badge({ waiting = 0 }: { waiting: number | undefined }) {
  return waiting > 0 && <b className={css.badge}>{waiting}</b>
}
