import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { normalisePhone, saveIdentity } from '../db/customers/identities.ts'
import { encryptText } from '../db/customers/secrets.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import { startClocks } from './clocks.ts'
import type { ApplicationDetail, ApplicationSummary, applicationList, ListQuery, SubmitInput } from './contract.ts'
import { isIdentityNumber } from './rules/identity-number.ts'
import { latestFlow } from './rules/workflow.ts'
import { findApplicationRow, insertApplication, listApplicationRows, listOpenRows } from './sql/applications.ts'
import { findOrganisation, findOwnOrganisation, findServingOrganisation, listCounties } from './sql/network.ts'
import { insertEvent } from './sql/steps.ts'
import { describeApplication, summariseApplications } from './views.ts'

/**
 * Takes an application from a customer online or from a clerk at the counter.
 * Refuses with `DATA_IMPLAUSIBLE` (identity number) or `ORGANISATION_NEEDED` (several counties could serve it).
 */
export async function submitApplication(ctx: Ctx, input: SubmitInput): Promise<ApplicationDetail> {
  const { applicant } = input
  if (!isIdentityNumber(applicant.identityNumber)) {
    const issues = [{ path: 'applicant.identityNumber', message: '身份证号码有误,请核对' }]
    throw new Refusal('DATA_IMPLAUSIBLE', '身份证号码有误,请核对', { issues })
  }
  const flow = latestFlow(input.kind)
  const id = await transact(ctx, async (inner) => {
    const organisationId = await findResponsible(inner, input.organisationId)
    const application = await insertApplication(inner, {
      kind: flow.kind,
      flowVersion: flow.version,
      firstStep: flow.first,
      organisationId,
      applicantName: applicant.name,
      identityId: await saveIdentity(inner, { idNumber: applicant.identityNumber, phone: applicant.phone }),
      identityTail: applicant.identityNumber.slice(-4),
      phoneCipher: encryptText(normalisePhone(applicant.phone)),
      phoneTail: applicant.phone.slice(-4),
      address: input.address,
      requestedCapacityKw: input.requestedCapacityKw,
      householdPersons: input.householdPersons ?? null,
      papers: input.papers,
    })
    const { id: applicationId, applicationNo } = application
    await startClocks(inner, { id: applicationId, flow, from: 'submit' })
    await insertEvent(inner, applicationId, { kind: 'submitted', step: null })
    await recordAudit(inner, { action: 'application.submitted', subject: `application:${applicationNo}` })
    await publish(inner, 'application.submitted', { applicationId, applicationNo })
    return applicationId
  })
  return findApplication(ctx, id)
}

async function findResponsible(ctx: Ctx, organisationId: number | undefined): Promise<number> {
  if (organisationId !== undefined) {
    const chosen = await findOrganisation(ctx, organisationId)
    if (!chosen) throw notFound('供电单位')
    return chosen.id
  }
  const { customerId } = ctx.actor
  const own = await (customerId === null ? findOwnOrganisation(ctx) : findServingOrganisation(ctx, customerId))
  if (own) return own.id
  const [county, ...others] = await listCounties(ctx)
  if (!county || others.length > 0) throw new Refusal('ORGANISATION_NEEDED', '请选择受理的供电单位')
  return county.id
}

/** One application with its steps, clocks and what the reader may do; refuses with `NOT_FOUND`. */
export async function findApplication(ctx: Ctx, id: number): Promise<ApplicationDetail> {
  const row = await findApplicationRow(ctx, id)
  if (!row) throw notFound('申请')
  return describeApplication(ctx, row)
}

export async function listApplications(ctx: Ctx, query: ListQuery): Promise<z.infer<typeof applicationList>> {
  const rows = await listApplicationRows(ctx, {
    status: query.status ?? null,
    step: query.step ?? null,
    overdue: query.overdue ?? null,
    beforeId: query.cursor ? Number(query.cursor) : null,
    limit: query.limit,
    today: civilDay(ctx.now),
  })
  return {
    items: await summariseApplications(ctx, rows),
    nextCursor: rows.length === query.limit ? String(rows.at(-1)?.id) : null,
  }
}

/** Open applications of a customer, or of the customer of an account, newest first. */
export async function listOpenApplications(
  ctx: Ctx,
  key: { accountId: number } | { customerId: number },
): Promise<ApplicationSummary[]> {
  return summariseApplications(ctx, await listOpenRows(ctx, key))
}
