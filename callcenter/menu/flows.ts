import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay, minuteOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { findWorkCalendar, isWorkingDay } from '../../intake/index.ts'
import { checkFlow } from '../rules/menu-check.ts'
import { rehearse } from '../rules/menu-trial.ts'
import {
  changeFlow,
  copyFlow,
  dropFlow,
  type FlowRow,
  findFlowRow,
  listFlowRows,
  releaseFlow,
} from '../sql/menu-flows.ts'
import type { FlowVersion, flowDraft, flowList, flowRelease, flowTrial, trialOutcome } from './contract.ts'

export async function listFlows(ctx: Ctx): Promise<z.infer<typeof flowList>> {
  return { flows: toWire(await listFlowRows(ctx)) }
}

export async function findFlow(ctx: Ctx, version: number): Promise<FlowVersion> {
  const row = await readFlow(ctx, version)
  const { flow, ...head } = row
  return { ...toWire(head), flow, faults: checkFlow(flow) }
}

/** Another draft that begins as a version is. Refuses with `NOT_FOUND`. */
export function draftFlow(ctx: Ctx, { from }: { from: number }): Promise<FlowVersion> {
  return transact(ctx, async (inner) => {
    const version = await copyFlow(inner, from)
    if (version === null) throw notFound('导航版本')
    await recordAudit(inner, { action: 'menu-flow.drafted', subject: `menu-flow:${version}`, detail: { from } })
    return findFlow(inner, version)
  })
}

/** Refuses with `NOT_FOUND`, and `FLOW_CHANGED` where it is released or somebody was faster. What is wrong with it is told with it. */
export function setFlow(ctx: Ctx, version: number, input: z.output<typeof flowDraft>): Promise<FlowVersion> {
  return transact(ctx, async (inner) => {
    await readFlow(inner, version)
    if ((await changeFlow(inner, version, input)) === 0) throw changedMeanwhile()
    await recordAudit(inner, { action: 'menu-flow.changed', subject: `menu-flow:${version}` })
    return findFlow(inner, version)
  })
}

/** Takes a draft away. Refuses with `NOT_FOUND`, and `FLOW_CHANGED` what is released. */
export function discardFlow(ctx: Ctx, version: number): Promise<void> {
  return transact(ctx, async (inner) => {
    await readFlow(inner, version)
    if ((await dropFlow(inner, version)) === 0) throw changedMeanwhile()
    await recordAudit(inner, { action: 'menu-flow.discarded', subject: `menu-flow:${version}` })
  })
}

/**
 * Calls that come from then on hear it; those in the menu stay with theirs. Refuses with `NOT_FOUND`, `FLOW_CHANGED`,
 * `SECOND_PERSON_NEEDED` whoever wrote on it, `FLOW_FAULTY`, and `RELEASE_IN_PAST`.
 */
export function releaseFlowVersion(
  ctx: Ctx,
  version: number,
  input: z.output<typeof flowRelease>,
): Promise<FlowVersion> {
  return transact(ctx, async (inner) => {
    const { drafters, flow } = await readFlow(inner, version)
    if (drafters.some((drafter) => isSamePerson(inner.actor, drafter)))
      throw new Refusal('SECOND_PERSON_NEEDED', '改过这一版的人不能自己发布，请另一位班长或主任复核')
    const faults = checkFlow(flow)
    if (faults.length > 0) throw new Refusal('FLOW_FAULTY', `导航还有 ${faults.length} 处错误，改正后才能发布`)
    const validFrom = input.validFrom ? new Date(input.validFrom) : inner.now
    if (validFrom < inner.now)
      throw new Refusal('RELEASE_IN_PAST', '生效时间不能早于现在', {
        status: 400,
        issues: [{ path: 'validFrom', message: '不能早于现在' }],
      })
    const { revision } = input
    if ((await releaseFlow(inner, version, { revision, validFrom })) === 0) throw changedMeanwhile()
    const detail = { validFrom: validFrom.toISOString() }
    await recordAudit(inner, { action: 'menu-flow.released', subject: `menu-flow:${version}`, detail })
    return findFlow(inner, version)
  })
}

/** What a caller of this minute would hear who presses these keys; nothing is looked up or written. */
export async function tryFlow(
  ctx: Ctx,
  version: number,
  { presses, isKnown, isHis }: z.output<typeof flowTrial>,
): Promise<z.infer<typeof trialOutcome>> {
  const { flow } = await readFlow(ctx, version)
  const isWorking = isWorkingDay(civilDay(ctx.now), await findWorkCalendar(ctx))
  return rehearse(flow, { presses, isHis, facts: { isKnown, minute: minuteOfDay(ctx.now), isWorkingDay: isWorking } })
}

async function readFlow(ctx: Ctx, version: number): Promise<FlowRow> {
  const row = await findFlowRow(ctx, version)
  if (!row) throw notFound('导航版本')
  return row
}

function changedMeanwhile(): Refusal {
  return new Refusal('FLOW_CHANGED', '这一版已发布或刚被他人改动，请刷新后再试')
}
