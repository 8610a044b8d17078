import { z } from 'zod'
import { roles } from '../../db/context.ts'

/** A customer's log-in is tied to his customer file and is not given here. */
const staffRoles = roles.filter((role) => role !== 'customer') as Exclude<(typeof roles)[number], 'customer'>[]
const staffRole = z.enum(staffRoles as [(typeof staffRoles)[number], ...(typeof staffRoles)[number][]])
const reason = z.string().trim().min(2, '请写明理由').max(200)
const name = z.string().trim().min(1, '请填写姓名').max(40)
const wanted = z
  .array(staffRole)
  .max(10)
  .refine((list) => new Set(list).size === list.length, '岗位重复')

export const userStates = ['active', 'disabled', 'waiting'] as const

/** GET /api/people/users: `organisationId` with the units below it; `waiting` for a role that is not released. */
export const userQuery = z.object({
  q: z.string().trim().max(64).optional(),
  organisationId: z.coerce.number().int().optional(),
  role: staffRole.optional(),
  state: z.enum(userStates).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type UserQuery = z.infer<typeof userQuery>

const request = z.object({
  id: z.number(),
  roles: z.array(staffRole),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: z.iso.datetime(),
})

export const staffUser = z.object({
  id: z.number(),
  username: z.string(),
  name: z.string(),
  organisationId: z.number(),
  unit: z.string(),
  roles: z.array(staffRole),
  disabledAt: z.iso.datetime().nullable(),
  latestLogInAt: z.iso.datetime().nullable(),
  hasSecondFactor: z.boolean(),
  /** Roles that a second administrator has yet to release. */
  request: request.nullable(),
})
export type StaffUser = z.infer<typeof staffUser>

export const userList = z.object({
  items: z.array(staffUser),
  nextCursor: z.string().nullable(),
  /** Units within the reader's own, to choose from. */
  units: z.array(z.object({ id: z.number(), name: z.string(), path: z.string() })),
})
export type UserList = z.infer<typeof userList>

/** POST /api/people/users */
export const newUser = z.strictObject({
  username: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,31}$/, '用户名为 2–32 位小写字母、数字、点、横线'),
  name,
  organisationId: z.number().int(),
  roles: wanted,
  password: z.string().min(10, '密码至少 10 位').max(256),
  reason,
})
export type NewStaffUser = z.infer<typeof newUser>

/** POST /api/people/users/{id}/changes: the whole of what he is from now on. */
export const userChange = z.strictObject({ name, organisationId: z.number().int(), roles: wanted, reason })
export type UserChange = z.infer<typeof userChange>

/** POST /api/people/users/{id}/disabling and …/enabling */
export const because = z.strictObject({ reason })

/** POST /api/people/users/{id}/one-time-password: to be changed at the next log-in. */
export const oneTimePassword = z.strictObject({ password: newUser.shape.password, reason })

/** POST /api/people/role-requests/{id}/decision */
export const roleDecision = z.strictObject({ decision: z.enum(['released', 'refused']), note: reason })
export type RoleDecision = z.infer<typeof roleDecision>

const basis = { basis: z.string(), confirmed: z.boolean(), validFrom: z.iso.date() }
export const duties = z.object({
  apart: z.array(z.object({ one: staffRole, other: staffRole, ...basis })),
  guarded: z.array(z.object({ role: staffRole, ...basis })),
})
export type Duties = z.infer<typeof duties>
