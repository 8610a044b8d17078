import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { HandOverItem } from '../../shifts/contract.ts'
import css from './shifts.module.css'
import { shiftWords } from './words.ts'

/** What is handed over, with what it is about and how far it has come. */
export function ItemText({ item, mark, children }: { item: HandOverItem; mark?: ReactNode; children?: ReactNode }) {
  const say = useWords(shiftWords)
  const about = [
    item.accountNo && say('account', { no: item.accountNo }),
    item.until && `${say('col.until')} ${instant(item.until)}`,
    item.heldBy && `${say('col.held')} ${item.heldBy}`,
    item.travelled > 1 && `${say('col.travelled')} ${say('times', { count: item.travelled })}`,
  ].filter(Boolean)
  const isElsewhere = item.workOrderNo !== null && item.workOrderNo !== item.label
  return (
    <div>
      <div className={css.head}>
        <b>{say(`item.${item.kind}`)}</b>
        {item.isUrgent && <Pill tone="bad">{say('urgent')}</Pill>}
        {mark}
      </div>
      <p className={css.note}>
        {item.workOrderNo === item.label ? <OrderLink no={item.label} /> : item.label} {item.note}
      </p>
      {(about.length > 0 || isElsewhere) && (
        <div className={css.small}>
          {isElsewhere && <OrderLink no={item.workOrderNo} />}
          {isElsewhere && about.length > 0 && ' · '}
          {about.join(' · ')}
        </div>
      )}
      {children}
    </div>
  )
}

/** The order among all of them, opened. */
function OrderLink({ no }: { no: string | null }) {
  return no && <Link to={withQuery('/desk/orders', { order: no })}>{no}</Link>
}
