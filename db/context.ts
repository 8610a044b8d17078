import type { Db } from './pool.ts'

export const roles = [
  'customer',
  'agent',
  'lead',
  'dispatcher',
  'crew',
  'intake',
  'surveyor',
  'installer',
  'reader',
  'acquisition',
  'inspector',
  'grid',
  'billing',
  'cashier',
  'accountant',
  'quality',
  'district-manager',
  'manager',
  'auditor',
  'admin',
] as const

export type Role = (typeof roles)[number]

/** An account of another that is bound to a customer's log-in, and the party that holds it. */
export type BoundAccount = { accountId: number; accountNo: string; holderId: number }

/** Who acts. `customerId` is set for a customer's own log-in: his party (同一客户), to which every read is limited. */
export type Actor = {
  id: number
  username: string
  name: string
  roles: Role[]
  customerId: number | null
  /** Of a customer's log-in: what it may read of others, each account alone and only by what asks `readAs`. */
  boundAccounts?: BoundAccount[] | null
  /** Whose roles he holds for now, and who holds his: where two people are needed, he and they are one. */
  alsoAs?: string[]
  /** Whose roles open what he does. */
  onBehalfOf?: string[]
}

/** Whether what the named person began is as good as the actor's own. */
export function isSamePerson(actor: Actor, username: string | null): boolean {
  return username !== null && (username === actor.username || (actor.alsoAs ?? []).includes(username))
}

/**
 * What every operation is given. `now` is the only clock.
 * `scope` is the path of the actor's organisation (`''` = the whole company); a row is visible when its
 * organisation's path starts with it.
 */
export type Ctx = { db: Db; now: Date; actor: Actor; scope: string }

/** Work that no person started: collectors, jobs, subscribers. */
export function systemActor(name: string): Actor {
  return { id: 0, username: `system:${name}`, name, roles: [], customerId: null }
}

export function systemCtx(db: Db, now: Date, name: string): Ctx {
  return { db, now, actor: systemActor(name), scope: '' }
}
