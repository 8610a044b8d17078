import type { Ctx } from '../../db/context.ts'
import { addressKey } from '../../db/customers/match-keys.ts'
import { customerOf, customerOfIdentity, partyOf } from '../../db/customers/parties.ts'
import type { ApplicationKind, ApplicationStatus, PaperKind } from '../contract.ts'

export type Paper = {
  kind: PaperKind
  number?: string | undefined
  note?: string | undefined
  /** User name of the clerk who had it in hand; without him it counts only by a file. */
  seenBy?: string | undefined
}

export type Channel = 'online' | 'counter' | 'desk' | 'office'

export type ApplicationRow = {
  id: number
  applicationNo: string
  kind: ApplicationKind
  flowVersion: number
  status: ApplicationStatus
  organisationId: number
  organisationName: string
  applicantName: string
  identityId: number | null
  identityTail: string | null
  phoneTail: string | null
  address: string
  requestedCapacityKw: number | null
  householdPersons: number | null
  form: Record<string, unknown>
  /** Accounts that it changes. */
  accountIds: number[]
  suspendedFor: string | null
  papers: Paper[]
  submittedAt: Date
  endedAt: Date | null
  endReason: string | null
  /** Of the account that it opened, or of the first that it changes. */
  accountNo: string | null
  /** Of the running clocks the first to end. */
  nextDueOn: string | null
  escalatedAt: Date | null
  handedOverAt: Date | null
  /** How it came in, and in which contact of the desk. */
  channel: Channel
  contactNo: string | null
  version: number
}

/**
 * SQL: of a party are the applications that he handed in, be it before he was a customer, those that name his identity (who takes over an account among
 * them), and those that were taken at the counter about an account while he held it.
 */
export function isApplicant(party: string): string {
  const own = (what: string) => `any(array(select ${what} from customer where coalesce(party_id, id) = ${party}))`
  const byHim = `array(select username from app_user
    where id = -(${party}) or (roles = '{customer}' and customer_id = ${own('id')}))`
  return `(p.customer_id = ${own('id')} or p.applicant_id = ${own('id')} or p.identity_id = ${own('identity_id')}
    or p.submitted_by = any(${byHim}))`
}

/** SQL: the log-ins that `isApplicant` holds for, of the application `p`. */
export const applicantUsers = `select u.id from app_user u where u.disabled_at is null and 'customer' = any(u.roles)
  and (u.username = p.submitted_by or u.customer_id = any(array(
    select m.id from customer c join customer m on coalesce(m.party_id, m.id) = coalesce(c.party_id, c.id)
    where c.id = p.customer_id or c.id = p.applicant_id or c.identity_id = p.identity_id)))`

export const readable = `from application p
  join organisation o on o.id = p.organisation_id
  left join account a on a.id = coalesce(p.account_id, p.account_ids[1])
  where starts_with(o.path, $1) and ($2::bigint is null or ${isApplicant('$2')})`

export const applicationColumns = `p.id, p.application_no as "applicationNo", p.kind, p.flow_version as "flowVersion", p.status,
  p.organisation_id as "organisationId", o.name as "organisationName", p.applicant_name as "applicantName",
  p.identity_id as "identityId", p.identity_tail as "identityTail", p.phone_tail as "phoneTail", p.address,
  p.requested_capacity_kw::float8 as "requestedCapacityKw", p.household_persons as "householdPersons", p.form,
  p.account_ids as "accountIds", p.suspended_for as "suspendedFor", p.papers, p.submitted_at as "submittedAt",
  p.ended_at as "endedAt", p.end_reason as "endReason", a.account_no as "accountNo",
  p.next_due_on as "nextDueOn", (
    select max(n.told_at) from application_notice n where n.application_id = p.id and n.notice = 'escalation') as "escalatedAt", p.handed_over_at as "handedOverAt", p.channel, p.contact_no as "contactNo", p.version`

/** Staff read their scope; a customer reads what is his, whoever serves it. 0 is nobody's id. */
export function readerOf({ scope, actor }: Ctx): [string, number | null] {
  if (actor.customerId !== null) return ['', actor.customerId]
  return [scope, actor.roles.includes('customer') ? 0 : null]
}

export function findApplicationRow(ctx: Ctx, id: number): Promise<ApplicationRow | undefined> {
  return ctx.db.first(`select ${applicationColumns} ${readable} and p.id = $3`, [...readerOf(ctx), id])
}

/** The same, and nobody else moves the application until the transaction ends. */
export function lockApplicationRow(ctx: Ctx, id: number): Promise<ApplicationRow | undefined> {
  return ctx.db.first(`select ${applicationColumns} ${readable} and p.id = $3 for update of p`, [...readerOf(ctx), id])
}

/** Open applications of a customer: handed in by him, naming his identity, or about an account of his. */
export function listOpenRows(ctx: Ctx, key: { accountId: number } | { customerId: number }): Promise<ApplicationRow[]> {
  return ctx.db.rows(
    `select ${applicationColumns} ${readable} and p.status = 'open' and (p.account_ids @> array[$4::bigint] or exists (
       select 1 from customer c
       where (c.id = p.customer_id or c.id = p.applicant_id or c.identity_id = p.identity_id)
         and coalesce(c.party_id, c.id) = ${partyOf(`coalesce($3, (select t.customer_id from account_term t
           where t.account_id = $4 and t.valid_to is null and t.known_to is null))`)}))
     order by p.id desc`,
    [...readerOf(ctx), 'customerId' in key ? key.customerId : null, 'accountId' in key ? key.accountId : null],
  )
}

/** An application of this kind that is open for one of these accounts; who asks now waits for who asked before. */
export async function findOpenOfKind(
  ctx: Ctx,
  kind: ApplicationKind,
  accountIds: number[],
): Promise<{ applicationNo: string } | undefined> {
  await ctx.db.rows('select id from account where id = any($1) order by id for update', [accountIds])
  return ctx.db.first(
    `select application_no as "applicationNo" from application
     where status = 'open' and kind = $1 and account_ids && $2::bigint[] limit 1`,
    [kind, accountIds],
  )
}

export type NewApplication = {
  kind: ApplicationKind
  flowVersion: number
  organisationId: number
  applicantName: string
  identityId: number | null
  identityTail: string | null
  phoneCipher: Buffer | null
  phoneTail: string | null
  bankAccountCipher: Buffer | null
  address: string
  requestedCapacityKw: number | null
  householdPersons: number | null
  form: object
  accountIds: number[]
  papers: Paper[]
  /** Who holds the account that it is about, where he is who asks; null: its identity says who does. */
  applicantId: number | null
  channel: Channel
  contactNo: string | null
}

export async function insertApplication(
  ctx: Ctx,
  application: NewApplication,
): Promise<{ id: number; applicationNo: string }> {
  const row = await ctx.db.first<{ id: number; applicationNo: string }>(
    `insert into application (application_no, kind, flow_version, organisation_id, customer_id, submitted_by, applicant_name,
       identity_id, identity_tail, phone_cipher, phone_tail, address, requested_capacity_kw, household_persons, form,
       account_ids, papers, submitted_at, address_key, bank_account_cipher, applicant_id, channel, contact_no)
     values ('YK' || to_char($1::timestamptz, 'YYYYMMDD') || lpad(nextval('application_serial')::text, 6, '0'),
       $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $1, $18, $19, $20, $21, $22)
     returning id, application_no as "applicationNo"`,
    [
      ctx.now,
      application.kind,
      application.flowVersion,
      application.organisationId,
      customerOf(ctx.actor),
      ctx.actor.username,
      application.applicantName,
      application.identityId,
      application.identityTail,
      application.phoneCipher,
      application.phoneTail,
      application.address,
      application.requestedCapacityKw,
      application.householdPersons,
      JSON.stringify(application.form),
      application.accountIds,
      JSON.stringify(application.papers),
      addressKey(application.address),
      application.bankAccountCipher,
      application.applicantId,
      application.channel,
      application.contactNo,
    ],
  )
  if (!row) throw new Error('an application was not saved')
  return row
}

export type Move = { papers?: Paper[]; suspendedFor?: string | null } & (
  | { status: 'open' }
  | { status: 'refused' | 'withdrawn'; endReason: string }
  | { status: 'archived'; accountId: number | null }
)

const firstDue = '(select min(c.due_on) from application_clock c where c.application_id = $1 and c.stopped_at is null)'

/** Says in the application which of its clocks ends first, where it does not move by this. */
export async function noteNextDue(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run(`update application set next_due_on = ${firstDue} where id = $1`, [id])
}

/** One step on, back or to the end; the version grows with each. */
export async function moveApplication(ctx: Ctx, id: number, move: Move): Promise<void> {
  await ctx.db.run(
    `update application set status = $2, papers = coalesce($4, papers), account_id = coalesce($5, account_id),
       end_reason = $6, ended_at = case when $2 = 'open' then null else $3::timestamptz end,
       suspended_for = case when $7 then $8 else suspended_for end, version = version + 1,
       next_due_on = ${firstDue}
     where id = $1`,
    [
      id,
      move.status,
      ctx.now,
      move.papers ? JSON.stringify(move.papers) : null,
      'accountId' in move ? move.accountId : null,
      'endReason' in move ? move.endReason : null,
      move.suspendedFor !== undefined,
      move.suspendedFor ?? null,
    ],
  )
}

/** The number and phone that were handed in, and the customer who has that identity already. */
export function findApplicant(
  ctx: Ctx,
  applicationId: number,
): Promise<{ numberCipher: Buffer | null; phoneCipher: Buffer | null; customerId: number | null } | undefined> {
  return ctx.db.first(
    `select i.number_cipher as "numberCipher", p.phone_cipher as "phoneCipher",
       (select id from ${customerOfIdentity('p.identity_id')} known) as "customerId"
     from application p join identity i on i.id = p.identity_id where p.id = $1`,
    [applicationId],
  )
}

/** Numbers that are known to the archive alone: a new phone, a bank account. */
export async function findSecrets(
  ctx: Ctx,
  applicationId: number,
): Promise<{ phone: Buffer | null; bankAccount: Buffer | null }> {
  const row = await ctx.db.first<{ phone: Buffer | null; bankAccount: Buffer | null }>(
    'select phone_cipher as phone, bank_account_cipher as "bankAccount" from application where id = $1',
    [applicationId],
  )
  return { phone: null, bankAccount: null, ...row }
}

export type DeferredPaper = { kind: PaperKind; dueOn: string; receivedAt: Date | null }

export function listDeferredPapers(ctx: Ctx, applicationId: number): Promise<DeferredPaper[]> {
  return ctx.db.rows(
    `select kind, due_on as "dueOn", received_at as "receivedAt" from deferred_paper where application_id = $1
     order by due_on, kind`,
    [applicationId],
  )
}

export async function deferPapers(
  ctx: Ctx,
  applicationId: number,
  papers: { kind: PaperKind; dueOn: string }[],
): Promise<void> {
  for (const { kind, dueOn } of papers) {
    await ctx.db.run(
      `insert into deferred_paper (application_id, kind, due_on) values ($1, $2, $3)
       on conflict (application_id, kind) do update set due_on = excluded.due_on`,
      [applicationId, kind, dueOn],
    )
  }
}

export async function receivePapers(ctx: Ctx, applicationId: number, kinds: PaperKind[]): Promise<void> {
  await ctx.db.run(
    'update deferred_paper set received_at = $3 where application_id = $1 and kind = any($2) and received_at is null',
    [applicationId, kinds, ctx.now],
  )
}

export function findPerson(ctx: Ctx, username: string): Promise<{ username: string } | undefined> {
  return ctx.db.first('select username from app_user where username = $1 and disabled_at is null', [username])
}

export function findToldRow(
  ctx: Ctx,
  id: number,
): Promise<{ applicationNo: string; kind: ApplicationKind; userIds: number[] } | undefined> {
  return ctx.db.first(
    `select p.application_no as "applicationNo", p.kind, array(${applicantUsers}) as "userIds" from application p where p.id = $1`,
    [id],
  )
}
