import type { Ctx } from '../../db/context.ts'
import type { noticeRoles } from '../notices/contract.ts'
import type { Skill } from '../rules/routing.ts'

export type Content = {
  title: string
  body: string
  roles: (typeof noticeRoles)[number][]
  skills: Skill[]
  isMandatory: boolean
  validFrom: string
  validTo: string
}
type VersionRow = Omit<Content, 'validFrom' | 'validTo'> & {
  version: number
  validFrom: Date
  validTo: Date
  writtenBy: string
  writtenAt: Date
}

const VERSION = `v.number as version, v.title, v.body, v.roles, v.skills, v.is_mandatory as "isMandatory", v.valid_from as "validFrom",
  v.valid_to as "validTo", coalesce(w.name, v.written_by) as "writtenBy", v.written_at as "writtenAt"`

/** SQL: `v` is the latest version of notice `n`. */
const isLatest = 'v.number = (select max(l.number) from desk_notice_version l where l.notice_id = n.id)'

/** SQL: version `v` of a notice of unit `o` is for log-in `u`, whose unit is `p`. Who has no skills of his own takes all. */
const isFor = `u.disabled_at is null and starts_with(p.path, o.path) and u.roles && v.roles and (v.skills = '{}'
  or not exists (select from agent_skill k where k.user_id = u.id)
  or exists (select from agent_skill k where k.user_id = u.id and k.skill = any(v.skills)))`

const FROM = `desk_notice n join organisation o on o.id = n.organisation_id
  join desk_notice_version v on v.notice_id = n.id and ${isLatest}`

/** SQL: in force at `$at`. */
const isInForce = (at: number) => `n.withdrawn_at is null and v.valid_from <= $${at} and v.valid_to > $${at}`

export type NoticeRow = VersionRow & {
  id: number
  unit: string
  withdrawnAt: Date | null
  withdrawnBecause: string | null
  due: number
  read: number
}

/** Of the reader's units; one, where `id` says which. */
export function listNotices(ctx: Ctx, { id = null, most }: { id?: number | null; most: number }): Promise<NoticeRow[]> {
  return ctx.db.rows(
    `select n.id, o.name as unit, n.withdrawn_at as "withdrawnAt", n.withdrawn_because as "withdrawnBecause", ${VERSION},
       r.due, r.read
     from ${FROM} left join app_user w on w.username = v.written_by, lateral (
       select count(*)::int as due, count(d.read_at)::int as read
       from app_user u join organisation p on p.id = u.organisation_id
       left join desk_notice_reading d on d.notice_id = n.id and d.number = v.number and d.user_id = u.id where ${isFor}) r
     where starts_with(o.path, $1) and ($2::bigint is null or n.id = $2) order by v.written_at desc, n.id desc limit $3`,
    [ctx.scope, id, most],
  )
}

export function listVersions(ctx: Ctx, id: number): Promise<VersionRow[]> {
  return ctx.db.rows(
    `select ${VERSION} from desk_notice_version v left join app_user w on w.username = v.written_by
     where v.notice_id = $1 order by v.number desc`,
    [id],
  )
}

export type ReaderRow = { userId: number; name: string; unit: string; readAt: Date | null }

/** Who is to read the latest version; who has not the first. */
export function listReaders(ctx: Ctx, id: number): Promise<ReaderRow[]> {
  return ctx.db.rows(
    `select u.id as "userId", u.name, p.name as unit, d.read_at as "readAt"
     from ${FROM} join app_user u on true join organisation p on p.id = u.organisation_id
     left join desk_notice_reading d on d.notice_id = n.id and d.number = v.number and d.user_id = u.id
     where n.id = $1 and ${isFor} order by d.read_at is not null, u.name, u.id`,
    [id],
  )
}

export function listUnits(ctx: Ctx): Promise<{ id: number; name: string }[]> {
  return ctx.db.rows('select id, name from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

export async function insertNotice(ctx: Ctx, unitId: number): Promise<number> {
  const row = await ctx.db.first<{ id: number }>('insert into desk_notice (organisation_id) values ($1) returning id', [
    unitId,
  ])
  return row?.id ?? 0
}

/** After version `after` of it; false where another was written meanwhile. */
export async function insertVersion(ctx: Ctx, id: number, after: number, content: Content): Promise<boolean> {
  const written = await ctx.db.run(
    `insert into desk_notice_version (notice_id, number, title, body, roles, skills, is_mandatory, valid_from, valid_to, written_by, written_at)
     select $1, $2::int + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11
     where $2 = (select coalesce(max(number), 0) from desk_notice_version where notice_id = $1)`,
    [
      ...[id, after, content.title, content.body, content.roles, content.skills, content.isMandatory],
      ...[content.validFrom, content.validTo, ctx.actor.username, ctx.now],
    ],
  )
  return written === 1
}

/** Holds a notice of the reader's units that is not withdrawn. */
export async function lockNotice(ctx: Ctx, id: number): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from desk_notice n join organisation o on o.id = n.organisation_id
     where n.id = $1 and starts_with(o.path, $2) and n.withdrawn_at is null for update of n`,
    [id, ctx.scope],
  )
  return found !== undefined
}

export async function withdrawNoticeRow(ctx: Ctx, id: number, reason: string): Promise<void> {
  await ctx.db.run(
    'update desk_notice set withdrawn_by = $2, withdrawn_at = $3, withdrawn_because = $4 where id = $1',
    [id, ctx.actor.username, ctx.now, reason],
  )
}

export type MyRow = VersionRow & { id: number; unit: string; readAt: Date | null }

/** What a person is to read, in force; unread first, and of these what he must. */
export function listNoticesFor(ctx: Ctx, userId: number): Promise<MyRow[]> {
  return ctx.db.prepared.rows(
    `select n.id, o.name as unit, ${VERSION}, d.read_at as "readAt"
     from ${FROM} left join app_user w on w.username = v.written_by
     join app_user u on u.id = $1 join organisation p on p.id = u.organisation_id
     left join desk_notice_reading d on d.notice_id = n.id and d.number = v.number and d.user_id = u.id
     where ${isInForce(2)} and ${isFor} order by d.read_at is not null, not v.is_mandatory, v.written_at desc, n.id`,
    [userId, ctx.now],
  )
}

/** Read twice, it was read the first time. */
export async function insertReading(ctx: Ctx, { id, version }: { id: number; version: number }): Promise<void> {
  await ctx.db.run(
    `insert into desk_notice_reading (notice_id, number, user_id, read_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [id, version, ctx.actor.id, ctx.now],
  )
}
