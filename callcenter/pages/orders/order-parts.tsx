import { instant } from '../../../app/web/kit/format.ts'
import { useNow } from '../../../app/web/kit/now.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { WorkOrder } from '../../orders/contract.ts'
import css from '../desk.module.css'
import { MatterMark } from '../matters/matter-parts.tsx'
import { orderWords } from './words.ts'

type Clock = WorkOrder['clocks'][number]

const clockTones: Record<Clock['state'], Tone> = {
  running: 'calm',
  'due-soon': 'warn',
  overdue: 'bad',
  paused: 'calm',
  met: 'good',
  missed: 'bad',
  merged: 'calm',
}
const statusTones: Record<WorkOrder['status'], Tone> = {
  open: 'warn',
  dispatched: 'warn',
  accepted: 'brand',
  reviewing: 'brand',
  finished: 'good',
  closed: 'calm',
  cancelled: 'calm',
  merged: 'calm',
}

export function OrderStatus({ order }: { order: WorkOrder }) {
  const say = useWords(orderWords)
  return (
    <>
      {order.form.danger === true && <Pill tone="bad">{say('order.danger')}</Pill>}
      {order.urgency === 'urgent' && <Pill tone="bad">{say('order.urgent')}</Pill>}
      <Pill tone={statusTones[order.status]}>{say(`order.status.${order.status}`)}</Pill>
      <MatterMark matters={order.matters} />
      {order.supervision && <Pill tone="bad">{say(`supervision.${order.supervision}`)}</Pill>}
      {order.isEscalated && <Pill tone="bad">{say('order.escalated')}</Pill>}
      {order.repeats > 0 && <Pill tone="bad">{say('order.repeats', { count: order.repeats + 1 })}</Pill>}
      {order.openTasks > 0 && <Pill tone="brand">{say('order.tasks', { count: order.openTasks })}</Pill>}
      {order.urges > 0 && <Pill tone="warn">{say('order.urged', { count: order.urges })}</Pill>}
    </>
  )
}

/** What was promised and how long is left of it. */
export function OrderClocks({ clocks }: { clocks: Clock[] }) {
  return (
    <span className={css.clocks}>
      {clocks.map((clock) => (
        <OrderClock key={clock.name} clock={clock} />
      ))}
    </span>
  )
}

function OrderClock({ clock }: { clock: Clock }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  const span = useSpan()
  const now = useNow(30_000)
  const { dueAt } = clock
  if (clock.state === 'merged' || dueAt === null)
    return (
      <span title={`${clock.limit[language]} · ${clock.legalBasis}`}>
        <Pill tone={clockTones[clock.state]}>
          {say(`clock.${clock.name}`)} {say(clock.state === 'merged' ? 'state.merged' : 'clock.paused')}
        </Pill>
      </span>
    )
  const leftMs = Date.parse(dueAt) - now
  const over = leftMs < 0
  const running = clock.stoppedAt === null
  const text = running
    ? say(over ? 'clock.over' : 'clock.left', { time: span(Math.abs(leftMs)) })
    : say(clock.state === 'missed' ? 'clock.missed' : 'clock.met')
  return (
    <span title={`${clock.limit[language]} · ${instant(dueAt)} · ${clock.legalBasis}`}>
      <Pill tone={running && over ? 'bad' : clockTones[clock.state]}>
        {say(`clock.${clock.name}`)} {text}
      </Pill>
    </span>
  )
}

function useSpan(): (ms: number) => string {
  const say = useWords(orderWords)
  return (ms) => {
    const minutes = Math.floor(ms / 60_000)
    if (minutes < 60) return say('time.minutes', { minutes })
    const hours = Math.floor(minutes / 60)
    if (hours < 48) return say('time.hours', { hours, minutes: minutes % 60 })
    return say('time.days', { days: Math.floor(hours / 24), hours: hours % 24 })
  }
}
