import { instant } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { OrderRecord } from '../../orders/contract.ts'
import css from './orders.module.css'
import { orderWords } from './words.ts'

type Told = NonNullable<OrderRecord['acts'][number]['onSite']>
/** Sent later than this it was without a network. */
const LATE_MS = 120_000

/** Of a step that was written on site: where, when it was sent, and its pictures. */
export function OnSite({ at, of: { sentAt, place, pictures } }: { at: string; of: Told }) {
  const say = useWords(orderWords)
  const isLate = Date.parse(sentAt) - Date.parse(at) > LATE_MS
  return (
    <div className={css.when}>
      {place
        ? say('site.place', { place: `${place.latitude}, ${place.longitude}`, metres: place.accuracyM })
        : say('site.noPlace')}
      {isLate && ` · ${say('site.late', { at: instant(sentAt) })}`}
      {pictures.length > 0 && (
        <div className={css.pictures}>
          {pictures.map(({ id, kind }) => (
            <a key={id} href={`/api/callcenter/order-photos/${id}`} target="_blank" rel="noreferrer">
              <img src={`/api/callcenter/order-photos/${id}`} alt={say(`site.${kind}`)} loading="lazy" />
            </a>
          ))}
        </div>
      )}
    </div>
  )
}
