import type { Ctx } from '../../db/context.ts'
import type { Step } from '../contract.ts'

export type FieldEntryRow = { applicationNo: string; digest: Buffer; sentBy: string; takenAt: Date }

export function findFieldEntry(ctx: Ctx, entryId: string): Promise<FieldEntryRow | undefined> {
  return ctx.db.first(
    `select p.application_no as "applicationNo", e.digest, e.sent_by as "sentBy", e.taken_at as "takenAt"
     from field_entry e join application p on p.id = e.application_id where e.entry_id = $1`,
    [entryId],
  )
}

export async function insertFieldEntry(
  ctx: Ctx,
  entry: { entryId: string; applicationId: number; step: Step; digest: Buffer; writtenAt: Date },
): Promise<void> {
  await ctx.db.run(
    `insert into field_entry (entry_id, application_id, step, digest, sent_by, written_at, taken_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [entry.entryId, entry.applicationId, entry.step, entry.digest, ctx.actor.username, entry.writtenAt, ctx.now],
  )
}

/** As handed in with the application, or of whoever holds its account. */
export async function listPhones(ctx: Ctx, applicationIds: number[]): Promise<Map<number, Buffer>> {
  const rows = await ctx.db.rows<{ id: number; phone: Buffer }>(
    `select p.id, coalesce(p.phone_cipher, i.phone_cipher) as phone from application p
     join organisation o on o.id = p.organisation_id
     left join account_term t on t.account_id = p.account_ids[1] and t.valid_to is null and t.known_to is null
     left join customer c on c.id = t.customer_id left join identity i on i.id = c.identity_id
     where p.id = any($1) and starts_with(o.path, $2) and coalesce(p.phone_cipher, i.phone_cipher) is not null`,
    [applicationIds, ctx.scope],
  )
  return new Map(rows.map(({ id, phone }) => [id, phone]))
}

/** Public districts of units that these applications are with. */
export async function listNearDistricts(ctx: Ctx, applicationIds: number[], most: number): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `select d.id from transformer_district d join organisation o on o.id = d.organisation_id
     where d.kind = 'public' and starts_with(o.path, $2) and exists (
       select 1 from application p join organisation u on u.id = p.organisation_id
       where p.id = any($1) and starts_with(o.path, u.path))
     order by d.name limit $3`,
    [applicationIds, ctx.scope, most],
  )
  return rows.map(({ id }) => id)
}
