import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { findApplication } from '../applications.ts'
import { startClocks } from '../clocks/clocks.ts'
import type { ApplicationDetail } from '../contract.ts'
import { flows } from '../flows/all.ts'
import { refuse } from '../refusals.ts'
import { refuseStanding } from '../rules/flow/engine.ts'
import { moveApplication } from '../sql/applications.ts'
import { decideMigration, findOpenMigration, insertMigration, setFlowVersion } from '../sql/hands.ts'
import { insertEvent } from '../sql/steps.ts'
import { openForChange, settle } from '../standing.ts'
import type { migrationDecision, migrationInput } from './contract.ts'

/**
 * Asks that a running application go on under a newer version of its flow; somebody else decides.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `FLOW_VERSION_UNKNOWN`, `MIGRATION_ASKED`,
 * `FLOW_LACKS_STEP` (a step that was done is not in the newer one).
 */
export async function askMigration(
  ctx: Ctx,
  id: number,
  { version, toVersion, reason }: z.infer<typeof migrationInput>,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, flow, standing } = await openForChange(inner, id)
    const refused = refuseStanding(standing, { version })
    if (refused) throw refuse(refused)
    const newer = flows.find((each) => each.kind === flow.kind && each.version === toVersion)
    if (!newer || toVersion <= flow.version) {
      const message = '没有这个更新的流程版本'
      throw new Refusal('FLOW_VERSION_UNKNOWN', message, { issues: [{ path: 'toVersion', message }] })
    }
    const missing = standing.done.find((step) => !newer.steps.some((rule) => rule.step === step))
    if (missing) throw new Refusal('FLOW_LACKS_STEP', '新版流程没有已办结的环节,不能迁移')
    const asked = await insertMigration(inner, { applicationId: id, fromVersion: flow.version, toVersion, reason })
    if (!asked) throw new Refusal('MIGRATION_ASKED', '该申请已有待复核的流程迁移')
    await audit(inner, 'asked', application.applicationNo, { from: flow.version, to: toVersion })
  })
  return findApplication(ctx, id)
}

/**
 * Decides it: approved, the rows of the application count under the newer version from now on, in the same transaction.
 * Refuses with `NOT_FOUND`, `OWN_REQUEST` (two persons), `APPLICATION_ENDED`, `STALE_VERSION`.
 */
export async function reviewMigration(
  ctx: Ctx,
  id: number,
  { version, decision, opinion }: z.infer<typeof migrationDecision>,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application, standing } = await openForChange(inner, id)
    const asked = await findOpenMigration(inner, id)
    if (!asked) throw notFound('待复核的流程迁移')
    if (isSamePerson(inner.actor, asked.askedBy)) throw new Refusal('OWN_REQUEST', '须由他人复核')
    const refused = refuseStanding(standing, { version })
    if (refused) throw refuse(refused)
    await decideMigration(inner, asked.id, { decision, opinion })
    const { fromVersion: from, toVersion: to } = asked
    await audit(inner, decision, application.applicationNo, { from, to })
    if (decision === 'rejected') return
    await setFlowVersion(inner, id, to)
    await insertEvent(inner, id, {
      kind: 'migrated',
      reason: asked.reason,
      detail: { from, to, askedBy: asked.askedBy },
    })
    const moved = await settle(inner, { ...application, flowVersion: to })
    for (const step of moved.standing.done) await startClocks(inner, { id, flow: moved.flow, from: step })
    await moveApplication(inner, id, { status: 'open' })
  })
  return findApplication(ctx, id)
}

type Asked = 'asked' | 'approved' | 'rejected'

function audit(ctx: Ctx, what: Asked, applicationNo: string, detail: Record<string, unknown>): Promise<void> {
  return recordAudit(ctx, {
    action: `application.migration-${what}`,
    subject: `application:${applicationNo}`,
    detail,
  })
}
