import { instant } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { HandIn } from '../../hand-ins/contract.ts'
import type { OrderRecord } from '../../orders/contract.ts'
import { nameOrder } from '../../orders/kinds/contract.ts'
import { orderWords } from '../orders/words.ts'
import { handInWords } from './words.ts'

const tones: Record<HandIn['state'], Tone> = {
  running: 'calm',
  'due-soon': 'warn',
  overdue: 'bad',
  met: 'good',
  missed: 'bad',
}

export function HandInState({ state }: Pick<HandIn, 'state'>) {
  const say = useWords(handInWords)
  return <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
}

export function useHotline(): (of: Pick<HandIn, 'hotline' | 'hotlineName'>) => string {
  const say = useWords(handInWords)
  return ({ hotline, hotlineName }) => hotlineName ?? say(`hotline.${hotline}`)
}

export function HandInOrders({ orders }: Pick<HandIn, 'orders'>) {
  const say = useWords(handInWords)
  const sayOrder = useWords(orderWords)
  const [language] = useLanguage()
  if (orders.length === 0) return say('order.none')
  return orders.map(({ id, workOrderNo, kind, subkind, status }) => (
    <div key={id}>
      {workOrderNo} {nameOrder(kind, subkind)[language]} · {sayOrder(`order.status.${status}`)}
    </div>
  ))
}

/** Beside an order's own clocks: which hotline waits for its outcome, and until when. */
export function HandInOfOrder({ of }: { of: NonNullable<OrderRecord['handIn']> }) {
  const say = useWords(handInWords)
  const nameHotline = useHotline()
  const { theirNo, dueAt, repliedAt } = of
  const told = repliedAt
    ? say('on.order.replied', { at: instant(repliedAt) })
    : say('on.order.due', { at: instant(dueAt) })
  return (
    <div>
      <Pill tone={repliedAt ? 'good' : 'warn'}>{say('on.order')}</Pill> {nameHotline(of)} {theirNo} · {told}
    </div>
  )
}
