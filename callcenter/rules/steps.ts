/** Decides what may be done to a work order, and which of its clocks that starts and stops. */

export type OrderStatus = 'open' | 'accepted' | 'finished' | 'closed' | 'cancelled'
export type OrderStep = 'acceptance' | 'arrival' | 'result' | 'closure' | 'cancellation'
export type ClockName = 'contact' | 'arrive' | 'answer' | 'restore'

type Effect = { from: OrderStatus[]; to: OrderStatus; stops: ClockName[]; needsNote: boolean }

const effects: Record<OrderStep, Effect> = {
  acceptance: { from: ['open'], to: 'accepted', stops: [], needsNote: false },
  arrival: { from: ['accepted'], to: 'accepted', stops: ['arrive', 'contact'], needsNote: false },
  result: { from: ['accepted'], to: 'finished', stops: ['arrive', 'contact', 'answer', 'restore'], needsNote: true },
  closure: { from: ['finished'], to: 'closed', stops: [], needsNote: true },
  cancellation: {
    from: ['open', 'accepted'],
    to: 'cancelled',
    stops: ['arrive', 'contact', 'answer', 'restore'],
    needsNote: true,
  },
}

export type StepVerdict =
  | { ok: true; to: OrderStatus; stops: ClockName[] }
  | { ok: false; because: 'STEP_NOT_POSSIBLE' | 'NOTE_MISSING' }

export function decideStep(status: OrderStatus, step: OrderStep, hasNote: boolean): StepVerdict {
  const effect = effects[step]
  if (!effect.from.includes(status)) return { ok: false, because: 'STEP_NOT_POSSIBLE' }
  if (effect.needsNote && !hasNote) return { ok: false, because: 'NOTE_MISSING' }
  return { ok: true, to: effect.to, stops: effect.stops }
}
