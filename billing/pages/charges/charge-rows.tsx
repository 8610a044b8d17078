import { Link } from 'react-router'
import type { z } from 'zod'
import { yuan } from '../../../app/web/kit/format.ts'
import { MorePages } from '../../../app/web/kit/more-pages.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeSummary, chargeList } from '../../charges/contract.ts'
import { ChargePill } from './charge-pill.tsx'
import css from './charges.module.css'
import { chargeWords } from './words.ts'

type List = z.infer<typeof chargeList>
const itemsOf = (page: List) => page.items

/** An account's charges that are no bills; nothing where there are none, which is the rule. */
export function ChargeRows({ base, to }: { base: string | null; to: (id: number) => string }) {
  const say = useWords(chargeWords)
  const pages = usePages<List, ChargeSummary>(base && `${base}/charges`, itemsOf)
  if (pages.items.length === 0) return null
  return (
    <Panel title={say('mine')}>
      {pages.items.map(({ id, kind, status, totalYuan, reason, dueOn }) => (
        <Link key={id} to={to(id)} className={css.item}>
          <span>
            {say(`kind.${kind}`)} <ChargePill status={status} />
          </span>
          <span className={css.amount}>{yuan(totalYuan)}</span>
          <span className={`${css.note} ${css.reason}`}>{reason}</span>
          <span className={css.note}>
            {(status === 'issued' || status === 'overdue') && say('mine.due', { due: dueOn })}
          </span>
        </Link>
      ))}
      <MorePages of={pages} />
    </Panel>
  )
}
