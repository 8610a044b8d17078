import type { Ctx } from '../../db/context.ts'
import type { PromiseState, PromiseTold } from '../promises/contract.ts'
import type { Skill } from '../rules/routing.ts'
import { isReadable, readerNames } from './shields.ts'
import { onWire } from './wire.ts'

/** SQL: the windows from which promise `of` was moved, the first one first. */
const formerOf = (
  of: string,
) => `(select coalesce(jsonb_agg(e.detail - 'tries' || jsonb_build_object('at', ${onWire('e.at')}, 'by', coalesce(m.name, e.actor))
    order by e.id), '[]') from promised_call_event e left join app_user m on m.username = e.actor
  where e.promised_call_id = ${of}.id and e.kind = 'rescheduled')`

/** SQL: what was promised, where contact `c` is the call that keeps it. */
export const promiseOf = `case when c.direction = 'out' and c.ranked_at is not null then (
    select jsonb_build_object('id', w.id, 'by', v.name, 'at', ${onWire('w.promised_at')}, 'from', ${onWire('w.from_at')},
      'until', ${onWire('w.until_at')}, 'about', w.about, 'contactId', f.id, 'contactNo', f.contact_no,
      'former', ${formerOf('w')})
    from promised_call w join app_user v on v.id = w.promised_by left join contact f on f.id = w.contact_id
    where w.call_contact_id = c.id) end`

export type PromiseRow = Omit<PromiseTold, 'at' | 'from' | 'until'> & {
  at: Date
  from: Date
  until: Date
  state: PromiseState
  isLate: boolean
  agent: string | null
  agentId: number | null
  skill: Skill
  phone: string
  accountNo: string | null
  customerName: string | null
  nextAt: Date
  tries: number
  inHandOf: string | null
  endedAt: Date | null
  endedBy: string | null
  endReason: string | null
  isMine: boolean
  version: number
}

/** SQL: promise `p` is open and past its window at `$now`. */
export const isLate = (now: number) => `p.ended_at is null and p.until_at <= $${now}`

const FROM = `from promised_call p join app_user v on v.id = p.promised_by left join app_user g on g.id = p.agent_id
  left join contact c on c.id = p.contact_id left join account a on a.id = p.account_id
  left join organisation o on o.id = p.organisation_id
  left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
  left join customer k on k.id = t.customer_id left join contact l on l.id = p.call_contact_id
  left join app_user h on h.id = l.agent_id and l.state in ('offered', 'active') left join app_user e on e.username = p.ended_by`
/** Asked at `$1` by user `$2`. */
const SELECT = `select p.id, v.name as by, p.promised_at as at, p.from_at as "from", p.until_at as until, p.about, c.id as "contactId",
    c.contact_no as "contactNo", p.state, ${isLate(1)} as "isLate", g.name as agent, p.agent_id as "agentId", p.skill,
    '*******' || p.phone_tail as phone, a.account_no as "accountNo", k.name as "customerName",
    case when l.state = 'queued' then coalesce(l.call_back_after, p.next_at) else p.next_at end as "nextAt",
    greatest(p.tries, coalesce(l.call_back_tries, 0)) as tries, h.name as "inHandOf", p.ended_at as "endedAt", e.name as "endedBy",
    p.end_reason as "endReason", coalesce(p.agent_id, p.promised_by) = $2 as "isMine", ${formerOf('p')} as former, p.version`

/** SQL: a window as leads read it. */
export const windowLabel = (from: string, until: string) =>
  `to_char(${from} at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') || '–' || to_char(${until} at time zone 'Asia/Shanghai', 'HH24:MI')`

/** SQL: promise `p` of former contact `c` is the reader's own, or of his units and not hidden from him. Of four values, those of `mayReadOf`. */
const mayRead = (first: number) => `(p.promised_by = $${first} or p.agent_id = $${first} or ${isReadable(first + 1)})`
const mayReadOf = (ctx: Ctx) => [ctx.actor.id, ctx.scope, ...readerNames(ctx)]

export type Choice = { of: 'mine' | 'unit'; isEnded: boolean; most: number }

/** Late ones first, then those that are due, each by its window; ended ones the latest first. */
export function listPromises(ctx: Ctx, { of, isEnded, most }: Choice): Promise<PromiseRow[]> {
  return ctx.db.rows(
    `${SELECT} ${FROM} where ${mayRead(2)} and (p.ended_at is not null) = $6
       and ($7 = 'unit' or p.promised_by = $2 or p.agent_id = $2)
     order by case when $6 then p.ended_at end desc, ${isLate(1)} desc, p.state = 'due' desc, p.from_at, p.id limit $8`,
    [ctx.now, ...mayReadOf(ctx), isEnded, of, most],
  )
}

/** SQL: the file of its account has the number of promise `of`: it is the customer's own to know of. */
export const isOnFile = (of: string) => `exists (
  select from account_term t join customer k on k.id = t.customer_id join identity i on i.id = k.identity_id
  where t.account_id = ${of}.account_id and t.known_to is null and t.valid_to is null and i.phone_hash = ${of}.phone_hash)`

/** Of the reader's units, or his own. */
export async function countLatePromises(ctx: Ctx, of: 'mine' | 'unit'): Promise<number> {
  const row = await ctx.db.first<{ late: number }>(
    `select count(*)::int as late from promised_call p left join contact c on c.id = p.contact_id
       left join organisation o on o.id = p.organisation_id
     where ${isLate(1)} and ${mayRead(2)} and ($6 = 'unit' or p.promised_by = $2 or p.agent_id = $2)`,
    [ctx.now, ...mayReadOf(ctx), of],
  )
  return row?.late ?? 0
}

export function findPromiseRow(ctx: Ctx, id: number): Promise<PromiseRow | undefined> {
  return ctx.db.first(`${SELECT} ${FROM} where p.id = $6 and ${mayRead(2)}`, [ctx.now, ...mayReadOf(ctx), id])
}

/** What was promised from a contact and is still owed. */
export function findOpenOf(ctx: Ctx, contactId: number): Promise<PromiseRow | undefined> {
  return ctx.db.first(`${SELECT} ${FROM} where p.contact_id = $6 and p.ended_at is null and ${mayRead(2)}`, [
    ctx.now,
    ...mayReadOf(ctx),
    contactId,
  ])
}

export type Promisable = {
  contactId: number
  contactNo: string
  accountId: number | null
  organisationId: number | null
  skill: Skill
  contactTail: string | null
  fileTail: string | null
  /** He rang from the number of the file. */
  isOneNumber: boolean
}

/** The agent's own contact that goes on, is still to be written, or was closed since an instant; held until the transaction ends. */
export function holdPromisable(ctx: Ctx, contactId: number, closedSince: Date): Promise<Promisable | undefined> {
  return ctx.db.first(
    `select c.id as "contactId", c.contact_no as "contactNo", c.account_id as "accountId", c.skill, c.phone_tail as "contactTail",
       i.phone_tail as "fileTail", coalesce(c.phone_hash = i.phone_hash, false) as "isOneNumber",
       coalesce(a.organisation_id, u.organisation_id) as "organisationId"
     from contact c join app_user u on u.id = c.agent_id left join account a on a.id = c.account_id
     left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     left join customer k on k.id = t.customer_id left join identity i on i.id = k.identity_id and i.phone_cipher is not null
     where c.id = $1 and c.agent_id = $2
       and (c.state in ('active', 'unwritten') or c.state = 'closed' and c.closed_at >= $3) for no key update of c`,
    [contactId, ctx.actor.id, closedSince],
  )
}

export type NewPromise = {
  from: Date
  until: Date
  about: string
  agentId: number | null
  numberOf: 'contact' | 'file' | 'given'
  /** Of one that was given. */
  phone: { cipher: Buffer; hash: Buffer; tail: string } | null
}

/** Whether the customer's own file has its number: then he is told of it too. Null where the contact owes a call already. */
export async function insertPromise(
  ctx: Ctx,
  { contactId, accountId, organisationId, skill }: Promisable,
  of: NewPromise,
): Promise<{ id: number; isOnFile: boolean } | null> {
  const row = await ctx.db.first<{ id: number; isOnFile: boolean }>(
    `with number as (
       select phone_cipher, phone_hash, phone_tail from contact where id = $1 and $11 = 'contact'
       union all select i.phone_cipher, i.phone_hash, i.phone_tail from account_term t join customer k on k.id = t.customer_id
         join identity i on i.id = k.identity_id
         where $11 = 'file' and t.account_id = $2 and t.known_to is null and t.valid_to is null
       union all select $12::bytea, $13::bytea, $14::text where $11 = 'given'),
     promised as (
       insert into promised_call (contact_id, account_id, organisation_id, skill, promised_by, promised_at, agent_id, from_at, until_at, about,
         number_of, phone_cipher, phone_hash, phone_tail, next_at)
       select $1::bigint, $2::bigint, $3::bigint, $4, $5::bigint, $6::timestamptz, $7::bigint, $8::timestamptz, $9::timestamptz, $10, $11,
         phone_cipher, phone_hash, phone_tail, $8 from number
       on conflict (contact_id) where state in ('waiting', 'due') do nothing returning id, account_id, phone_hash),
     logged as (
       insert into promised_call_event (promised_call_id, at, actor, kind) select id, $6, $15, 'promised' from promised)
     select id, ${isOnFile('p')} as "isOnFile" from promised p`,
    [
      ...[contactId, accountId, organisationId, skill, ctx.actor.id, ctx.now, of.agentId, of.from, of.until, of.about],
      ...[of.numberOf, of.phone?.cipher ?? null, of.phone?.hash ?? null, of.phone?.tail ?? null, ctx.actor.username],
    ],
  )
  return row ?? null
}

/** Whether the file of the account was told that it was promised. */
export async function isInFile(ctx: Ctx, accountId: number, subject: string): Promise<boolean> {
  const entry = await ctx.db.first(
    `select 1 from timeline_entry where account_id = $1 and kind = 'promised-call' and subject = $2`,
    [accountId, subject],
  )
  return entry !== undefined
}

/** Agents of the reader's units. */
export function listAgentNames(ctx: Ctx): Promise<{ userId: number; name: string }[]> {
  return ctx.db.rows(
    `select u.id as "userId", u.name from app_user u join organisation o on o.id = u.organisation_id
     where 'agent' = any(u.roles) and u.disabled_at is null and starts_with(o.path, $1) order by u.name, u.id`,
    [ctx.scope],
  )
}
