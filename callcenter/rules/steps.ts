/** Decides what may be done to a work order on its way, and which of its clocks that starts and stops (`order_subkind`, `desk_rule`). */

export type OrderStatus =
  | 'open'
  | 'dispatched'
  | 'accepted'
  | 'reviewing'
  | 'finished'
  | 'closed'
  | 'cancelled'
  | 'merged'
export type ClockName = 'contact' | 'arrive' | 'answer' | 'restore'
/** `desk`: the agent may answer it himself; `office`: answered by a unit; `field`: done on site. */
export type Route = 'desk' | 'office' | 'field'

type Move = {
  from: readonly OrderStatus[]
  /** Absent: it stays where it is. */
  to?: OrderStatus
  /** Absent: on every way. */
  on?: readonly Route[]
  /** Not any more once one of these was done since it was accepted or returned. */
  until?: readonly string[]
  needsNote?: true
  stops?: readonly ClockName[]
  /** Only once this was done, since it was last taken up again. */
  after?: string
  starts?: 'opened' | 'arrived' | 'restored'
}

const everyClock = ['contact', 'arrive', 'answer', 'restore'] as const
/** Not reported back yet: somebody is still to do it. */
export const atWork: readonly OrderStatus[] = ['open', 'dispatched', 'accepted']
const unfinished: readonly OrderStatus[] = [...atWork, 'reviewing', 'finished']
const onSite = { from: ['accepted'], on: ['field'] } as const

/** In the order in which they are offered. */
const moves = {
  answer: { from: ['open'], to: 'closed', on: ['desk'], needsNote: true, stops: everyClock },
  dispatch: { from: ['open'], to: 'dispatched' },
  acceptance: { from: ['dispatched'], to: 'accepted' },
  refusal: { from: ['dispatched'], to: 'open', needsNote: true },
  departure: { ...onSite, until: ['departure', 'arrival'] },
  arrival: { ...onSite, until: ['arrival'], stops: ['arrive', 'contact'], starts: 'arrived' },
  estimate: onSite,
  restoration: { ...onSite, until: ['restoration'], after: 'arrival', stops: ['restore'], starts: 'restored' },
  contact: { from: ['accepted'], until: ['contact'], stops: ['contact'] },
  result: { from: ['accepted'], needsNote: true, stops: everyClock },
  audit: { from: ['reviewing'], to: 'finished' },
  'call-back': { from: ['finished'] },
  closure: { from: ['finished'], to: 'closed', needsNote: true },
  return: { from: ['reviewing', 'finished'], to: 'accepted', needsNote: true },
  urge: { from: unfinished },
  supervision: { from: unfinished, needsNote: true },
  reopening: { from: ['closed'], to: 'dispatched', needsNote: true, starts: 'opened' },
  transfer: { from: atWork, to: 'dispatched', needsNote: true },
  cancellation: { from: atWork, to: 'cancelled', needsNote: true, stops: everyClock },
} as const satisfies Record<string, Move>

export type OrderStep = keyof typeof moves
export const orderSteps = Object.keys(moves) as OrderStep[]

export type OrderFacts = {
  status: OrderStatus
  route: Route
  isAudited: boolean
  isCalledBack: boolean
  /** Tasks that others are still to do for it. */
  openTasks: number
  /** All that was done to it, in order. */
  acts: { act: string; at: Date; outcome: string | null }[]
}

/** Ceilings of the day (`desk_rule`). */
export type StepRules = {
  mostReturns: number
  mostRefusals: number
  callBackTries: number
  callBackGapMinutes: number
  reopenDays: number
  /** Outside the hours in which customers are rung. */
  isNight: boolean
}

export type StepRefusal =
  | 'STEP_NOT_POSSIBLE'
  | 'TASKS_OPEN'
  | 'CALL_BACK_AT_NIGHT'
  | 'RETURNS_USED_UP'
  | 'CALL_BACK_TOO_SOON'
  | 'CALL_BACK_MISSING'
  | 'REOPENED_TOO_LATE'
  | 'NOTE_MISSING'
export type StepVerdict =
  | { ok: true; to: OrderStatus; stops: readonly ClockName[]; starts: 'opened' | 'arrived' | 'restored' | null }
  | { ok: false; because: StepRefusal }

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

export function decideStep(
  order: OrderFacts,
  step: OrderStep,
  { rules, hasNote, now }: { rules: StepRules; hasNote: boolean; now: Date },
): StepVerdict {
  const move: Move = moves[step]
  const refuse = (because: StepRefusal): StepVerdict => ({ ok: false, because })
  const isOpen = move.from.includes(order.status) && (move.on?.includes(order.route) ?? true)
  if (!isOpen || sinceTaken(order).some((act) => move.until?.includes(act))) return refuse('STEP_NOT_POSSIBLE')
  if (move.after && !sinceReopened(order).includes(move.after)) return refuse('STEP_NOT_POSSIBLE')
  if ((step === 'result' || step === 'answer') && order.openTasks > 0) return refuse('TASKS_OPEN')
  const most = { return: rules.mostReturns, refusal: rules.mostRefusals }[step as string]
  if (most !== undefined && countOf(order, step) >= most) return refuse('RETURNS_USED_UP')
  const calls = callBacksOf(order)
  if (step === 'call-back') {
    if (rules.isNight) return refuse('CALL_BACK_AT_NIGHT')
    const last = calls.at(-1)
    if (last && now.getTime() - last.at.getTime() < rules.callBackGapMinutes * MINUTE_MS)
      return refuse('CALL_BACK_TOO_SOON')
  }
  if (step === 'closure' && order.isCalledBack) {
    const isReached = calls.some(({ outcome }) => outcome !== 'unreached')
    if (!isReached && calls.length < rules.callBackTries) return refuse('CALL_BACK_MISSING')
  }
  if (step === 'reopening' && now.getTime() > endOf(order) + rules.reopenDays * DAY_MS)
    return refuse('REOPENED_TOO_LATE')
  if (move.needsNote && !hasNote) return refuse('NOTE_MISSING')
  const done = order.isAudited ? 'reviewing' : 'finished'
  const to = step === 'result' ? done : (move.to ?? order.status)
  return { ok: true, to, stops: move.stops ?? [], starts: move.starts ?? null }
}

/** What may be done next, in the order in which it is offered. */
export function listSteps(order: OrderFacts, of: { rules: StepRules; now: Date }): OrderStep[] {
  return orderSteps.filter((step) => decideStep(order, step, { ...of, hasNote: true }).ok)
}

export function needsNote(step: OrderStep): boolean {
  return (moves[step] as Move).needsNote ?? false
}

function countOf({ acts }: OrderFacts, step: string): number {
  return acts.filter(({ act }) => act === step).length
}

function sinceReopened({ acts }: OrderFacts): string[] {
  const names = acts.map(({ act }) => act)
  return names.slice(names.lastIndexOf('reopening') + 1)
}

function sinceTaken({ acts }: OrderFacts): string[] {
  const names = acts.map(({ act }) => act)
  return names.slice(Math.max(names.lastIndexOf('acceptance'), names.lastIndexOf('return')) + 1)
}

/** When it was closed, in ms. */
function endOf({ acts }: OrderFacts): number {
  return acts.findLast(({ act }) => act === 'closure' || act === 'answer')?.at.getTime() ?? 0
}

/** Since the result that stands. */
function callBacksOf({ acts }: OrderFacts): OrderFacts['acts'] {
  const from = acts.map(({ act }) => act).lastIndexOf('result')
  return acts.slice(from + 1).filter(({ act }) => act === 'call-back')
}
