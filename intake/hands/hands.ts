import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import type { endInput } from '../act-contract.ts'
import { recordAct } from '../acts.ts'
import { findApplication } from '../applications.ts'
import type { ApplicationDetail } from '../contract.ts'
import { refuse } from '../refusals.ts'
import { mayAct, refuseStanding, ruleOf } from '../rules/flow/engine.ts'
import { moveApplication } from '../sql/applications.ts'
import { findReceivingUnit, handOver } from '../sql/hands.ts'
import { noteEscalation } from '../sql/notices.ts'
import { type Opened, openForChange } from '../standing.ts'
import type { handedOver, handoverInput } from './contract.ts'

/**
 * Tells the manager of an application (升级), with its reason; it stays where it is, and his list has it.
 * Refuses with `NOT_FOUND`, `APPLICATION_ENDED`, `STALE_VERSION`, `STEP_NOT_YOURS`, `ATTACHMENT_UNKNOWN`.
 */
export async function escalateApplication(
  ctx: Ctx,
  id: number,
  { version, reason, attachmentIds }: z.infer<typeof endInput>,
): Promise<ApplicationDetail> {
  await transact(ctx, async (inner) => {
    const { application } = await openAsHolder(inner, id, version)
    await recordAct(inner, id, { kind: 'escalated', reason, attachmentIds })
    await recordAudit(inner, { action: 'application.escalated', subject: `application:${application.applicationNo}` })
    await noteEscalation(inner, id, civilDay(inner.now))
    await moveApplication(inner, id, { status: 'open' })
    await publish(inner, 'applications.noticed', { notice: 'escalation', applicationIds: [id] })
  })
  return findApplication(ctx, id)
}

/**
 * Gives an application to another unit of the same company (移交), with its reason: from then on its people do it.
 * Refuses with `NOT_FOUND` (also a unit that takes none), `APPLICATION_ENDED`, `STALE_VERSION`, `STEP_NOT_YOURS`, `ATTACHMENT_UNKNOWN`.
 */
export function handOverApplication(
  ctx: Ctx,
  id: number,
  { version, organisationId, reason, attachmentIds }: z.infer<typeof handoverInput>,
): Promise<z.infer<typeof handedOver>> {
  return transact(ctx, async (inner) => {
    const { application } = await openAsHolder(inner, id, version)
    const unit = await findReceivingUnit(inner, id, organisationId)
    if (!unit) throw notFound('接收单位')
    const { applicationNo, organisationName: from } = application
    await recordAct(inner, id, { kind: 'handed-over', reason, detail: { from, to: unit.name }, attachmentIds })
    await recordAudit(inner, {
      action: 'application.handed-over',
      subject: `application:${applicationNo}`,
      detail: { from: application.organisationId, to: unit.id },
    })
    await handOver(inner, id, unit.id)
    await moveApplication(inner, id, { status: 'open' })
    return { applicationNo, organisationName: unit.name }
  })
}

/** For whoever may do an open step, and for the manager. */
async function openAsHolder(ctx: Ctx, id: number, version: number): Promise<Opened> {
  const opened = await openForChange(ctx, id)
  const refused = refuseStanding(opened.standing, { version })
  if (refused) throw refuse(refused)
  const roles: string[] = ctx.actor.roles
  const holds = opened.standing.open.some((step) => mayAct(ruleOf(opened.flow, step), roles))
  if (!holds && !roles.includes('manager')) throw refuse({ ok: false, because: 'STEP_NOT_YOURS' })
  return opened
}
