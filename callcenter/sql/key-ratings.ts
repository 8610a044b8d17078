import type { Ctx } from '../../db/context.ts'
import { isOfParty, partyOf } from '../../db/customers/parties.ts'
import { civilDay } from '../../db/time.ts'
import type { Language } from '../rules/menu.ts'
import { isReport, isScoreReadable, namesAndUnit } from './shields.ts'

export const keyParts = ['question', 'again', 'thanks'] as const
export type KeyPart = (typeof keyParts)[number]
export type KeyOutcome = 'answered' | 'silent' | 'hung-up' | 'unheard'

/** Which key means which score today. */
export async function listKeys(ctx: Ctx): Promise<Map<string, number>> {
  const rows = await ctx.db.prepared.rows<{ key: string; score: number }>(
    'select key, score from key_rating_key where valid_from <= $1 and (valid_to is null or valid_to > $1)',
    [civilDay(ctx.now)],
  )
  return new Map(rows.map(({ key, score }) => [key, score]))
}

export async function listKeyWords(ctx: Ctx): Promise<Map<KeyPart, Record<Language, string>>> {
  const rows = await ctx.db.prepared.rows<{ part: KeyPart } & Record<Language, string>>(
    `select part, text_zh as zh, text_en as en from key_rating_words
     where valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [civilDay(ctx.now)],
  )
  return new Map(rows.map(({ part, ...text }) => [part, text]))
}

export type Askable = { language: Language; accountId: number | null; hash: Buffer | null; isRecorded: boolean }

/**
 * A caller to whom the agent talked, whose line stands and who is known again by his account or his number. Not of a report, and not of the
 * queue of complaints and reports: that it is a report is only known once it is written.
 */
export function findAskable(ctx: Ctx, contactId: number): Promise<Askable | undefined> {
  return ctx.db.prepared.first(
    `select case when c.also_skill = 'english' then 'en' else 'zh' end as language, c.account_id as "accountId", c.phone_hash as hash,
       c.recording_told_by is not null as "isRecorded"
     from contact c where c.id = $1 and c.agent_id = $2 and c.channel = 'voice' and c.direction = 'in' and c.engine is not null
       and c.line_ended_at is null and c.answered_at is not null and coalesce(c.call_back, 'reached') = 'reached'
       and c.state in ('active', 'closed') and coalesce(c.account_id::text, encode(c.phone_hash, 'hex')) is not null
       and 'complaint' not in (c.skill, coalesce(c.asked_skill, c.skill)) and not ${isReport}`,
    [contactId, ctx.actor.id],
  )
}

/** Whether the caller, by any account of his or by his number, was asked for a follow-up or refused one since, or pressed keys, or could have, since. */
export async function wasAskedLately(
  ctx: Ctx,
  { accountId, hash }: Pick<Askable, 'accountId' | 'hash'>,
  since: { asked: Date; refused: Date; keys: Date },
): Promise<boolean> {
  const isTired = `f.drawn_at >= $3 or f.state = 'refused' and f.ended_at >= $4`
  const row = await ctx.db.prepared.first<{ asked: boolean }>(
    `with own as materialized (
       select $1::bigint as id union
       select t.account_id from account_term h join account_term t on t.known_to is null and t.valid_to is null
         and ${isOfParty('t.customer_id', partyOf('h.customer_id'))}
       where h.account_id = $1 and h.known_to is null and h.valid_to is null)
     select exists (select from follow_up f join own on own.id = f.account_id where ${isTired})
       or exists (select from follow_up f where f.phone_hash = $2 and (${isTired}))
       or exists (select from contact b join own on own.id = b.account_id join key_rating k on k.contact_id = b.id where k.asked_at >= $5)
       or exists (select from contact b join key_rating k on k.contact_id = b.id where b.phone_hash = $2 and k.asked_at >= $5) as asked`,
    [accountId, hash, since.asked, since.refused, since.keys],
  )
  return row?.asked ?? false
}

/** His line is the engine's still. */
export async function insertKeyRating(
  ctx: Ctx,
  contactId: number,
  { language, expiresAt }: { language: Language; expiresAt: Date },
): Promise<void> {
  await ctx.db.prepared.run(
    `with asked as (
       insert into key_rating (contact_id, language, asked_at, asks, expires_at, state) values ($1, $2, $3, 1, $4, 'asking') returning contact_id)
     insert into contact_event (contact_id, at, kind, detail)
     select contact_id, $3, 'keys-asked', jsonb_build_object('language', $2::text) from asked`,
    [contactId, language, ctx.now, expiresAt],
  )
}

export async function setKeysAwait(ctx: Ctx, contactId: number, commandId: number | null): Promise<void> {
  await ctx.db.prepared.run('update key_rating set awaits = $2 where contact_id = $1', [contactId, commandId])
}

export async function setAskedAgain(ctx: Ctx, contactId: number, expiresAt: Date): Promise<void> {
  await ctx.db.prepared.run('update key_rating set asks = asks + 1, expires_at = $2 where contact_id = $1', [
    contactId,
    expiresAt,
  ])
}

export type KeyRating = { contactId: number; language: Language; asks: number; isReported: boolean }

const SELECT = `select k.contact_id as "contactId", k.language, k.asks, ${isReport} as "isReported"
  from key_rating k join contact c on c.id = k.contact_id`

/** Who waits for what became of a command; undefined where nobody does, or no more. */
export function findAwaitingKeys(ctx: Ctx, callId: string, commandId: string): Promise<KeyRating | undefined> {
  return ctx.db.prepared.first(
    `${SELECT} where c.call_id = $1 and k.awaits = $2::bigint and k.state <> 'over' for update of k`,
    [callId, commandId],
  )
}

/** Whoever is being asked on a line. */
export function findOnLine(ctx: Ctx, callId: string): Promise<KeyRating | undefined> {
  return ctx.db.prepared.first(`${SELECT} where c.call_id = $1 and k.state <> 'over' for update of k`, [callId])
}

/** Of whom nothing was heard in time; each held by this transaction alone. */
export function holdForgotten(ctx: Ctx): Promise<KeyRating[]> {
  return ctx.db.prepared.rows(
    `${SELECT} where k.state <> 'over' and k.expires_at <= $1 order by k.contact_id for update of k skip locked`,
    [ctx.now],
  )
}

/** What came of it, once; he is thanked until `thanksUntil`, or it is over. */
export async function setKeysOutcome(
  ctx: Ctx,
  contactId: number,
  { outcome, thanksUntil }: { outcome: KeyOutcome; thanksUntil: Date | null },
): Promise<void> {
  await ctx.db.prepared.run(
    `with old as (select contact_id, outcome from key_rating where contact_id = $1),
     changed as (
       update key_rating k set state = case when $3::timestamptz is null then 'over' else 'thanking' end,
         outcome = coalesce(k.outcome, $2), awaits = null, expires_at = coalesce($3, k.expires_at)
       from old where k.contact_id = old.contact_id returning k.contact_id, old.outcome as before)
     insert into contact_event (contact_id, at, kind, detail)
     select contact_id, $4, 'keys-ended', jsonb_build_object('outcome', $2::text) from changed where before is null`,
    [contactId, outcome, thanksUntil, ctx.now],
  )
}

type KeyFigures = { asked: number; answered: number; satisfaction: number | null }

/** Of calls that were asked since; the mean leaves out what the reader is not to know of. */
export async function countKeyRatings(ctx: Ctx, since: Date): Promise<KeyFigures> {
  const row = await ctx.db.prepared.first<KeyFigures>(
    `select count(*)::int as asked, count(*) filter (where k.outcome = 'answered')::int as answered,
       (avg(r.score) filter (where k.outcome = 'answered' and ${isScoreReadable(2)}))::float8 as satisfaction
     from key_rating k left join satisfaction r on r.contact_id = k.contact_id and r.way = 'keys' where k.asked_at >= $1`,
    [since, ...namesAndUnit(ctx)],
  )
  if (!row) throw new Error('a count has one row')
  return row
}
