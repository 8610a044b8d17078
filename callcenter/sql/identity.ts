import type { Ctx } from '../../db/context.ts'
import { holdsStill } from '../../db/customers/bindings.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import { civilDay } from '../../db/time.ts'
import type { GuardedField, IdentityLevel } from '../rules/identity.ts'

/** SQL: how sure it is who is at the other end of contact `$1` about account `$2`, of all that was checked and what the number says. */
const levelOf = `coalesce(
  (select how from identity_check where contact_id = $1 and account_id = $2 and passed and lapsed_at is null
    order by array_position(array['code', 'papers', 'facts'], how) limit 1),
  case when not exists (select from contact c join account_term t on t.account_id = $2 and t.known_to is null and t.valid_to is null
      join customer k on k.id = t.customer_id join identity i on i.id = k.identity_id
      where c.id = $1 and c.phone_hash is not null and i.phone_hash = c.phone_hash) then 'none'
    -- In the menu he entered the account number beside: two that agree.
    when exists (select from menu_call m where m.contact_id = $1 and m.entered_account_id = $2) then 'facts'
    else 'number' end)`

export async function findLevel(ctx: Ctx, contactId: number, accountId: number): Promise<IdentityLevel> {
  const row = await ctx.db.prepared.first<{ level: IdentityLevel }>(`select ${levelOf} as level`, [
    contactId,
    accountId,
  ])
  return row?.level ?? 'none'
}

export async function findNeeds(ctx: Ctx): Promise<Record<GuardedField, IdentityLevel>> {
  const rows = await ctx.db.prepared.rows<{ field: GuardedField; level: IdentityLevel }>(
    'select field, level from identity_rule where valid_from <= $1 and (valid_to is null or valid_to > $1)',
    [civilDay(ctx.now)],
  )
  return Object.fromEntries(rows.map(({ field, level }) => [field, level])) as Record<GuardedField, IdentityLevel>
}

export type Talk = {
  id: number
  contactNo: string
  channel: string
  direction: 'in' | 'out'
  accountId: number | null
}

/** SQL: contact `$1` is a chat of a log-in that holds account `$2`, or to which it is bound. */
const isLoggedIn = (contact: string) => `exists (
  select from chat_thread t join app_user u on u.id = t.user_id where t.contact_id = ${contact} and (
    exists (select from account_term h where h.account_id = $2 and h.known_to is null and h.valid_to is null
      and ${isOfParty('h.customer_id', 'u.customer_id')})
    or exists (select from account_binding b where b.user_id = u.id and b.account_id = $2 and b.ended_at is null and ${holdsStill})))`

/**
 * Whom the reader has before him, on the line or in a chat at this moment, about whom he must know who it is; `isSure`: his log-in
 * says that the account is his.
 */
export function listTalks(
  ctx: Ctx,
  accountId: number,
): Promise<{ id: number; accountId: number | null; isSure: boolean }[]> {
  return ctx.db.prepared.rows(
    `select c.id, c.account_id as "accountId", ${isLoggedIn('c.id')} as "isSure" from contact c
     where c.agent_id = $1 and c.state in ('offered', 'active') and c.channel in ('voice', 'counter', 'web', 'chat', 'sms', 'app', 'email')`,
    [ctx.actor.id, accountId],
  )
}

export async function isOwnChat(ctx: Ctx, contactId: number, accountId: number): Promise<boolean> {
  const row = await ctx.db.prepared.first<{ isOwn: boolean }>(`select ${isLoggedIn('$1')} as "isOwn"`, [
    contactId,
    accountId,
  ])
  return row?.isOwn ?? false
}

/** The agent's own contact, with its account, for a check: it waits for one that is under way. */
export async function lockTalk(ctx: Ctx, contactId: number, states: string[]): Promise<Talk | null> {
  const row = await ctx.db.prepared.first<Talk>(
    `select id, contact_no as "contactNo", channel, direction, account_id as "accountId" from contact
     where id = $1 and agent_id = $2 and state = any($3) for update`,
    [contactId, ctx.actor.id, states],
  )
  return row ?? null
}

export async function countFailed(ctx: Ctx, contactId: number): Promise<number> {
  const row = await ctx.db.prepared.first<{ count: number }>(
    `select count(*)::int as count from identity_check where contact_id = $1 and how = 'facts' and not passed`,
    [contactId],
  )
  return row?.count ?? 0
}

export async function insertCheck(
  ctx: Ctx,
  check: { contactId: number; accountId: number; how: 'facts' | 'code' | 'papers'; facts: string[]; passed: boolean },
): Promise<void> {
  await ctx.db.prepared.run(
    `with checked as (
       insert into identity_check (contact_id, account_id, how, facts, passed, checked_by, checked_at)
       values ($1, $2, $3, $4, $5, $6, $7))
     insert into contact_event (contact_id, at, kind, agent_id, detail)
     values ($1, $7, 'identity-checked', $8, jsonb_build_object('how', $3::text, 'passed', $5::boolean))`,
    [
      ...[check.contactId, check.accountId, check.how, check.facts, check.passed],
      ...[ctx.actor.username, ctx.now, ctx.actor.id],
    ],
  )
}

/** Of another account nobody has said anything yet. */
export async function lapseChecks(ctx: Ctx, contactId: number, accountId: number): Promise<void> {
  await ctx.db.prepared.run(
    'update identity_check set lapsed_at = $3 where contact_id = $1 and account_id <> $2 and lapsed_at is null',
    [contactId, accountId, ctx.now],
  )
}

export async function logChosen(
  ctx: Ctx,
  contactId: number,
  detail: { accountId: number; among: number },
): Promise<void> {
  await ctx.db.prepared.run(
    `insert into contact_event (contact_id, at, kind, agent_id, detail) values ($1, $2, 'account-chosen', $3, $4)`,
    [contactId, ctx.now, ctx.actor.id, JSON.stringify(detail)],
  )
}

export type Secrets = {
  name: string
  number: Buffer | null
  phone: Buffer | null
  phoneTail: string | null
  accountNo: string
  meterNos: string[]
}

/** What only who holds the account should know. */
export function findSecrets(ctx: Ctx, accountId: number): Promise<Secrets | undefined> {
  return ctx.db.prepared.first(
    `select k.name, i.number_cipher as number, i.phone_cipher as phone, i.phone_tail as "phoneTail", a.account_no as "accountNo",
       array(select d.asset_no from metering_point p join installation n on n.point_id = p.id and n.removed_at is null
         join device d on d.id = n.device_id where p.account_id = a.id) as "meterNos"
     from account a join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     join customer k on k.id = t.customer_id join identity i on i.id = k.identity_id where a.id = $1`,
    [accountId],
  )
}

export async function countCodes(ctx: Ctx, contactId: number): Promise<number> {
  const row = await ctx.db.prepared.first<{ count: number }>(
    'select count(*)::int as count from identity_code where contact_id = $1',
    [contactId],
  )
  return row?.count ?? 0
}

export async function insertIdentityCode(
  ctx: Ctx,
  code: { contactId: number; accountId: number; hash: Buffer; expiresAt: Date },
): Promise<void> {
  await ctx.db.prepared.run(
    `insert into identity_code (contact_id, account_id, code_hash, sent_at, expires_at) values ($1, $2, $3, $4, $5)`,
    [code.contactId, code.accountId, code.hash, ctx.now, code.expiresAt],
  )
}

/** Whether it is the latest code that was sent, in time; each try counts. */
export async function tryIdentityCode(
  ctx: Ctx,
  { contactId, accountId, hash, tries }: { contactId: number; accountId: number; hash: Buffer; tries: number },
): Promise<boolean> {
  const row = await ctx.db.prepared.first<{ isRight: boolean }>(
    `update identity_code set tries = tries + 1, spent_at = case when code_hash = $3 then $4::timestamptz end
     where id = (select max(id) from identity_code where contact_id = $1 and account_id = $2)
       and spent_at is null and expires_at > $4 and tries < $5 returning spent_at is not null as "isRight"`,
    [contactId, accountId, hash, ctx.now, tries],
  )
  return row?.isRight ?? false
}

export async function findCodeSent(
  ctx: Ctx,
  contactId: number,
  accountId: number,
): Promise<{ expiresAt: Date } | undefined> {
  return ctx.db.prepared.first(
    `select expires_at as "expiresAt" from identity_code
     where contact_id = $1 and account_id = $2 and spent_at is null and expires_at > $3 order by id desc limit 1`,
    [contactId, accountId, ctx.now],
  )
}
