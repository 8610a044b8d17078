import type { Ctx } from '../../db/context.ts'
import type { ApplicationKind, ApplicationStatus, paperKinds, Step } from '../contract.ts'

export type Paper = { kind: (typeof paperKinds)[number]; number?: string | undefined; note?: string | undefined }

export type ApplicationRow = {
  id: number
  applicationNo: string
  kind: ApplicationKind
  flowVersion: number
  status: ApplicationStatus
  currentStep: Step | null
  stepSince: Date
  organisationId: number
  organisationName: string
  applicantName: string
  identityId: number
  identityTail: string
  phoneTail: string
  address: string
  requestedCapacityKw: number
  householdPersons: number | null
  papers: Paper[]
  submittedAt: Date
  endedAt: Date | null
  endReason: string | null
  accountNo: string | null
  version: number
}

const readable = `from application p
  join organisation o on o.id = p.organisation_id
  left join account a on a.id = p.account_id
  where starts_with(o.path, $1) and ($2::bigint is null or p.customer_id = $2)`

const columns = `p.id, p.application_no as "applicationNo", p.kind, p.flow_version as "flowVersion", p.status,
  p.current_step as "currentStep", p.step_since as "stepSince", p.organisation_id as "organisationId",
  o.name as "organisationName", p.applicant_name as "applicantName", p.identity_id as "identityId",
  p.identity_tail as "identityTail", p.phone_tail as "phoneTail", p.address,
  p.requested_capacity_kw::float8 as "requestedCapacityKw", p.household_persons as "householdPersons", p.papers,
  p.submitted_at as "submittedAt", p.ended_at as "endedAt", p.end_reason as "endReason", a.account_no as "accountNo",
  p.version`

/** Staff read their scope; a customer reads what he handed in himself, whoever serves it. 0 is nobody's id. */
function readerOf({ scope, actor }: Ctx): [string, number | null] {
  if (actor.customerId !== null) return ['', actor.customerId]
  return [scope, actor.roles.includes('customer') ? 0 : null]
}

export function findApplicationRow(ctx: Ctx, id: number): Promise<ApplicationRow | undefined> {
  return ctx.db.first(`select ${columns} ${readable} and p.id = $3`, [...readerOf(ctx), id])
}

/** The same, and nobody else moves the application until the transaction ends. */
export function lockApplicationRow(ctx: Ctx, id: number): Promise<ApplicationRow | undefined> {
  return ctx.db.first(`select ${columns} ${readable} and p.id = $3 for update of p`, [...readerOf(ctx), id])
}

export type ListFilter = {
  status: string | null
  step: string | null
  overdue: boolean | null
  beforeId: number | null
  limit: number
  today: string
}

export function listApplicationRows(ctx: Ctx, filter: ListFilter): Promise<ApplicationRow[]> {
  return ctx.db.rows(
    `select ${columns} ${readable}
       and ($3::text is null or p.status = $3) and ($4::text is null or p.current_step = $4)
       and ($5::boolean is null or $5 = exists (
         select 1 from application_clock c where c.application_id = p.id and c.stopped_at is null and c.due_on < $6))
       and ($7::bigint is null or p.id < $7)
     order by p.id desc limit $8`,
    [...readerOf(ctx), filter.status, filter.step, filter.overdue, filter.today, filter.beforeId, filter.limit],
  )
}

/** Open applications of a customer: handed in by him, or naming his identity. */
export function listOpenRows(ctx: Ctx, key: { accountId: number } | { customerId: number }): Promise<ApplicationRow[]> {
  return ctx.db.rows(
    `select ${columns} ${readable} and p.status = 'open' and exists (
       select 1 from customer c
       where (c.id = p.customer_id or c.identity_id = p.identity_id)
         and (c.id = $3 or c.id = (select t.customer_id from account_term t
           where t.account_id = $4 and t.valid_to is null and t.known_to is null)))
     order by p.id desc`,
    [...readerOf(ctx), 'customerId' in key ? key.customerId : null, 'accountId' in key ? key.accountId : null],
  )
}

export type NewApplication = {
  kind: ApplicationKind
  flowVersion: number
  firstStep: Step
  organisationId: number
  applicantName: string
  identityId: number
  identityTail: string
  phoneCipher: Buffer
  phoneTail: string
  address: string
  requestedCapacityKw: number
  householdPersons: number | null
  papers: Paper[]
}

export async function insertApplication(
  ctx: Ctx,
  application: NewApplication,
): Promise<{ id: number; applicationNo: string }> {
  const row = await ctx.db.first<{ id: number; applicationNo: string }>(
    `insert into application (application_no, kind, flow_version, current_step, step_since, organisation_id, customer_id,
       submitted_by, applicant_name, identity_id, identity_tail, phone_cipher, phone_tail, address,
       requested_capacity_kw, household_persons, papers, submitted_at)
     values ('YK' || to_char($1::timestamptz, 'YYYYMMDD') || lpad(nextval('application_serial')::text, 6, '0'),
       $2, $3, $4, $1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $1)
     returning id, application_no as "applicationNo"`,
    [
      ctx.now,
      application.kind,
      application.flowVersion,
      application.firstStep,
      application.organisationId,
      ctx.actor.customerId || null,
      ctx.actor.username,
      application.applicantName,
      application.identityId,
      application.identityTail,
      application.phoneCipher,
      application.phoneTail,
      application.address,
      application.requestedCapacityKw,
      application.householdPersons,
      JSON.stringify(application.papers),
    ],
  )
  if (!row) throw new Error('an application was not saved')
  return row
}

export type Move =
  | { status: 'open'; currentStep: Step; papers?: Paper[] }
  | { status: 'refused' | 'withdrawn'; endReason: string }
  | { status: 'archived'; accountId: number }

/** One step on, back or to the end; the version grows with each. */
export async function moveApplication(ctx: Ctx, id: number, move: Move): Promise<void> {
  await ctx.db.run(
    `update application set status = $2, current_step = $3, step_since = $4::timestamptz, papers = coalesce($5, papers),
       account_id = $6, end_reason = $7, ended_at = case when $2 = 'open' then null else $4::timestamptz end, version = version + 1
     where id = $1`,
    [
      id,
      move.status,
      'currentStep' in move ? move.currentStep : null,
      ctx.now,
      'papers' in move && move.papers ? JSON.stringify(move.papers) : null,
      'accountId' in move ? move.accountId : null,
      'endReason' in move ? move.endReason : null,
    ],
  )
}

/** The number and phone that were handed in, and the customer who has that identity already. */
export function findApplicant(
  ctx: Ctx,
  applicationId: number,
): Promise<{ numberCipher: Buffer | null; phoneCipher: Buffer; customerId: number | null } | undefined> {
  return ctx.db.first(
    `select i.number_cipher as "numberCipher", p.phone_cipher as "phoneCipher",
       (select min(c.id) from customer c where c.identity_id = p.identity_id) as "customerId"
     from application p join identity i on i.id = p.identity_id where p.id = $1`,
    [applicationId],
  )
}
