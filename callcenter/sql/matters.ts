import type { Ctx } from '../../db/context.ts'
import type { MatterView } from '../matters/contract.ts'
import type { KeptState, MatterKind } from '../rules/matters.ts'

export type Scope<Place> = { units: Place[]; districts: Place[]; accounts: string[] }
export type Content = {
  title: string
  kind: MatterKind
  orders: string[]
  validFrom: Date
  validTo: Date
  contactName: string
  contactPhone: string
  replyZh: string
  replyEn: string | null
  documentNo: string
}
export type VersionRow = Content & {
  version: number
  state: KeptState
  scope: Scope<{ id: number; name: string }>
  drafters: string[]
  writtenBy: string[]
  writtenAt: Date
  submittedAt: Date | null
  acceptedBy: string | null
  acceptedAt: Date | null
  because: string | null
}
export type MatterRow = {
  id: number
  matterNo: string
  unitId: number
  unit: string
  unitPath: string
  isTop: boolean
  revision: number
}

/** SQL: whoever of the company writes notices and the like is told by his name. */
const nameOf = (username: string) =>
  `coalesce((select u.name from app_user u where u.username = ${username}), ${username})`

const MATTER = `m.id, m.matter_no as "matterNo", o.id as "unitId", o.name as unit, o.path as "unitPath", o.parent_id is null as "isTop",
  m.revision`
const placesOf = (
  table: string,
  column: string,
) => `(select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name), '[]')
  from service_matter_scope s join ${table} p on p.id = s.${column} where s.matter_id = v.matter_id and s.number = v.number)`
const VERSION = `v.number as version, v.state, v.title, v.kind, v.orders, v.valid_from as "validFrom", v.valid_to as "validTo",
  v.contact_name as "contactName", v.contact_phone as "contactPhone", v.reply_zh as "replyZh", v.reply_en as "replyEn",
  v.document_no as "documentNo", v.drafters, array(select ${nameOf('d')} from unnest(v.drafters) d) as "writtenBy",
  v.written_at as "writtenAt", v.submitted_at as "submittedAt", ${nameOf('v.accepted_by')} as "acceptedBy", v.accepted_at as "acceptedAt", v.because,
  jsonb_build_object('units', ${placesOf('organisation', 'organisation_id')},
    'districts', ${placesOf('transformer_district', 'district_id')},
    'accounts', (select coalesce(jsonb_agg(a.account_no order by a.account_no), '[]') from service_matter_scope s
      join account a on a.id = s.account_id where s.matter_id = v.matter_id and s.number = v.number)) as scope`

const registrars = ['lead', 'quality', 'manager']
export const isRegistrar = (ctx: Ctx) => ctx.actor.roles.some((role) => registrars.includes(role))

/**
 * SQL: version `v` of a matter of unit `o` is for the reader: of his units and of those above him what was accepted, and of his units what
 * is still to be, where he registers matters. Of two values, the first of which is `$first`.
 */
const isReadable = (first: number) => `(starts_with(o.path, $${first}) or starts_with($${first}, o.path))
  and (v.accepted_at is not null or $${first + 1}::boolean and starts_with(o.path, $${first}))`
const readerOf = (ctx: Ctx): [string, boolean] => [ctx.scope, isRegistrar(ctx)]

const isOf: Record<MatterView, (at: string) => string> = {
  'in-force': (at) => `v.state = 'accepted' and v.valid_from <= ${at} and v.valid_to > ${at}`,
  coming: (at) => `v.state = 'accepted' and v.valid_from > ${at}`,
  waiting: () => `v.state = 'submitted'`,
  drafts: () => `v.state in ('draft', 'returned')`,
  over: (at) => `(v.state = 'accepted' and v.valid_to <= ${at} or v.state = 'withdrawn')`,
}

export function listMatterRows(
  ctx: Ctx,
  { view, most }: { view: MatterView; most: number },
): Promise<(MatterRow & VersionRow)[]> {
  return ctx.db.rows(
    `select ${MATTER}, ${VERSION} from service_matter m join organisation o on o.id = m.organisation_id
     join service_matter_version v on v.matter_id = m.id
     where ${isReadable(1)} and ${isOf[view]('$3')} and $3::timestamptz is not null
     order by ${view === 'coming' ? 'v.valid_from' : view === 'in-force' ? 'v.valid_to' : 'v.written_at desc'}, m.id desc limit $4`,
    [...readerOf(ctx), ctx.now, most],
  )
}

export async function countMatters(ctx: Ctx): Promise<Record<MatterView, number>> {
  const counted = (Object.keys(isOf) as MatterView[]).map(
    (view) => `count(*) filter (where ${isOf[view]('$3')})::int as "${view}"`,
  )
  const row = await ctx.db.first<Record<MatterView, number>>(
    `select ${counted.join(', ')} from service_matter m join organisation o on o.id = m.organisation_id
     join service_matter_version v on v.matter_id = m.id where ${isReadable(1)}`,
    [...readerOf(ctx), ctx.now],
  )
  return row as Record<MatterView, number>
}

export function findMatterRow(ctx: Ctx, id: number): Promise<MatterRow | undefined> {
  return ctx.db.first(
    `select ${MATTER} from service_matter m join organisation o on o.id = m.organisation_id where m.id = $1
       and exists (select from service_matter_version v where v.matter_id = m.id and ${isReadable(2)})`,
    [id, ...readerOf(ctx)],
  )
}

/** Of the reader's units; held until the transaction ends. */
export function lockMatter(ctx: Ctx, id: number): Promise<MatterRow | undefined> {
  return ctx.db.first(
    `select ${MATTER} from service_matter m join organisation o on o.id = m.organisation_id
     where m.id = $1 and starts_with(o.path, $2) for update of m`,
    [id, ctx.scope],
  )
}

/** Those that the reader may read, the latest first. */
export function listVersionRows(ctx: Ctx, id: number): Promise<VersionRow[]> {
  return ctx.db.rows(
    `select ${VERSION} from service_matter m join organisation o on o.id = m.organisation_id
     join service_matter_version v on v.matter_id = m.id where m.id = $1 and ${isReadable(2)} order by v.number desc`,
    [id, ...readerOf(ctx)],
  )
}

export type EventRow = {
  version: number
  at: Date
  act: 'drafted' | 'submitted' | 'accepted' | 'returned' | 'withdrawn'
  by: string
  reason: string | null
}

export function listEventRows(ctx: Ctx, id: number): Promise<EventRow[]> {
  return ctx.db.rows(
    `select e.number as version, e.at, e.act, ${nameOf('e.actor')} as by, e.reason from service_matter_event e
     where e.matter_id = $1 order by e.id desc`,
    [id],
  )
}

export async function insertMatter(ctx: Ctx, unitId: number): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into service_matter (matter_no, organisation_id)
     values ('B' || to_char($2::timestamptz, 'YYYYMMDD') || lpad(nextval('service_matter_serial')::text, 6, '0'), $1) returning id`,
    [unitId, ctx.now],
  )
  return row?.id ?? 0
}

/** Zero where somebody changed the matter since `revision`. */
export function raiseRevision(ctx: Ctx, id: number, revision: number): Promise<number> {
  return ctx.db.run('update service_matter set revision = revision + 1 where id = $1 and revision = $2', [id, revision])
}

/** Writes the draft of this number, or writes it anew; who wrote of it before is kept. */
export async function putDraft(
  ctx: Ctx,
  { id, number }: { id: number; number: number },
  content: Content,
): Promise<void> {
  await ctx.db.run(
    `insert into service_matter_version (matter_id, number, state, title, kind, orders, valid_from, valid_to, contact_name, contact_phone,
       reply_zh, reply_en, document_no, drafters, written_at)
     values ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, array[$13], $14)
     on conflict (matter_id, number) do update set state = 'draft', title = $3, kind = $4, orders = $5, valid_from = $6, valid_to = $7,
       contact_name = $8, contact_phone = $9, reply_zh = $10, reply_en = $11, document_no = $12, written_at = $14, because = null,
       drafters = array_append(array_remove(service_matter_version.drafters, $13), $13)`,
    [
      ...[id, number, content.title, content.kind, content.orders, content.validFrom, content.validTo],
      ...[content.contactName, content.contactPhone, content.replyZh, content.replyEn, content.documentNo],
      ...[ctx.actor.username, ctx.now],
    ],
  )
}

/** Puts the scope in the place of what was; false where a part of it is not there, or not of the unit at `path`. */
export async function putScope(
  ctx: Ctx,
  { id, number, path }: { id: number; number: number; path: string },
  { units, districts, accounts }: Scope<number>,
): Promise<boolean> {
  await ctx.db.run('delete from service_matter_scope where matter_id = $1 and number = $2', [id, number])
  const wanted = [new Set(units), new Set(districts), new Set(accounts)].reduce((sum, { size }) => sum + size, 0)
  const written = await ctx.db.run(
    `insert into service_matter_scope (matter_id, number, valid_to, organisation_id, district_id, account_id)
     select v.matter_id, v.number, v.valid_to, p.organisation_id, p.district_id, p.account_id
     from service_matter_version v, (
       select u.id as organisation_id, null::bigint as district_id, null::bigint as account_id from organisation u
         where u.id = any($4) and starts_with(u.path, $3)
       union all select null, d.id, null from transformer_district d join organisation u on u.id = d.organisation_id
         where d.id = any($5) and starts_with(u.path, $3)
       union all select null, null, a.id from account a join organisation u on u.id = a.organisation_id
         where a.account_no = any($6) and starts_with(u.path, $3)) p
     where v.matter_id = $1 and v.number = $2`,
    [id, number, path, units, districts, accounts],
  )
  return written === wanted
}

export async function setState(
  ctx: Ctx,
  { id, number }: { id: number; number: number },
  state: 'submitted' | 'returned' | 'accepted' | 'superseded',
  because: string | null = null,
): Promise<void> {
  await ctx.db.run(
    `update service_matter_version set state = $3::text, because = $4,
       submitted_at = case when $3 = 'submitted' then $6 else submitted_at end,
       accepted_by = case when $3 = 'accepted' then $5 else accepted_by end,
       accepted_at = case when $3 = 'accepted' then $6 else accepted_at end
     where matter_id = $1 and number = $2`,
    [id, number, state, because, ctx.actor.username, ctx.now],
  )
}

/** What is in force, and what is still to be accepted. */
export async function withdrawVersions(ctx: Ctx, id: number, because: string): Promise<void> {
  await ctx.db.run(
    `update service_matter_version set state = 'withdrawn', because = $2
     where matter_id = $1 and state in ('draft', 'submitted', 'returned', 'accepted')`,
    [id, because],
  )
}

export async function addMatterEvent(
  ctx: Ctx,
  { id, number }: { id: number; number: number },
  { act, reason = null }: Pick<EventRow, 'act'> & { reason?: string | null },
): Promise<void> {
  await ctx.db.run(
    `insert into service_matter_event (matter_id, number, at, act, actor, reason) values ($1, $2, $3, $4, $5, $6)`,
    [id, number, ctx.now, act, ctx.actor.username, reason],
  )
}

export type UnitRow = { id: number; name: string; path: string }

export function listMatterUnits(ctx: Ctx): Promise<UnitRow[]> {
  return ctx.db.rows('select id, name, path from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

/** By name, and an account by its whole number, within the unit at `path`. */
export async function searchPlaces(
  ctx: Ctx,
  { path, q, most }: { path: string; q: string; most: number },
): Promise<Scope<{ id: number; name: string }>> {
  const like = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`
  const [units, districts, accounts] = await Promise.all([
    ctx.db.rows<{ id: number; name: string }>(
      'select id, name from organisation where starts_with(path, $1) and name ilike $2 order by path limit $3',
      [path, like, most],
    ),
    ctx.db.rows<{ id: number; name: string }>(
      `select d.id, d.name from transformer_district d join organisation u on u.id = d.organisation_id
       where starts_with(u.path, $1) and d.name ilike $2 order by d.name limit $3`,
      [path, like, most],
    ),
    ctx.db.rows<{ accountNo: string }>(
      `select a.account_no as "accountNo" from account a join organisation u on u.id = a.organisation_id
       where a.account_no = $2 and starts_with(u.path, $1)`,
      [path, q],
    ),
  ])
  return { units, districts, accounts: accounts.map(({ accountNo }) => accountNo) }
}
