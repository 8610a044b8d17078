import type { ReactNode } from 'react'
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
    item.workOrderNo && item.workOrderNo !== item.label && item.workOrderNo,
    item.accountNo && say('account', { no: item.accountNo }),
    item.until && `${say('col.until')} ${instant(item.until)}`,
    item.heldBy && `${say('col.held')} ${item.heldBy}`,
    item.travelled > 1 && `${say('col.travelled')} ${say('times', { count: item.travelled })}`,
  ].filter(Boolean)
  return (
    <div>
      <div className={css.head}>
        <b>{say(`item.${item.kind}`)}</b>
        {item.isUrgent && <Pill tone="bad">{say('urgent')}</Pill>}
        {mark}
      </div>
      <p className={css.note}>{[item.label, item.note].filter(Boolean).join(' ')}</p>
      {about.length > 0 && <div className={css.small}>{about.join(' · ')}</div>}
      {children}
    </div>
  )
}
