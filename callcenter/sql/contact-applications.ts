import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { ApplicationKind } from '../../intake/contract.ts'

type Rule = { kind: ApplicationKind; taken: boolean; basis: string }

const inForce = 'from desk_application_kind where valid_from <= $1 and (valid_to is null or valid_to > $1)'

/** Kinds that the desk may take or not, as the rule of today says. */
export function listDeskKinds(ctx: Ctx): Promise<Rule[]> {
  return ctx.db.rows(`select kind, taken, basis ${inForce} order by kind`, [civilDay(ctx.now)])
}

export function findDeskKind(ctx: Ctx, kind: ApplicationKind): Promise<Rule | undefined> {
  return ctx.db.first(`select kind, taken, basis ${inForce} and kind = $2`, [civilDay(ctx.now), kind])
}

export async function insertContactApplication(
  ctx: Ctx,
  row: { contactId: number; applicationId: number; applicationNo: string; kind: ApplicationKind },
): Promise<void> {
  await ctx.db.run(
    `with linked as (
       insert into contact_application (application_id, contact_id, application_no, kind, handed_in_at) values ($1, $2, $3, $4, $5))
     insert into contact_event (contact_id, at, kind, agent_id, detail)
     values ($2, $5, 'application-handed-in', $6, jsonb_build_object('applicationNo', $3::text, 'kind', $4::text))`,
    [row.applicationId, row.contactId, row.applicationNo, row.kind, ctx.now, ctx.actor.id],
  )
}
