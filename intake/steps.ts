import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { publish } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { type Issue, Refusal } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import { recordAct } from './acts.ts'
import { findApplication } from './applications.ts'
import { archiveApplication } from './archive.ts'
import { startClocks } from './clocks/clocks.ts'
import type { ApplicationDetail, CompleteStepInput, Step } from './contract.ts'
import { judgeAgain } from './judgement.ts'
import { takeMeters } from './new-accounts.ts'
import { seenBy } from './papers.ts'
import type { Ports } from './ports.ts'
import { checkReferences } from './references.ts'
import { refuse, refuseObjections } from './refusals.ts'
import { decideCompletion } from './rules/flow/engine.ts'
import { kindRules } from './rules/kinds/all.ts'
import { bringPapers, checkDeferrals, countedKinds } from './rules/papers.ts'
import { checkPlausible, type Facts } from './rules/plausibility.ts'
import { deferPapers, listDeferredPapers, moveApplication, type Paper, receivePapers } from './sql/applications.ts'
import { stopClocks } from './sql/clocks.ts'
import { listDeferralLimits, listFiledKinds } from './sql/papers.ts'
import { type EventRow, insertOpenStep, type StepRow } from './sql/steps.ts'
import { findRivalClaim, insertClaims } from './sql/tasks.ts'
import { type Opened, openForChange, settleWith } from './standing.ts'
import { type StepData, stepData } from './step-data.ts'

/** What a step wrote down, parsed. */
export type Completion = { [S in Step]: { step: S; data: StepData[S] } }[Step]

/**
 * Completes an open step with its data; the last one applies the application to the customer file.
 * Refuses, in this order, with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `APPLICATION_SUSPENDED`,
 * `STEP_NOT_OPEN`, `STEP_NOT_YOURS`, `PAPERS_MISSING`, `DATA_IMPLAUSIBLE` (with issues), `APPLICATION_OBJECTED`,
 * `FACT_CLAIMED` (another open application is about to change the same), `ATTACHMENT_UNKNOWN`, and what `applyChanges` refuses.
 */
export async function completeStep(
  ctx: Ctx,
  id: number,
  input: CompleteStepInput,
  ports: Ports,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const opened = await openForChange(inner, id)
    const completion = { step: input.step, data: stepData[input.step].parse(input.data) } as Completion
    const { papers, counted, deferred } = await gatherPapers(inner, opened, completion)
    const attempt = { version: input.version, step: input.step, roles: inner.actor.roles }
    const verdict = decideCompletion(
      opened.flow,
      { ...opened.standing, papers: counted, deferred: deferred.map(({ kind }) => kind) },
      attempt,
    )
    if (!verdict.ok) throw refuse(verdict)
    const issues = [
      ...checkPlausible(completion, factsOf(inner, opened)),
      ...(await checkDeferred(inner, completion)),
      ...(await checkReferences(inner, completion, opened, ports)),
    ]
    if (issues.length > 0) throw new Refusal('DATA_IMPLAUSIBLE', '填写的内容有误,请检查标出的项目', { issues })
    if (input.step === 'accept') await accept(inner, opened, ports)
    await takeMeters(inner, opened.application, completion)
    const added = await storeStep(inner, opened, completion, input)
    await deferPapers(inner, id, deferred)
    await moveOn(inner, opened, { ...added, papers }, ports)
  })
  return findApplication(ctx, id)
}

type Deferred = { kind: Paper['kind']; dueOn: string }

async function gatherPapers(
  ctx: Ctx,
  { application }: Opened,
  completion: Completion,
): Promise<{ papers: Paper[]; counted: string[]; deferred: Deferred[] }> {
  const brought: Partial<StepData['accept']> = completion.step === 'accept' ? completion.data : {}
  const earlier = await listDeferredPapers(ctx, application.id)
  const papers = bringPapers(application.papers, seenBy(ctx, brought.papers ?? []))
  const counted = countedKinds(papers, await listFiledKinds(ctx, application.id))
  const awaited = earlier.filter(({ receivedAt }) => receivedAt === null)
  const come = awaited.map(({ kind }) => kind).filter((kind) => counted.includes(kind))
  if (come.length > 0) await receivePapers(ctx, application.id, come)
  return {
    papers,
    counted,
    deferred: [...earlier, ...(brought.deferredPapers ?? [])].map(({ kind, dueOn }) => ({ kind, dueOn })),
  }
}

async function checkDeferred(ctx: Ctx, completion: Completion): Promise<Issue[]> {
  if (completion.step !== 'accept' || !completion.data.deferredPapers) return []
  const today = civilDay(ctx.now)
  return checkDeferrals(completion.data.deferredPapers, { today, limits: await listDeferralLimits(ctx, today) })
}

function factsOf(ctx: Ctx, { application, steps }: Opened): Facts {
  const doneOf = (step: Step) => steps.findLast((row) => row.step === step && row.state === 'done')
  const accepted = doneOf('accept')
  const signedOn = doneOf('contract')?.data.signedOn
  return {
    today: civilDay(ctx.now),
    now: ctx.now.toISOString(),
    submittedOn: civilDay(application.submittedAt),
    acceptedOn: accepted ? civilDay(accepted.completedAt) : null,
    until: typeof application.form.until === 'string' ? application.form.until : null,
    signedOn: typeof signedOn === 'string' ? signedOn : null,
    feeYuan: String(doneOf('survey')?.data.feeYuan ?? '0'),
  }
}

/** From acceptance on it holds what it is going to change; what stood against it since it came in is found here. */
async function accept(ctx: Ctx, { application }: Opened, ports: Ports): Promise<void> {
  const { id, applicationNo, kind, accountIds } = application
  if (accountIds.length === 0) return
  const { objections } = await judgeAgain(ctx, application, ports)
  if (objections.length > 0) throw refuseObjections(objections)
  const claims = accountIds.flatMap((accountId) => kindRules[kind].touches.map((fact) => ({ accountId, fact })))
  const rival = await findRivalClaim(ctx, id, claims)
  if (rival) {
    const title = kindRules[rival.kind].title.zh
    const message = `户号 ${rival.accountNo} 有在途的${title}申请 ${rival.applicationNo},涉及同一内容,请待其办结后再受理`
    throw new Refusal('FACT_CLAIMED', message)
  }
  await insertClaims(ctx, { id, applicationNo, kind }, claims)
}

type Added = { step: StepRow; event: EventRow }

async function storeStep(
  ctx: Ctx,
  { application }: Opened,
  { step, data }: Completion,
  { opinion, attachmentIds }: Pick<CompleteStepInput, 'opinion' | 'attachmentIds'>,
): Promise<Added> {
  const { id, applicationNo } = application
  const done = { step, state: 'done' as const, opinion: opinion ?? null, data: { ...data } }
  const startedAt = await insertOpenStep(ctx, id, done)
  const eventId = await recordAct(ctx, id, { kind: 'completed', step, reason: opinion, attachmentIds })
  await recordAudit(ctx, {
    action: 'application.step-completed',
    subject: `application:${applicationNo}`,
    detail: { step },
  })
  const actorName = ctx.actor.name
  return {
    step: { ...done, startedAt, completedAt: ctx.now, actorName },
    event: {
      ...{ id: eventId, at: ctx.now, kind: 'completed', actorName, step },
      ...{ toStep: null, reason: opinion ?? null, detail: {} },
    },
  }
}

async function moveOn(ctx: Ctx, opened: Opened, added: Added & { papers: Paper[] }, ports: Ports): Promise<void> {
  const { application, flow } = opened
  const { id: applicationId, applicationNo } = application
  const { step } = added.step
  const ending = flow.clocks.filter(({ until }) => until === step).map(({ code }) => code)
  if (ending.length > 0) await stopClocks(ctx, applicationId, ending)
  await startClocks(ctx, { id: applicationId, flow, from: step })
  const { standing, data } = await settleWith(ctx, opened, added)
  if (standing.status === 'archived') await archiveApplication(ctx, { application, flow, data }, ports)
  else await moveApplication(ctx, applicationId, { status: 'open', papers: added.papers })
  await publish(ctx, 'application.step-completed', {
    applicationId,
    applicationNo,
    step,
    openSteps: standing.open,
  })
}
