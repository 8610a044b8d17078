import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { normalisePhone, saveIdentity } from '../db/customers/identities.ts'
import { encryptText } from '../db/customers/secrets.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { startClocks } from './clocks/clocks.ts'
import type { Applicant, ApplicationDetail, ApplicationKind, ApplicationSummary, SubmitInput } from './contract.ts'
import { latestFlow } from './flows/all.ts'
import { forms, officeKinds } from './forms.ts'
import { ofCompany, refuseCustomers } from './internal.ts'
import { judge } from './judgement.ts'
import { keepParts } from './new-accounts.ts'
import { seenBy } from './papers.ts'
import type { Ports } from './ports.ts'
import { refusePrices } from './prices/asked.ts'
import { refuseObjections } from './refusals.ts'
import { isIdentifier } from './rules/identity-number.ts'
import { kindRules } from './rules/kinds/all.ts'
import {
  findApplicationRow,
  findOpenOfKind,
  insertApplication,
  listOpenRows,
  type NewApplication,
  noteNextDue,
} from './sql/applications.ts'
import { findOrganisation, findOwnOrganisation, findServingOrganisation, listCounties } from './sql/network.ts'
import { findAccountIds } from './sql/snapshots.ts'
import { insertEvent } from './sql/steps.ts'
import { settle } from './standing.ts'
import { describeApplication, summariseApplications } from './views.ts'

/**
 * Takes an application from a customer online, from a clerk at the counter, or from an agent who has the customer on the line (`came`).
 * Refuses with `STAFF_ONLY` (what the office alone finds out), `DATA_IMPLAUSIBLE` (identity number), `NOT_FOUND` (an account that is not the applicant's),
 * `APPLICATION_OBJECTED` (each objection with its clause and what can be done), `ORGANISATION_NEEDED` (several counties
 * could serve it).
 */
export async function submitApplication(
  ctx: Ctx,
  input: SubmitInput,
  ports: Ports,
  came = cameTo(ctx, input),
): Promise<ApplicationDetail> {
  if (officeKinds.includes(input.kind)) refuseCustomers(ctx)
  const applicant = 'applicant' in input ? input.applicant : undefined
  const people = 'newCustomers' in input ? (input.newCustomers ?? []) : []
  refuseIdentities(applicant, people)
  const id = await transact(ctx, async (inner) => {
    const flow = latestFlow(input.kind)
    const bankAccount = 'bankAccount' in input ? input.bankAccount : undefined
    const tail = bankAccount === undefined ? {} : { accountTail: bankAccount.slice(-4) }
    const parsed = { ...input, form: forms[input.kind].parse({ ...input.form, ...tail }) }
    const asked = await ask(inner, input, parsed.form, ports)
    if ('accountNo' in input) await refuseTwice(inner, input.kind, asked.accountIds)
    const application = await insertApplication(inner, {
      kind: flow.kind,
      flowVersion: flow.version,
      form: parsed.form,
      // Who takes it by telephone has seen nothing: each paper is still to be brought.
      papers: came.channel === 'desk' ? input.papers : seenBy(inner, input.papers),
      ...{ channel: came.channel, contactNo: came.contactNo },
      bankAccountCipher: bankAccount === undefined ? null : encryptText(bankAccount),
      ...(await identify(inner, applicant, 'phone' in input ? input.phone : undefined)),
      ...asked,
    })
    const { id: applicationId, applicationNo } = application
    await keepParts(inner, applicationId, parsed.form, people)
    await insertEvent(inner, applicationId, { kind: 'submitted' })
    await startClocks(inner, { id: applicationId, flow, from: 'submit' })
    const row = await findApplicationRow(inner, applicationId)
    if (!row) throw new Error('an application was not found again')
    await settle(inner, row)
    await noteNextDue(inner, applicationId)
    await recordAudit(inner, { action: 'application.submitted', subject: `application:${applicationNo}` })
    await publish(inner, 'application.submitted', { applicationId, applicationNo })
    return applicationId
  })
  return findApplication(ctx, id)
}

/** How an application came in; `contactNo` where it was asked for in a contact of the desk. */
export type Came = Pick<NewApplication, 'channel' | 'contactNo'>

function cameTo({ actor }: Ctx, { kind }: SubmitInput): Came {
  if (actor.customerId !== null || actor.roles.includes('customer')) return { channel: 'online', contactNo: null }
  return { channel: officeKinds.includes(kind) ? 'office' : 'counter', contactNo: null }
}

export type Asked = Pick<
  NewApplication,
  | 'organisationId'
  | 'applicantName'
  | 'applicantId'
  | 'address'
  | 'requestedCapacityKw'
  | 'householdPersons'
  | 'accountIds'
>

export function refuseIdentities(applicant: Applicant | undefined, people: Applicant[]): void {
  const message = '证件号码有误,请核对'
  const issues = [
    ...(applicant && !isIdentifier(applicant.identityNumber) ? [{ path: 'applicant.identityNumber', message }] : []),
    ...people.flatMap(({ identityNumber }, n) =>
      isIdentifier(identityNumber) ? [] : [{ path: `newCustomers.${n}.identityNumber`, message }],
    ),
  ]
  if (issues.length > 0) throw new Refusal('DATA_IMPLAUSIBLE', message, { issues })
}

export function ask(ctx: Ctx, input: SubmitInput, form: object, ports: Ports): Promise<Asked> {
  if ('accountNo' in input) return ofAccount(ctx, input, form, ports)
  return 'applicant' in input ? ofNew(ctx, input, form, ports) : ofCompany(ctx, input.kind, form, ports)
}

async function ofNew(
  ctx: Ctx,
  input: Extract<SubmitInput, { address: string }>,
  form: object,
  ports: Ports,
): Promise<Asked> {
  const { objections } = await judge(ctx, { kind: input.kind, form, accountIds: [] }, ports)
  if (objections.length > 0) throw refuseObjections(objections)
  const { address, requestedCapacityKw, householdPersons = null } = input
  const organisationId = await findResponsible(ctx, input.organisationId)
  return {
    ...{ organisationId, address, requestedCapacityKw, householdPersons },
    applicantName: input.applicant.name,
    applicantId: null,
    accountIds: [],
  }
}

/** Judged at once, so that nobody waits for a refusal that was certain. */
async function ofAccount(
  ctx: Ctx,
  input: Extract<SubmitInput, { accountNo: string }>,
  form: object,
  ports: Ports,
): Promise<Asked> {
  const numbers = [input.accountNo, ...('otherAccountNos' in form ? (form.otherAccountNos as string[]) : [])]
  const found = await findAccountIds(ctx, numbers)
  const missing = numbers.find((number) => !found.has(number))
  if (missing) throw notFound(`户号 ${missing}`)
  const accountIds = [...new Set(numbers.map((number) => found.get(number) ?? 0))]
  const { accounts, objections } = await judge(ctx, { kind: input.kind, form, accountIds }, ports)
  if (objections.length > 0) throw refuseObjections(objections)
  await refusePrices(ctx, { kind: input.kind, form, accounts }, ports)
  const [account] = accounts
  if (!account) throw notFound('户号')
  return {
    accountIds,
    organisationId: account.organisationId,
    applicantName: input.applicant?.name ?? account.customer.name,
    applicantId: input.applicant ? null : account.customer.id,
    address: account.address,
    requestedCapacityKw: 'plantKw' in form ? (form.plantKw as number) : null,
    householdPersons: 'householdPersons' in form ? ((form.householdPersons as number | undefined) ?? null) : null,
  }
}

/** The same change of an account is asked for once; a second is the first sent again, or waits for it. */
async function refuseTwice(ctx: Ctx, kind: ApplicationKind, accountIds: number[]): Promise<void> {
  const open = await findOpenOfKind(ctx, kind, accountIds)
  if (!open) return
  const { title } = kindRules[kind]
  const message = `该户已有在途的${title.zh}申请 ${open.applicationNo},请勿重复提交;需更改内容的,请先撤销该申请`
  throw new Refusal('APPLICATION_OPEN', message)
}

type Identified = Pick<NewApplication, 'identityId' | 'identityTail' | 'phoneCipher' | 'phoneTail'>

export async function identify(
  ctx: Ctx,
  applicant: Applicant | undefined,
  newPhone: string | undefined,
): Promise<Identified> {
  if (!applicant) {
    const phoneCipher = newPhone ? encryptText(normalisePhone(newPhone)) : null
    return { identityId: null, identityTail: null, phoneCipher, phoneTail: newPhone?.slice(-4) ?? null }
  }
  const { identityNumber, phone } = applicant
  return {
    identityId: await saveIdentity(ctx, { idNumber: identityNumber, phone }),
    identityTail: identityNumber.slice(-4),
    phoneCipher: encryptText(normalisePhone(phone)),
    phoneTail: phone.slice(-4),
  }
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

/** Units of which an agent says which takes a new supply; none where it is clear. */
export async function listUnitsToChoose(ctx: Ctx): Promise<{ id: number; name: string }[]> {
  if (await findOwnOrganisation(ctx)) return []
  const counties = await listCounties(ctx)
  return counties.length > 1 ? counties : []
}

/** One application with its steps, clocks and what the reader may do; refuses with `NOT_FOUND`. */
export async function findApplication(ctx: Ctx, id: number): Promise<ApplicationDetail> {
  const row = await findApplicationRow(ctx, id)
  if (!row) throw notFound('申请')
  return describeApplication(ctx, row)
}

/** Open applications of a customer, or of an account and its customer, newest first. */
export async function listOpenApplications(
  ctx: Ctx,
  key: { accountId: number } | { customerId: number },
): Promise<ApplicationSummary[]> {
  return summariseApplications(ctx, await listOpenRows(ctx, key))
}
