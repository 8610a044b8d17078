import type { Ctx } from '../../db/context.ts'
import { holdsStill } from '../../db/customers/bindings.ts'
import { isOfParty, partyOf } from '../../db/customers/parties.ts'
import type { ChosenKind, Notice, NoticeKind } from './rules/topics.ts'

export type Reader = {
  userId: number
  phone: Buffer | null
  sms: boolean
  quietFrom: number | null
  quietTo: number | null
}

const readers = `select u.id as "userId", u.phone_cipher as phone, coalesce(c.sms, true) as sms,
    h.quiet_from as "quietFrom", h.quiet_to as "quietTo"
  from app_user u left join notice_choice c on c.user_id = u.id and c.kind = $1
    left join notice_hours h on h.user_id = u.id
  where u.disabled_at is null`

/** Whose own the account is, by the party that holds it, and to whose log-in it is bound as another's. */
export function listAccountReaders(
  ctx: Ctx,
  kind: NoticeKind,
  { partyId, accountNo }: { partyId: number; accountNo: string },
): Promise<Reader[]> {
  return ctx.db.rows(
    `${readers} and (u.customer_id = any(array(select id from customer where coalesce(party_id, id) = $2))
       or u.id = any(array(
         select b.user_id from account_binding b join account a on a.id = b.account_id
         where a.account_no = $3 and b.ended_at is null and b.relation = 'other' and ${partyOf('b.holder_id')} = $2
           and ${holdsStill})))`,
    [kind, partyId, accountNo],
  )
}

/** Other log-ins of a party than the actor's. */
export function listOtherLogIns(ctx: Ctx, partyId: number): Promise<{ userId: number; phone: Buffer | null }[]> {
  return ctx.db.rows(
    `select u.id as "userId", u.phone_cipher as phone from app_user u
     where u.disabled_at is null and u.id <> $1 and ${isOfParty('u.customer_id', '$2')} order by u.id`,
    [ctx.actor.id, partyId],
  )
}

export function listUserReaders(ctx: Ctx, kind: NoticeKind, userIds: number[]): Promise<Reader[]> {
  return ctx.db.rows(`${readers} and u.id = any($2)`, [kind, userIds])
}

type Kept = Notice & { kind: NoticeKind; userId: number; eventId: number | null; at: Date; readAt: Date | null }

/** False where the event was told to the user before. */
export async function insertNotice(
  ctx: Ctx,
  { userId, kind, topic, facts, eventId, at, readAt }: Kept,
): Promise<boolean> {
  const kept = await ctx.db.run(
    `insert into notice (user_id, kind, topic, facts, event_id, at, read_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (user_id, event_id) do nothing`,
    [userId, kind, topic, JSON.stringify(facts), eventId, at, readAt],
  )
  return kept === 1
}

export type NoticeRow = Notice & { id: number; kind: NoticeKind; at: Date; isRead: boolean }

export function listNoticeRows(ctx: Ctx, cursor: number | null, limit: number): Promise<NoticeRow[]> {
  return ctx.db.rows(
    `select id, kind, topic, facts, at, read_at is not null as "isRead" from notice
     where user_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [ctx.actor.id, cursor, limit],
  )
}

export async function countUnread(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    'select count(*)::int as count from notice where user_id = $1 and read_at is null',
    [ctx.actor.id],
  )
  return row?.count ?? 0
}

export async function markRead(ctx: Ctx, throughId: number): Promise<void> {
  await ctx.db.run('update notice set read_at = $3 where user_id = $1 and id <= $2 and read_at is null', [
    ctx.actor.id,
    throughId,
    ctx.now,
  ])
}

export type ChosenRow = { hasPhone: boolean; quietFrom: number | null; quietTo: number | null; refused: ChosenKind[] }

export async function findChosen(ctx: Ctx): Promise<ChosenRow | undefined> {
  return ctx.db.first(
    `select u.phone_cipher is not null as "hasPhone", h.quiet_from as "quietFrom", h.quiet_to as "quietTo",
       array(select kind from notice_choice where user_id = u.id and not sms) as refused
     from app_user u left join notice_hours h on h.user_id = u.id where u.id = $1`,
    [ctx.actor.id],
  )
}

export async function saveChoice(ctx: Ctx, kind: ChosenKind, sms: boolean): Promise<void> {
  await ctx.db.run(
    `insert into notice_choice (user_id, kind, sms) values ($1, $2, $3)
     on conflict (user_id, kind) do update set sms = excluded.sms`,
    [ctx.actor.id, kind, sms],
  )
}

export async function saveHours(ctx: Ctx, { from, to }: { from: number; to: number }): Promise<void> {
  await ctx.db.run(
    `insert into notice_hours (user_id, quiet_from, quiet_to) values ($1, $2, $3)
     on conflict (user_id) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
    [ctx.actor.id, from, to],
  )
}
