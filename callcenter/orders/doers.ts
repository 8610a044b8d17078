import type { Role } from '../../db/context.ts'
import { agents } from '../route-parts.ts'
import type { OrderStep } from '../rules/steps.ts'
import type { Handler } from './kinds/contract.ts'

const field: Role[] = ['dispatcher', 'district-manager']

/** Who does the work of a handler: he, and who may stand in for him. */
const standIns: Record<Handler, Role[]> = {
  agent: agents,
  crew: ['crew', ...field],
  reader: ['reader', ...field],
  inspector: ['inspector', ...field],
  intake: ['intake'],
  billing: ['billing'],
  quality: ['quality'],
  'district-manager': field,
}
const handlers = [...new Set(Object.values(standIns).flat())]

/** Who takes a step; `handler`: whoever does the order. */
const doers: Record<OrderStep, Role[] | 'handler'> = {
  answer: agents,
  dispatch: [...agents, 'dispatcher'],
  acceptance: 'handler',
  refusal: 'handler',
  departure: 'handler',
  arrival: 'handler',
  estimate: 'handler',
  restoration: 'handler',
  contact: 'handler',
  result: 'handler',
  audit: ['lead', 'quality', 'dispatcher'],
  'call-back': agents,
  closure: agents,
  return: [...agents, 'quality', 'dispatcher'],
  urge: agents,
  supervision: ['lead', 'quality', 'manager'],
  reopening: agents,
  transfer: ['lead', 'dispatcher', 'quality'],
  cancellation: ['lead', 'dispatcher'],
}

/** Who has orders done as one, and takes them apart. */
export const mergers: Role[] = [...agents, 'dispatcher']

export function mayTake(roles: Role[], step: OrderStep, handler: Handler): boolean {
  const those = doers[step]
  return those === 'handler' ? isHandler(roles, handler) : those.some((role) => roles.includes(role))
}

export function isHandler(roles: Role[], handler: Handler): boolean {
  return standIns[handler].some((role) => roles.includes(role))
}

/** Whoever may take a step of some order. */
export function doersOf(step: OrderStep): Role[] {
  const those = doers[step]
  return those === 'handler' ? handlers : those
}

/** Who asks another role or unit for its part of an order: who does it, and who dispatches. */
export function mayAskTask(roles: Role[], handler: Handler): boolean {
  return mayTake(roles, 'result', handler) || mayTake(roles, 'dispatch', handler)
}

/** Whoever may ask for a part of some order. */
export const taskAskers: Role[] = [...new Set([...doersOf('result'), ...doersOf('dispatch')])]

/** Who answers for orders that others do: they are told when one is escalated. */
export const overseers: Role[] = ['lead', 'dispatcher', 'quality', 'manager', 'district-manager']
const wide: Role[] = ['agent', ...overseers]
export const orderReaders: Role[] = [...new Set([...wide, ...handlers])]

/** Whose orders a reader sees; null: everybody's in his organisation. */
export function handlersSeen(roles: Role[]): Role[] | null {
  return roles.length === 0 || roles.some((role) => wide.includes(role)) ? null : roles
}
