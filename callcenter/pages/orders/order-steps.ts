import type { WhoAmI } from '../../../app/contract.ts'
import type { WorkOrder } from '../../orders/contract.ts'

export type OrderStep = 'acceptance' | 'arrival' | 'result' | 'closure' | 'cancellation'
type Offer = { step: OrderStep; from: WorkOrder['status'][]; roles: WhoAmI['roles'] }

export const stepsNeedingNote: OrderStep[] = ['result', 'closure', 'cancellation']

const field: WhoAmI['roles'] = ['crew', 'dispatcher', 'district-manager']
const offers: Offer[] = [
  { step: 'acceptance', from: ['open'], roles: field },
  { step: 'arrival', from: ['accepted'], roles: field },
  { step: 'result', from: ['accepted'], roles: field },
  { step: 'closure', from: ['finished'], roles: ['agent', 'lead'] },
  { step: 'cancellation', from: ['open', 'accepted'], roles: ['lead', 'dispatcher'] },
]

/** The steps that the reader is offered for an order; the server decides again. */
export function offerSteps(order: WorkOrder, roles: WhoAmI['roles']): OrderStep[] {
  const arrived = order.clocks.some((clock) => clock.name === 'arrive' && clock.stoppedAt !== null)
  return offers
    .filter((offer) => offer.from.includes(order.status) && offer.roles.some((role) => roles.includes(role)))
    .filter((offer) => !(offer.step === 'arrival' && arrived))
    .map((offer) => offer.step)
}
