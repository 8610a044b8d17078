import type { TableColumnsType } from 'antd'
import { type ReactNode, useState } from 'react'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { useNow } from '../../../app/web/kit/now.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FollowUp } from '../../follow-up/contract.ts'
import type { OrderLink } from '../../orders/contract.ts'
import { OrderDrawer } from '../orders/order-drawer.tsx'
import orders from '../orders/orders.module.css'
import { useAbout } from './about.ts'
import css from './follow-up.module.css'
import { followUpWords } from './words.ts'

const tones: Record<FollowUp['state'], Tone> = {
  waiting: 'calm',
  answered: 'good',
  refused: 'warn',
  'given-up': 'bad',
}

/** `reload`: an order that a score opened was worked at. */
export function FollowUpTable({ items, reload }: { items: FollowUp[]; reload: () => void }) {
  const [shown, setShown] = useState<OrderLink>()
  const say = useWords(followUpWords)
  const about = useAbout()
  const standing = useStanding()
  const columns: TableColumnsType<FollowUp> = [
    { title: say('col.state'), width: 120, render: (_, item) => standing(item) },
    {
      title: say('col.about'),
      render: (_, item) => (
        <span>
          {about(item)} <span className={css.small}>{item.subjectNo}</span>
        </span>
      ),
    },
    {
      title: say('col.customer'),
      width: 180,
      render: (_, { customer, phone }) => [customer ?? say('unknown'), phone].filter(Boolean).join(' '),
    },
    { title: say('col.way'), width: 100, render: (_, { way }) => say(`way.${way}`) },
    {
      title: say('col.next'),
      width: 150,
      render: (_, { state, nextAt }) => (state === 'waiting' ? instant(nextAt) : ''),
    },
    {
      title: say('col.attempts'),
      width: 90,
      align: 'right',
      render: (_, { attempts }) => say('attempts.line', { count: attempts }),
    },
    {
      title: say('col.score'),
      width: 90,
      align: 'right',
      render: (_, { score }) =>
        score === null ? (
          ''
        ) : (
          <Pill tone={score <= 2 ? 'bad' : score === 3 ? 'warn' : 'good'}>{say('score', { score })}</Pill>
        ),
    },
    {
      title: say('col.order'),
      width: 160,
      render: (_, { badOrder }) =>
        badOrder && (
          <button type="button" className={orders.name} onClick={() => setShown(badOrder)}>
            {badOrder.workOrderNo}
          </button>
        ),
    },
    {
      title: say('col.comment'),
      width: 260,
      render: (_, { comment }) => (
        <span className={css.comment} title={comment ?? undefined}>
          {comment ?? ''}
        </span>
      ),
    },
  ]
  return (
    <>
      <DataTable rowKey={({ id }) => String(id)} columns={columns} items={items} width={1270} pageSize={20} head={1} />
      <OrderDrawer order={shown} close={() => setShown(undefined)} done={reload} />
    </>
  )
}

function useStanding(): (of: FollowUp) => ReactNode {
  const say = useWords(followUpWords)
  const now = useNow(30_000)
  return ({ state, because, heldBy, nextAt }) => {
    if (state === 'waiting' && heldBy !== null) return <Pill tone="brand">{say('state.held', { who: heldBy })}</Pill>
    if (state === 'waiting' && new Date(nextAt).getTime() <= now) return <Pill tone="warn">{say('state.due')}</Pill>
    return (
      <>
        <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
        {because !== null && <span className={css.small}> {say(`because.${because}`)}</span>}
      </>
    )
  }
}
