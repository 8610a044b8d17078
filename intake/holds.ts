import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { Refusal } from '../db/refusal.ts'
import type { assignInput, endInput, papersInput, suspendInput } from './act-contract.ts'
import { recordAct } from './acts.ts'
import { findApplication } from './applications.ts'
import type { ApplicationDetail } from './contract.ts'
import { seenBy } from './papers.ts'
import { refuse } from './refusals.ts'
import { decideResumption, decideSuspension, mayAct, refuseStanding, ruleOf } from './rules/flow/engine.ts'
import { bringPapers } from './rules/papers.ts'
import { moveApplication, receivePapers } from './sql/applications.ts'
import { listHolders } from './sql/hands.ts'
import { listFiledKinds } from './sql/papers.ts'
import { insertEvent } from './sql/steps.ts'
import { assignTask } from './sql/tasks.ts'
import { openForChange, settle } from './standing.ts'

/**
 * Lets an application rest (挂起) for a reason that its flow lists; its clocks stand still until it is resumed.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `APPLICATION_SUSPENDED`, `SUSPENSION_UNKNOWN`,
 * `STEP_NOT_YOURS`, `ATTACHMENT_UNKNOWN`.
 */
export async function suspendApplication(
  ctx: Ctx,
  id: number,
  { version, code, reason, attachmentIds }: z.infer<typeof suspendInput>,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, flow, standing } = await openForChange(inner, id)
    const verdict = decideSuspension(flow, standing, { version, code, roles: inner.actor.roles })
    if (!verdict.ok) throw refuse(verdict)
    await recordAct(inner, id, { kind: 'suspended', reason, detail: { code }, attachmentIds })
    await recordAudit(inner, {
      action: 'application.suspended',
      subject: `application:${application.applicationNo}`,
      detail: { code },
    })
    await settle(inner, application)
    await moveApplication(inner, id, { status: 'open', suspendedFor: code })
  })
  return findApplication(ctx, id)
}

/** Goes on with a suspended application (恢复). Refuses with `NOT_SUSPENDED` beside what `suspendApplication` refuses. */
export async function resumeApplication(
  ctx: Ctx,
  id: number,
  { version, reason, attachmentIds }: z.infer<typeof endInput>,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, flow, standing } = await openForChange(inner, id)
    const verdict = decideResumption(flow, standing, { version, roles: inner.actor.roles })
    if (!verdict.ok) throw refuse(verdict)
    await recordAct(inner, id, { kind: 'resumed', reason, attachmentIds })
    await recordAudit(inner, { action: 'application.resumed', subject: `application:${application.applicationNo}` })
    await settle(inner, application)
    await moveApplication(inner, id, { status: 'open', suspendedFor: null })
  })
  return findApplication(ctx, id)
}

/**
 * Gives an open step to somebody who has its role (改派), or back to all of them.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `STEP_NOT_OPEN`, `STEP_NOT_YOURS`, `HOLDER_UNKNOWN`,
 * `ATTACHMENT_UNKNOWN`.
 */
export async function assignStep(
  ctx: Ctx,
  id: number,
  { version, step, holder, reason, attachmentIds }: z.infer<typeof assignInput>,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, flow, standing } = await openForChange(inner, id)
    const refused = refuseStanding(standing, { version })
    if (refused) throw refuse(refused)
    if (!standing.open.includes(step)) throw refuse({ ok: false, because: 'STEP_NOT_OPEN' })
    const rule = ruleOf(flow, step)
    const roles: string[] = inner.actor.roles
    if (!mayAct(rule, roles) && !roles.includes('manager')) throw refuse({ ok: false, because: 'STEP_NOT_YOURS' })
    const people = await listHolders(inner, { roles: rule.roles, organisationId: application.organisationId })
    if (holder !== null && !people.some(({ username }) => username === holder)) {
      const message = `没有用户 ${holder},或其岗位、单位不办理此环节,请另选办理人`
      throw new Refusal('HOLDER_UNKNOWN', message, { issues: [{ path: 'holder', message }] })
    }
    await assignTask(inner, id, step, holder)
    await recordAct(inner, id, { kind: 'assigned', step, reason, detail: { holder }, attachmentIds })
    await moveApplication(inner, id, { status: 'open' })
  })
  return findApplication(ctx, id)
}

/** A customer brings a paper by its file. */
function refuseUnfiled(papers: { kind: string }[], filed: string[]): void {
  const issues = papers.flatMap(({ kind }, n) =>
    filed.includes(kind)
      ? []
      : [{ path: `papers.${n}.kind`, message: '请先上传该材料的照片或 PDF,或带原件到营业厅核对' }],
  )
  if (issues.length > 0) throw new Refusal('PAPER_WITHOUT_FILE', '补交资料须附文件', { issues })
}

/**
 * Takes papers that come later (补交资料): the office has them in hand, a customer has sent a file of each.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `PAPER_WITHOUT_FILE`.
 */
export async function addPapers(
  ctx: Ctx,
  id: number,
  { version, papers }: z.infer<typeof papersInput>,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, standing } = await openForChange(inner, id)
    const refused = refuseStanding(standing, { version })
    if (refused) throw refuse(refused)
    const kinds = papers.map(({ kind }) => kind)
    if (inner.actor.customerId !== null) refuseUnfiled(papers, await listFiledKinds(inner, id))
    await receivePapers(inner, id, kinds)
    await insertEvent(inner, id, { kind: 'paper-added', detail: { kinds } })
    await moveApplication(inner, id, { status: 'open', papers: bringPapers(application.papers, seenBy(inner, papers)) })
  })
  return findApplication(ctx, id)
}
