import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { encryptText } from '../../db/customers/secrets.ts'
import { transact } from '../../db/pool.ts'
import { type Issue, Refusal } from '../../db/refusal.ts'
import { ask, findApplication, identify, refuseIdentities } from '../applications.ts'
import type { ApplicationDetail, SubmitInput } from '../contract.ts'
import { forms, internalKinds, newKinds } from '../forms.ts'
import { keepParts } from '../new-accounts.ts'
import type { Ports } from '../ports.ts'
import { refuse } from '../refusals.ts'
import { refuseStanding } from '../rules/flow/engine.ts'
import { type ApplicationRow, moveApplication } from '../sql/applications.ts'
import { keepAsked, setAsked, setBankAccount, setNumbers } from '../sql/corrections.ts'
import { insertEvent } from '../sql/steps.ts'
import { openForChange, settle } from '../standing.ts'
import type { CorrectionInput } from './contract.ts'
import { mayCorrect } from './views.ts'

/**
 * Corrects what is asked for (更正申请), by whoever applied or a clerk, before it is accepted; what was asked before is kept.
 * It is judged like one that comes in, and where it was waited for, it is waited for no longer.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `STEP_NOT_OPEN` (it is accepted), `APPLICATION_SUSPENDED`,
 * `DATA_IMPLAUSIBLE`, and what `submitApplication` refuses.
 */
export async function correctApplication(
  ctx: Ctx,
  id: number,
  input: CorrectionInput,
  ports: Ports,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, standing } = await openForChange(inner, id)
    const refused = refuseStanding(standing, input)
    if (refused) throw refuse(refused)
    if (!standing.open.includes('accept')) throw refuse({ ok: false, because: 'STEP_NOT_OPEN' })
    if (!mayCorrect(standing)) throw refuse({ ok: false, because: 'APPLICATION_SUSPENDED' })
    const form = formOf(application, input)
    const asked = await ask(inner, toInput(application, input, form), form, ports)
    await keepAsked(inner, id, input.reason)
    await setAsked(inner, id, {
      ...{ form, ...asked },
      // Who is named by his identity stays who he is.
      ...(application.identityId !== null && {
        applicantName: input.applicant?.name ?? application.applicantName,
        applicantId: null,
      }),
    })
    await takeNumbers(inner, application, input, form)
    await insertEvent(inner, id, { kind: 'corrected', reason: input.reason })
    if (standing.suspendedFor !== null) await insertEvent(inner, id, { kind: 'resumed', reason: input.reason })
    const subject = `application:${application.applicationNo}`
    await recordAudit(inner, { action: 'application.corrected', subject, detail: { reason: input.reason } })
    await settle(inner, { ...application, form: { ...form } })
    await moveApplication(inner, id, { status: 'open', suspendedFor: null })
  })
  return findApplication(ctx, id)
}

/** Of its kind, and still the same business: another one is another application. */
function formOf({ kind, form: before }: ApplicationRow, input: CorrectionInput): Record<string, unknown> {
  const tail = input.bankAccount?.slice(-4) ?? before.accountTail
  const isCollected = kind === 'payment-change' && (input.form ?? before).method === 'collection'
  const parsed = forms[kind].safeParse({ ...(input.form ?? before), ...(isCollected && { accountTail: tail }) })
  const issues: Issue[] = [
    ...(parsed.error?.issues ?? []).map((issue) => ({
      path: ['form', ...issue.path].join('.'),
      message: issue.message,
    })),
    ...objectToParts({ kind, before }, input),
  ]
  if (isCollected && tail === undefined) issues.push({ path: 'bankAccount', message: '请填写银行账号(8–30 位数字)' })
  if (!parsed.success || issues.length > 0) {
    throw new Refusal('DATA_IMPLAUSIBLE', '填写的内容有误,请检查标出的项目', { issues })
  }
  return { ...parsed.data }
}

function objectToParts(
  { kind, before }: { kind: ApplicationRow['kind']; before: ApplicationRow['form'] },
  { form, applicant, newCustomers = [], phone, bankAccount, address, requestedCapacityKw }: CorrectionInput,
): Issue[] {
  const isNew = (newKinds as readonly string[]).includes(kind) || (kind === 'distributed-pv' && before.mode === 'full')
  const parts = kind === 'split' && Array.isArray(form?.parts) ? form.parts.length : 0
  const stray = (given: unknown, allowed: boolean, path: string) =>
    given !== undefined && !allowed ? [{ path, message: '此业务没有这一项,请删去' }] : []
  return [
    ...stray(applicant, isNew || kind === 'transfer', 'applicant'),
    ...stray(address, isNew, 'address'),
    ...stray(requestedCapacityKw, isNew, 'requestedCapacityKw'),
    ...stray(phone, kind === 'contact-change', 'phone'),
    ...stray(bankAccount, kind === 'payment-change', 'bankAccount'),
    ...(newCustomers.length === parts
      ? []
      : [{ path: 'newCustomers', message: '请随更正后的分户方案填写每一新户的姓名、证件与电话' }]),
    ...(form && kind === 'distributed-pv' && form.mode !== before.mode
      ? [{ path: 'form.mode', message: '上网方式不同须另行申请,请撤销后重新提交' }]
      : []),
  ]
}

/** As it would come in now; who applies stands where he stood. */
function toInput(application: ApplicationRow, input: CorrectionInput, form: object): SubmitInput {
  const { kind, accountNo, address, requestedCapacityKw, householdPersons, organisationId, applicantName } = application
  if ((internalKinds as readonly string[]).includes(kind)) return { kind, form, papers: [] } as unknown as SubmitInput
  if (accountNo !== null) return { kind, accountNo, form, papers: [] } as unknown as SubmitInput
  return {
    ...{ kind, form, papers: [], organisationId },
    applicant: input.applicant ?? { name: applicantName },
    address: input.address ?? address,
    requestedCapacityKw: input.requestedCapacityKw ?? requestedCapacityKw,
    householdPersons: input.householdPersons ?? householdPersons ?? undefined,
  } as unknown as SubmitInput
}

async function takeNumbers(ctx: Ctx, { id }: ApplicationRow, input: CorrectionInput, form: object): Promise<void> {
  const { applicant, phone, bankAccount, newCustomers = [] } = input
  refuseIdentities(applicant, newCustomers)
  if (applicant || phone) await setNumbers(ctx, id, await identify(ctx, applicant, phone))
  if (bankAccount) await setBankAccount(ctx, id, encryptText(bankAccount))
  else if ('method' in form && form.method !== 'collection') await setBankAccount(ctx, id, null)
  await keepParts(ctx, id, form, newCustomers)
}
