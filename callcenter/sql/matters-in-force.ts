import type { Ctx } from '../../db/context.ts'
import { inForce } from '../../db/customers/files.ts'
import { civilDay } from '../../db/time.ts'
import type { Content } from './matters.ts'
import { isNotOfReader, isReadable, readerNames } from './shields.ts'

export type InForceRow = Content & {
  id: number
  matterNo: string
  version: number
  unit: string
  /** By nothing but the account itself: it tells something of its customer. */
  isOfAccount: boolean
}

const SELECT = `select m.id, m.matter_no as "matterNo", v.number as version, r.name as unit, v.title, v.kind, v.orders,
    v.valid_from as "validFrom", v.valid_to as "validTo", v.contact_name as "contactName", v.contact_phone as "contactPhone",
    v.reply_zh as "replyZh", v.reply_en as "replyEn", v.document_no as "documentNo", bool_and(s.is_account) as "isOfAccount"`
const JOINED = `join service_matter_version v on v.matter_id = s.matter_id and v.number = s.number
  join service_matter m on m.id = v.matter_id join organisation r on r.id = m.organisation_id
  where v.state = 'accepted' and v.valid_from <= $1 and v.valid_to > $1
  group by m.id, v.matter_id, v.number, r.id order by v.valid_to, m.id`

/** SQL: the unit at `o.path`, and those above it, as `u`. */
const unitsAbove = (path: string) =>
  `cross join lateral generate_series(1, cardinality(string_to_array(${path}, '.')) - 1) n
   join organisation u on u.path = array_to_string((string_to_array(${path}, '.'))[:n], '.') || '.'`

/** In whose scope an account lies, or else a unit at `path`: what ends first comes first. What is over is not looked at. */
export function listInForce(
  ctx: Ctx,
  { accountId, path = null }: { accountId: number | null; path?: string | null },
): Promise<InForceRow[]> {
  return ctx.db.prepared.rows(
    `${SELECT} from (
       select s.matter_id, s.number, true as is_account from service_matter_scope s where s.account_id = $2 and s.valid_to > $1
       union all
       select s.matter_id, s.number, false from metering_point p
         join point_term t on t.point_id = p.id and ${inForce('t', '$3', '$1')}
         join service_matter_scope s on s.district_id = t.district_id and s.valid_to > $1 where p.account_id = $2
       union all
       select s.matter_id, s.number, false from (
           select o.path from account a join organisation o on o.id = a.organisation_id where a.id = $2
           union all select $4::text where $2::bigint is null) at
         ${unitsAbove('at.path')} join service_matter_scope s on s.organisation_id = u.id and s.valid_to > $1) s ${JOINED}`,
    [ctx.now, accountId, civilDay(ctx.now), path],
  )
}

/** Of a part of the reader's units: which of them an address without an account lies in, he knows. */
export function listPossible(ctx: Ctx): Promise<InForceRow[]> {
  return ctx.db.rows(
    `${SELECT} from (
       select s.matter_id, s.number, false as is_account from service_matter_scope s
         left join transformer_district d on d.id = s.district_id
         join organisation u on u.id = coalesce(s.organisation_id, d.organisation_id)
       where s.valid_to > $1 and starts_with(u.path, $2)) s ${JOINED}`,
    [ctx.now, ctx.scope],
  )
}

export async function linkOrder(
  ctx: Ctx,
  workOrderId: number,
  matters: { id: number; version: number }[],
  consented: boolean | null,
): Promise<void> {
  await ctx.db.run(
    `insert into work_order_matter (work_order_id, matter_id, number, consented)
     select $1, id, number, $4 from unnest($2::bigint[], $3::int[]) as t (id, number)`,
    [workOrderId, matters.map(({ id }) => id), matters.map(({ version }) => version), consented],
  )
}

export async function linkContact(ctx: Ctx, contactId: number, matterIds: number[]): Promise<void> {
  await ctx.db.run(
    'insert into contact_matter (contact_id, matter_id) select $1, unnest($2::bigint[]) on conflict do nothing',
    [contactId, matterIds],
  )
}

/** SQL: the matters into which order `w` fell when it was opened. */
export const mattersOf = `(select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'matterNo', m.matter_no, 'title', v.title,
    'replyZh', v.reply_zh, 'replyEn', v.reply_en, 'consented', l.consented) order by m.id), '[]')
  from work_order_matter l join service_matter m on m.id = l.matter_id
  join service_matter_version v on v.matter_id = l.matter_id and v.number = l.number where l.work_order_id = w.id)`

export type Recognised = { contacts: number; orders: number; complaints: number; opinions: number }

/** Where a matter was recognised, of what the reader may read himself. */
export async function countRecognised(ctx: Ctx, matterId: number): Promise<Recognised> {
  const row = await ctx.db.first<Recognised>(
    `select (select count(*)::int from contact_matter l join contact c on c.id = l.contact_id
         left join account a on a.id = c.account_id left join organisation o on o.id = a.organisation_id
         where l.matter_id = $1 and ${isReadable(2)}) as contacts,
       count(w.id)::int as orders, count(w.id) filter (where w.kind = 'complaint')::int as complaints,
       count(w.id) filter (where l.consented and w.kind = 'opinion')::int as opinions
     from work_order_matter l join work_order w on w.id = l.work_order_id join organisation o on o.id = w.organisation_id
     where l.matter_id = $1 and w.status <> 'cancelled' and starts_with(o.path, $2) and ${isNotOfReader(3)}`,
    [matterId, ctx.scope, ...readerNames(ctx)],
  )
  return row ?? { contacts: 0, orders: 0, complaints: 0, opinions: 0 }
}
