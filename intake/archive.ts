import type { Ctx } from '../db/context.ts'
import { applyChanges } from '../db/customers/changes/apply.ts'
import type { FileChange } from '../db/customers/changes/shape.ts'
import { decryptText } from '../db/customers/secrets.ts'
import { publish } from '../db/events.ts'
import { Refusal } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import { addTimelineEntries } from '../db/timeline.ts'
import { recordDifferences, takePictures } from './comparison/record.ts'
import { joinChosen } from './duplicates/matches.ts'
import { titleOf } from './flows/steps.ts'
import { forms } from './forms.ts'
import { type Judgement, judgeAgain, objectionsAtEnd } from './judgement.ts'
import { toTimeline } from './messages/messages.ts'
import { composeNewAccounts, noteNewAccounts } from './new-accounts.ts'
import type { Ports } from './ports.ts'
import { refuseObjections } from './refusals.ts'
import { isIdentityNumber } from './rules/identity-number.ts'
import { type ArchiveFacts, kindRules } from './rules/kinds/all.ts'
import { type ApplicationRow, findApplicant, findSecrets, moveApplication } from './sql/applications.ts'
import { stopClocks } from './sql/clocks.ts'
import { listMessages } from './sql/messages.ts'
import { findRegion } from './sql/network.ts'
import { insertEvent, listSteps } from './sql/steps.ts'
import { releaseClaims } from './sql/tasks.ts'
import type { Opened } from './standing.ts'

/** The end of an application: what it changes goes into the customer file, in one transaction, with all that it tells. */
export async function archiveApplication(
  ctx: Ctx,
  { application, flow, data }: Pick<Opened, 'application' | 'flow' | 'data'>,
  ports: Ports,
): Promise<void> {
  const { id, applicationNo, kind } = application
  const judged = await judgeAgain(ctx, application, ports)
  const objections = objectionsAtEnd(judged, flow)
  if (objections.length > 0) throw refuseObjections(objections)
  const changes = await composeChanges(ctx, application, data, judged)
  const why = { caseRef: `application:${applicationNo}`, reason: kindRules[kind].title.zh }
  const before = await takePictures(ctx, application.accountIds, changes)
  const { opened } = await applyChanges(ctx, changes, why)
  await noteNewAccounts(ctx, application, opened)
  await joinChosen(ctx, application)
  // Who parts from an account leaves it what it was.
  const [own = null] = application.accountIds
  const accountId = kind === 'split' ? own : (opened[0]?.accountId ?? own)
  await stopClocks(ctx, id, null)
  await releaseClaims(ctx, application)
  await insertEvent(ctx, id, { kind: 'archived', step: 'archive' })
  await moveApplication(ctx, id, { status: 'archived', accountId })
  const accountIds = [...opened.map((each) => each.accountId), ...application.accountIds]
  await recordDifferences(ctx, id, before, await takePictures(ctx, accountIds, changes))
  await tellTimeline(ctx, application, accountIds)
  await publish(ctx, 'application.archived', { applicationId: id, applicationNo, accountIds })
}

/** What an application whose steps are done changes in the file; nothing is written. */
export async function composeChanges(
  ctx: Ctx,
  application: ApplicationRow,
  steps: Opened['data'],
  { accounts, rules }: Judgement,
): Promise<FileChange[]> {
  const { kind, address, organisationId, requestedCapacityKw, householdPersons } = application
  const facts = {
    ...{ kind, accounts, rules, steps, address, organisationId, requestedCapacityKw, householdPersons },
    region: await findRegion(ctx, organisationId),
    form: forms[kind].parse(application.form),
    customer: await findOrNameCustomer(ctx, application),
    ...(await readSecrets(ctx, application)),
    newAccounts: await composeNewAccounts(ctx, application),
    today: civilDay(ctx.now),
  }
  const compose = kindRules[kind].changes as (facts: ArchiveFacts<typeof kind>) => FileChange[]
  return compose(facts as ArchiveFacts<typeof kind>)
}

/** Somebody who is a customer already stays the same customer; nobody is named where nobody applied. */
async function findOrNameCustomer(
  ctx: Ctx,
  application: ApplicationRow,
): Promise<ArchiveFacts<typeof application.kind>['customer']> {
  if (application.identityId === null) return { id: 0 }
  const applicant = await findApplicant(ctx, application.id)
  if (!applicant?.numberCipher || !applicant.phoneCipher) {
    throw new Refusal('APPLICANT_ERASED', '申请人的证件信息已删除,无法归档')
  }
  if (applicant.customerId !== null) return { id: applicant.customerId }
  const idNumber = decryptText(applicant.numberCipher)
  return {
    kind: isIdentityNumber(idNumber) ? 'person' : 'organisation',
    name: application.applicantName,
    idNumber,
    phone: decryptText(applicant.phoneCipher),
  }
}

async function readSecrets(
  ctx: Ctx,
  { id, identityId }: ApplicationRow,
): Promise<{ phone: string | null; bankAccount: string | null }> {
  const { phone, bankAccount } = await findSecrets(ctx, id)
  return {
    // Beside an identity it is the applicant's own.
    phone: phone && identityId === null ? decryptText(phone) : null,
    bankAccount: bankAccount && decryptText(bankAccount),
  }
}

async function tellTimeline(ctx: Ctx, application: ApplicationRow, accountIds: number[]): Promise<void> {
  const { applicationNo, kind } = application
  const { title } = kindRules[kind]
  const steps = (await listSteps(ctx, application.id)).filter(({ state }) => state === 'done')
  const messages = await listMessages(ctx, application.id)
  const entriesOf = (accountId: number) => [
    {
      accountId,
      at: application.submittedAt,
      kind: 'application' as const,
      subject: `application:${applicationNo}:submitted`,
      title: { zh: `提交${title.zh}申请 ${applicationNo}`, en: `${title.en}: application ${applicationNo} handed in` },
    },
    ...steps.map(({ step, completedAt, actorName }, position) => ({
      accountId,
      at: completedAt,
      kind: 'application' as const,
      subject: `application:${applicationNo}:${position + 1}:${step}`,
      title: {
        zh: `${title.zh}:${titleOf(step, application.kind).zh}完成`,
        en: `${title.en}: ${titleOf(step, application.kind).en} done`,
      },
      detail: { applicationId: application.id, actorName },
    })),
    ...toTimeline(application, accountId, messages),
  ]
  await addTimelineEntries(ctx, accountIds.flatMap(entriesOf))
}
