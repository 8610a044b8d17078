import type { Ctx } from '../../db/context.ts'
import { addressKey } from '../../db/customers/match-keys.ts'
import { isOfParty, nameFor } from '../../db/customers/parties.ts'
import type { ApplicationRow, NewApplication } from './applications.ts'

export type CorrectionRow = {
  at: Date
  actorName: string
  reason: string
  before: Pick<
    ApplicationRow,
    'form' | 'applicantName' | 'identityTail' | 'phoneTail' | 'address' | 'requestedCapacityKw' | 'householdPersons'
  >
}

/** Keeps the application as it was asked for. */
export async function keepAsked(ctx: Ctx, id: number, reason: string): Promise<void> {
  await ctx.db.run(
    `insert into application_correction (application_id, form, account_ids, applicant_name, identity_id, identity_tail,
       phone_cipher, phone_tail, bank_account_cipher, address, requested_capacity_kw, household_persons, reason,
       corrected_by, corrected_by_name, corrected_at)
     select id, form, account_ids, applicant_name, identity_id, identity_tail, phone_cipher, phone_tail, bank_account_cipher,
       address, requested_capacity_kw, household_persons, $2, $3, $4, $5 from application where id = $1`,
    [id, reason, ctx.actor.username, ctx.actor.name, ctx.now],
  )
}

/** Whom it named by mistake is none of a customer's business, unless he wrote it himself. */
const mayName = `($2::bigint is null or r.identity_id is not distinct from p.identity_id
  or ${isOfParty('p.customer_id', '$2')})`
const named = (column: string, otherwise: string) => `case when ${mayName} then r.${column} else ${otherwise} end`

export function listCorrections(ctx: Ctx, applicationId: number): Promise<CorrectionRow[]> {
  return ctx.db.rows(
    `select r.corrected_at as at, r.reason, jsonb_build_object('form', r.form,
       'applicantName', ${named('applicant_name', `'***'`)}, 'identityTail', ${named('identity_tail', 'null')},
       'phoneTail', ${named('phone_tail', 'null')}, 'address', r.address,
       'requestedCapacityKw', r.requested_capacity_kw, 'householdPersons', r.household_persons) as before,
       ${nameFor('$2', { username: 'r.corrected_by', name: 'r.corrected_by_name' })} as "actorName"
     from application_correction r join application p on p.id = r.application_id where r.application_id = $1 order by r.id`,
    [applicationId, ctx.actor.customerId],
  )
}

export type Corrected = Pick<
  NewApplication,
  'form' | 'accountIds' | 'applicantName' | 'applicantId' | 'address' | 'requestedCapacityKw' | 'householdPersons'
>

export async function setAsked(ctx: Ctx, id: number, asked: Corrected): Promise<void> {
  await ctx.db.run(
    `update application set form = $2, account_ids = $3, applicant_name = $4, applicant_id = $5, address = $6,
       address_key = $7, requested_capacity_kw = $8, household_persons = $9 where id = $1`,
    [
      ...[id, JSON.stringify(asked.form), asked.accountIds, asked.applicantName, asked.applicantId, asked.address],
      ...[addressKey(asked.address), asked.requestedCapacityKw, asked.householdPersons],
    ],
  )
}

/** Numbers that were told anew. */
export async function setNumbers(
  ctx: Ctx,
  id: number,
  {
    identityId,
    identityTail,
    phoneCipher,
    phoneTail,
  }: Pick<NewApplication, 'identityId' | 'identityTail' | 'phoneCipher' | 'phoneTail'>,
): Promise<void> {
  await ctx.db.run(
    `update application set identity_id = coalesce($2, identity_id), identity_tail = coalesce($3, identity_tail),
       phone_cipher = $4, phone_tail = $5 where id = $1`,
    [id, identityId, identityTail, phoneCipher, phoneTail],
  )
}

export async function setBankAccount(ctx: Ctx, id: number, cipher: Buffer | null): Promise<void> {
  await ctx.db.run('update application set bank_account_cipher = $2 where id = $1', [id, cipher])
}
