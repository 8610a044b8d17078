import type { Ctx } from '../../db/context.ts'
import type { Clause } from '../rules/contract-text.ts'

export type Template = {
  code: string
  version: number
  title: string
  clauses: Clause[]
  basis: string
  confirmed: boolean
}
export type Draft = { version: number; templateCode: string; templateVersion: number; terms: unknown; draftedAt: Date }

export function findTemplate(
  ctx: Ctx,
  of: { code: string } & ({ day: string } | { version: number }),
): Promise<Template | undefined> {
  return ctx.db.first(
    `select code, version, title, clauses, basis, confirmed from contract_template
     where code = $1 and (version = $2 or (valid_from <= $3 and (valid_to is null or $3 < valid_to)))`,
    [of.code, 'version' in of ? of.version : null, 'day' in of ? of.day : null],
  )
}

export function findLatestDraft(ctx: Ctx, applicationId: number): Promise<Draft | undefined> {
  return ctx.db.first(
    `select version, template_code as "templateCode", template_version as "templateVersion", terms,
       drafted_at as "draftedAt" from contract_draft where application_id = $1 order by version desc limit 1`,
    [applicationId],
  )
}

export async function insertDraft(
  ctx: Ctx,
  applicationId: number,
  { version, templateCode, templateVersion, terms }: Omit<Draft, 'draftedAt'>,
): Promise<void> {
  await ctx.db.run(
    `insert into contract_draft (application_id, version, template_code, template_version, terms, drafted_at, drafted_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [applicationId, version, templateCode, templateVersion, JSON.stringify(terms), ctx.now, ctx.actor.username],
  )
}

export type InstalledMeter = {
  pointNo: string
  assetNo: string
  profile: string
  ct: number
  pt: number
  startRegistersWh: Record<string, number>
}

/** Meters that hung on the accounts' points at an instant, each with its transformers' ratios. */
export function listMetersAt(ctx: Ctx, accountIds: number[], at: Date): Promise<InstalledMeter[]> {
  return ctx.db.rows(
    `select p.point_no as "pointNo", d.asset_no as "assetNo", d.profile, i.ct::float8 as ct, i.pt::float8 as pt,
       (select jsonb_object_agg(role, start_value) from installation_register where installation_id = i.id) as "startRegistersWh"
     from metering_point p join installation i on i.point_id = p.id join device d on d.id = i.device_id
     where p.account_id = any($1) and i.installed_at <= $2 and (i.removed_at is null or i.removed_at > $2)
     order by p.point_no, i.id`,
    [accountIds, at],
  )
}
