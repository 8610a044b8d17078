import { z } from 'zod'

export const organisationKinds = ['province', 'city', 'county', 'station'] as const
export type OrganisationKind = (typeof organisationKinds)[number]
const kind = z.enum(organisationKinds)
const area = z.enum(['city', 'rural', 'remote'])
const name = z.string().trim().min(2, '请填写单位名称').max(60)
const reason = z.string().trim().min(2, '请写明理由').max(200)

export const organisation = z.object({
  id: z.number(),
  /** Null: the reader's own unit, or one that has none above it. */
  parentId: z.number().nullable(),
  kind,
  code: z.string(),
  path: z.string(),
  name: z.string(),
  area,
  /** Log-ins that are open, of the unit itself. */
  users: z.number(),
  /** Open accounts, of the unit itself. */
  accounts: z.number(),
})
export type Organisation = z.infer<typeof organisation>
export const organisations = z.object({ items: z.array(organisation) })
export type Organisations = z.infer<typeof organisations>

/** POST /api/people/organisations: its code stands in the path of all below it and stays. */
export const newOrganisation = z.strictObject({
  parentId: z.number().int(),
  kind,
  code: z.string().regex(/^[A-Z0-9]{1,12}$/, '编码为 1–12 位大写字母或数字'),
  name,
  area: area.default('city'),
  reason,
})
export type NewOrganisation = z.infer<typeof newOrganisation>

/** POST /api/people/organisations/{id}/renaming */
export const renaming = z.strictObject({ name, reason })
export type Renaming = z.infer<typeof renaming>

/** POST /api/people/organisations/{id}/removal */
export const removal = z.strictObject({ reason })
