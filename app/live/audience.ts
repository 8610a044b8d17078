import { isHiddenFrom } from '../../callcenter/index.ts'
import type { Ctx, Role } from '../../db/context.ts'
import type { EventKind } from '../../db/events.ts'
import type { PlacedEvent } from './places.ts'

const gridWatchers: Role[] = [
  'grid',
  'acquisition',
  'dispatcher',
  'inspector',
  'reader',
  'district-manager',
  'quality',
  'manager',
  'auditor',
]
const orderWatchers: Role[] = ['agent', 'lead', 'dispatcher', 'crew', 'quality', 'district-manager', 'manager']

/** Who is told of what, as it happens: whoever may also read it. */
export const audience: Partial<Record<EventKind, Role[]>> = {
  'readings.accepted': gridWatchers,
  'alarm.raised': [...gridWatchers, 'agent', 'lead'],
  'alarm.repeated': gridWatchers,
  'alarm.cleared': [...gridWatchers, 'agent', 'lead'],
  'alarm.acknowledged': gridWatchers,
  'terminal.status-changed': gridWatchers,
  'reading-call.changed': gridWatchers,
  'repair.changed': gridWatchers,
  'exchange.changed': gridWatchers,
  'application.submitted': ['intake', 'surveyor', 'installer', 'manager'],
  'application.step-completed': ['intake', 'surveyor', 'installer', 'manager'],
  'application.archived': ['intake', 'manager'],
  'application.message-sent': ['intake', 'surveyor', 'installer', 'manager'],
  'power-factor.at-risk': ['grid', 'acquisition', 'billing', 'inspector', 'district-manager', 'manager', 'auditor'],
  'bill.issued': ['billing', 'manager'],
  'price.published': ['billing', 'manager'],
  'payment.recorded': ['billing', 'cashier', 'manager'],
  'contact.offered': ['agent', 'lead'],
  'contact.changed': ['agent', 'lead'],
  'contact.closed': ['agent', 'lead'],
  'chat.changed': ['agent', 'lead'],
  'hand-in.changed': ['agent', 'lead', 'quality', 'manager'],
  'promised-call.changed': ['agent', 'lead'],
  'caller-mark.changed': ['agent', 'lead'],
  'desk-notice.changed': ['agent', 'lead'],
  'service-matter.changed': ['agent', 'lead', 'quality', 'manager'],
  'file.viewed': ['agent', 'lead'],
  'work-order.opened': orderWatchers,
  'work-order.changed': orderWatchers,
  'work-order.alerted': orderWatchers,
  'order-task.changed': orderWatchers,
}

/** Of no place, or of none yet: a count, the whole company's prices, and a call that nobody has a name for. Any other that cannot
 * be placed is told to nobody. */
const placeless: EventKind[] = [
  'readings.accepted',
  'price.published',
  'contact.offered',
  'contact.changed',
  'contact.closed',
  'chat.changed',
  'hand-in.changed',
  'promised-call.changed',
  'caller-mark.changed',
]

/** What is in one agent's hand: of hundreds that happen each second every desk would else hear all. Who leads hears of all. */
const inHand: EventKind[] = ['contact.offered', 'contact.changed', 'contact.closed', 'chat.changed']

/** Kinds of which somebody with these roles may hear. */
export function kindsFor(roles: Role[]): Set<EventKind> {
  const kinds = Object.keys(audience) as EventKind[]
  return new Set(kinds.filter((kind) => audience[kind]?.some((role) => roles.includes(role))))
}

type Reader = Pick<Ctx, 'actor' | 'scope'> & {
  kinds: Set<EventKind>
  /** Whose orders he sees; null: everybody's. */
  handlers: Role[] | null
}

/** Leaves out what concerns another organisation, another's hand, or the reader himself where he is complained of. */
export function isTold(reader: Reader, { kind, payload, place }: PlacedEvent): boolean {
  if (!reader.kinds.has(kind)) return false
  const { roles, id } = reader.actor
  const isHis = 'agentId' in payload && payload.agentId === id
  if (inHand.includes(kind) && (isHis || !roles.includes('lead'))) return isHis
  if (place.order) {
    if (reader.handlers !== null && !reader.handlers.includes(place.order.handler)) return false
    if (isHiddenFrom(reader, place.order)) return false
  }
  if (reader.scope === '' || place.unit?.startsWith(reader.scope)) return true
  if (place.noticeUnit !== null && reader.scope.startsWith(place.noticeUnit)) return true
  return place.unit === null && placeless.includes(kind)
}
