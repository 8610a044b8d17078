import { z } from 'zod'
import { roles } from '../../db/context.ts'

const reason = z.string().trim().min(2, '请写明理由').max(200)
const role = z.enum(roles)

export const delegationStates = ['waiting', 'coming', 'holds', 'over', 'ended', 'refused'] as const

export const delegation = z.object({
  id: z.number(),
  fromUsername: z.string(),
  fromName: z.string(),
  toUsername: z.string(),
  toName: z.string(),
  unit: z.string(),
  roles: z.array(role),
  from: z.iso.date(),
  /** The last day, included. */
  through: z.iso.date(),
  reason: z.string(),
  state: z.enum(delegationStates),
  /** Lent by the reader. */
  isMine: z.boolean(),
  mayDecide: z.boolean(),
})
export type Delegation = z.infer<typeof delegation>

export const delegations = z.object({
  items: z.array(delegation),
  /** To whom the reader may lend, and which of his roles. */
  colleagues: z.array(z.object({ username: z.string(), name: z.string(), unit: z.string() })),
  lendable: z.array(role),
})
export type Delegations = z.infer<typeof delegations>

/** POST /api/people/delegations: from a day to a day, both included. */
export const newDelegation = z.strictObject({
  username: z.string().max(64),
  roles: z.array(role).min(1, '请选择岗位').max(10),
  from: z.iso.date(),
  through: z.iso.date(),
  reason,
})
export type NewDelegation = z.infer<typeof newDelegation>

/** POST /api/people/delegations/{id}/decision */
export const delegationDecision = z.strictObject({ decision: z.enum(['released', 'refused']), note: reason })
export type DelegationDecision = z.infer<typeof delegationDecision>
