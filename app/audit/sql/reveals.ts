import type { AuditAction } from '../../../db/audit-acts.ts'
import type { Ctx, Role } from '../../../db/context.ts'
import { findFigures } from '../../../db/parameters/held.ts'

export type Looker = {
  username: string
  name: string
  unit: string
  roles: Role[]
  phones: number
  papers: number
  downloads: number
  total: number
  withReason: number
  latestAt: Date
}

type Search = { units: string[] | null; actions: AuditAction[]; from: string; to: string }

/** How often each person of the staff looked, and how often he said why. */
export function listLookers(ctx: Ctx, { units, actions, from, to }: Search): Promise<Looker[]> {
  return ctx.db.rows(
    `select e.actor as username, coalesce(min(u.name), e.actor) as name, coalesce(min(o.name), '') as unit,
       coalesce((select roles from app_user where username = e.actor), '{}') as roles,
       count(*) filter (where action = 'phone.revealed') as phones,
       count(*) filter (where action = 'attachment.viewed') as papers,
       count(*) filter (where action = 'field-work.downloaded') as downloads,
       count(*) as total, count(*) filter (where detail ->> 'reason' <> '' or detail ->> 'about' <> '') as "withReason",
       max(e.at) as "latestAt"
     from audit_entry e left join app_user u on u.username = e.actor left join organisation o on o.id = u.organisation_id
     where e.action = any($2) and e.day >= $3 and e.day <= $4 and ($1::text[] is null or e.unit = any($1))
       and not coalesce('customer' = any(u.roles), false)
     group by e.actor`,
    [units, actions, from, to],
  )
}

export async function findLimit(
  ctx: Ctx,
): Promise<{ multiple: number; least: number; basis: string; confirmed: boolean }> {
  const figures = await findFigures(ctx, 'oversight_rule')
  const multiple = figures.get('reveal-multiple')
  const least = figures.get('reveal-least')
  // Without a rule nobody stands out.
  const never = Number.MAX_SAFE_INTEGER
  const { basis = '', confirmed = false } = multiple ?? {}
  return { multiple: multiple?.figure ?? never, least: least?.figure ?? never, basis, confirmed }
}
