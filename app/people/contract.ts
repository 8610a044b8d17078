import { z } from 'zod'
import { type Role, roles } from '../../db/context.ts'

export type { Role } from '../../db/context.ts'
export type { Way } from './ways.ts'

/** What the roles are called. */
export const roleNames = {
  customer: ['客户', 'Customer'],
  agent: ['坐席', 'Agent'],
  lead: ['坐席班长', 'Lead agent'],
  dispatcher: ['调度员', 'Dispatcher'],
  crew: ['抢修员', 'Crew'],
  intake: ['业务受理员', 'Intake clerk'],
  surveyor: ['勘查员', 'Surveyor'],
  installer: ['装表接电员', 'Installer'],
  reader: ['抄表员', 'Reader'],
  acquisition: ['采集运维员', 'Metering technician'],
  inspector: ['用电检查员', 'Inspector'],
  grid: ['采集监控员', 'Grid watcher'],
  billing: ['核算员', 'Billing clerk'],
  cashier: ['收费员', 'Cashier'],
  accountant: ['电费账务员', 'Accountant'],
  quality: ['质检员', 'Quality'],
  'district-manager': ['台区经理', 'District manager'],
  manager: ['主任', 'Manager'],
  auditor: ['审计员', 'Auditor'],
  admin: ['系统管理员', 'Administrator'],
} as const satisfies Record<Role, readonly [zh: string, en: string]>

const role = z.enum(roles)
const caller = z.enum([...roles, 'public'])
const text = z.string().trim().max(100)

/** Why somebody may: by a role of his own, or by one that a colleague lent him until a day. */
export const grant = z.object({
  role,
  onBehalfOf: z.object({ username: z.string(), name: z.string() }).nullable(),
  through: z.iso.date().nullable(),
})
export type Grant = z.infer<typeof grant>

/** GET /api/people/permissions: of a role, of a user, of a route, of a department. */
export const permissionQuery = z.object({
  q: text.optional(),
  tag: text.optional(),
  role: role.optional(),
  username: text.optional(),
  /** A route, as `GET /api/…`. */
  way: z.string().max(200).optional(),
})
export type PermissionQuery = z.infer<typeof permissionQuery>

export const permission = z.object({
  method: z.string(),
  url: z.string(),
  tag: z.string(),
  summary: z.object({ zh: z.string(), en: z.string() }),
  /** `public`: everybody, without a log-in. */
  roles: z.array(caller),
  /** Of the user who was asked for. */
  why: z.array(grant).nullable(),
})
export type Permission = z.infer<typeof permission>

export const permissions = z.object({
  items: z.array(permission),
  /** How many routes each department has, whatever was asked for. */
  departments: z.array(z.object({ tag: z.string(), count: z.number() })),
  user: z.object({ username: z.string(), name: z.string(), unit: z.string(), grants: z.array(grant) }).nullable(),
  /** Who may call the route that was asked for, within the reader's own unit. */
  people: z
    .array(z.object({ username: z.string(), name: z.string(), unit: z.string(), why: z.array(grant) }))
    .nullable(),
})
export type Permissions = z.infer<typeof permissions>
