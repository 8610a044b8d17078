import type { Ctx } from '../../db/context.ts'

/** A unit that may take applications of the same county, whoever asks. */
export function findReceivingUnit(
  ctx: Ctx,
  applicationId: number,
  unitId: number,
): Promise<{ id: number; name: string } | undefined> {
  return ctx.db.first(
    `select u.id, u.name from application p join organisation o on o.id = p.organisation_id
     join organisation u on u.kind in ('county', 'station') and split_part(u.path, '.', 1) = split_part(o.path, '.', 1)
     where p.id = $1 and u.id = $2 and u.id <> o.id`,
    [applicationId, unitId],
  )
}

/** The open steps lose their holders: people of the other unit take them. */
export async function handOver(ctx: Ctx, id: number, unitId: number): Promise<void> {
  await ctx.db.run('update application set organisation_id = $2, handed_over_at = $3 where id = $1', [
    id,
    unitId,
    ctx.now,
  ])
  await ctx.db.run('update application_task set holder = null where application_id = $1', [id])
}

export type Holder = { username: string; name: string }

/** Who may be given a step: people with one of the roles who see the application's organisation. */
export function listHolders(
  ctx: Ctx,
  { roles, organisationId }: { roles: string[]; organisationId: number },
): Promise<Holder[]> {
  return ctx.db.rows(
    `select u.username, u.name from app_user u join organisation w on w.id = u.organisation_id
     join organisation o on o.id = $2 and starts_with(o.path, w.path)
     where u.disabled_at is null and u.roles && $1::text[] order by u.name, u.username`,
    [roles, organisationId],
  )
}

export type FlowMigration = {
  id: number
  applicationId: number
  fromVersion: number
  toVersion: number
  reason: string
  askedBy: string
  decision: 'approved' | 'rejected' | null
  decidedBy: string | null
}

const columns = `id, application_id as "applicationId", from_version as "fromVersion", to_version as "toVersion", reason,
  asked_by as "askedBy", decision, decided_by as "decidedBy"`

/** Nothing where one is asked for already. */
export function insertMigration(
  ctx: Ctx,
  migration: Pick<FlowMigration, 'applicationId' | 'fromVersion' | 'toVersion' | 'reason'>,
): Promise<FlowMigration | undefined> {
  return ctx.db.first(
    `insert into flow_migration (application_id, from_version, to_version, reason, asked_by, asked_at)
     values ($1, $2, $3, $4, $5, $6) on conflict (application_id) where decision is null do nothing returning ${columns}`,
    [
      ...[migration.applicationId, migration.fromVersion, migration.toVersion, migration.reason],
      ...[ctx.actor.username, ctx.now],
    ],
  )
}

export function findOpenMigration(ctx: Ctx, applicationId: number): Promise<FlowMigration | undefined> {
  return ctx.db.first(`select ${columns} from flow_migration where application_id = $1 and decision is null`, [
    applicationId,
  ])
}

export async function decideMigration(
  ctx: Ctx,
  id: number,
  { decision, opinion }: { decision: 'approved' | 'rejected'; opinion: string },
): Promise<void> {
  await ctx.db.run(
    'update flow_migration set decision = $2, opinion = $3, decided_by = $4, decided_at = $5 where id = $1',
    [id, decision, opinion, ctx.actor.username, ctx.now],
  )
}

export async function setFlowVersion(ctx: Ctx, applicationId: number, version: number): Promise<void> {
  await ctx.db.run('update application set flow_version = $2 where id = $1', [applicationId, version])
}

export type Unit = { id: number; name: string; kind: 'county' | 'station' }

/** What may hold applications, those above before those below. */
export function listUnits(ctx: Ctx): Promise<Unit[]> {
  return ctx.db.rows(
    `select id, name, kind from organisation where kind in ('county', 'station') and starts_with(path, $1) order by path`,
    [ctx.scope],
  )
}

/** Of the same county as the application, whoever asks. */
export function listReceivingUnits(ctx: Ctx, applicationId: number): Promise<Unit[]> {
  return ctx.db.rows(
    `select u.id, u.name, u.kind from application p join organisation o on o.id = p.organisation_id
     join organisation u on u.kind in ('county', 'station') and split_part(u.path, '.', 1) = split_part(o.path, '.', 1)
     where p.id = $1 and u.id <> o.id order by u.path`,
    [applicationId],
  )
}

/** Nobody has decided them; the oldest first. */
export function listOpenMigrations(
  ctx: Ctx,
): Promise<(FlowMigration & { applicationNo: string; kind: string; applicantName: string; askedAt: Date })[]> {
  return ctx.db.rows(
    `select m.id, m.application_id as "applicationId", m.from_version as "fromVersion", m.to_version as "toVersion",
       m.reason, m.asked_by as "askedBy", m.decision, m.decided_by as "decidedBy", m.asked_at as "askedAt",
       p.application_no as "applicationNo", p.kind, p.applicant_name as "applicantName"
     from flow_migration m join application p on p.id = m.application_id join organisation o on o.id = p.organisation_id
     where m.decision is null and p.status = 'open' and starts_with(o.path, $1) order by m.id limit 200`,
    [ctx.scope],
  )
}
