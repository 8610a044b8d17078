import type { Ctx } from '../../db/context.ts'
import { nameFor } from '../../db/customers/parties.ts'
import type { Step } from '../contract.ts'
import type { Row } from '../rules/flow/shape.ts'

const actorName = nameFor('$2', { username: 'actor', name: 'actor_name' })

export type StepRow = {
  step: Step
  state: 'done' | 'returned'
  startedAt: Date
  completedAt: Date
  actorName: string
  opinion: string | null
  data: Record<string, unknown>
}

export async function insertStep(
  ctx: Ctx,
  applicationId: number,
  step: Pick<StepRow, 'step' | 'state' | 'startedAt' | 'opinion' | 'data'>,
): Promise<void> {
  await ctx.db.run(
    `insert into application_step (application_id, step, state, started_at, completed_at, actor, actor_name, opinion, data)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      applicationId,
      step.step,
      step.state,
      step.startedAt,
      ctx.now,
      ctx.actor.username,
      ctx.actor.name,
      step.opinion,
      JSON.stringify(step.data),
    ],
  )
}

/** A step that was open since its task was; gives since when. */
export async function insertOpenStep(
  ctx: Ctx,
  applicationId: number,
  step: Pick<StepRow, 'step' | 'state' | 'opinion' | 'data'>,
): Promise<Date> {
  const row = await ctx.db.first<{ startedAt: Date }>(
    `insert into application_step (application_id, step, state, started_at, completed_at, actor, actor_name, opinion, data)
     values ($1, $2, $3, coalesce((select opened_at from application_task where application_id = $1 and step = $2), $4), $4,
       $5, $6, $7, $8) returning started_at as "startedAt"`,
    [
      ...[applicationId, step.step, step.state, ctx.now, ctx.actor.username, ctx.actor.name, step.opinion],
      JSON.stringify(step.data),
    ],
  )
  return row?.startedAt ?? ctx.now
}

/** In the order in which they were done. */
export function listSteps(ctx: Ctx, applicationId: number): Promise<StepRow[]> {
  return ctx.db.rows(
    `select step, state, started_at as "startedAt", completed_at as "completedAt", ${actorName} as "actorName", opinion, data
     from application_step where application_id = $1 order by id`,
    [applicationId, ctx.actor.customerId],
  )
}

type EventKind =
  | 'submitted'
  | 'completed'
  | 'returned'
  | 'suspended'
  | 'resumed'
  | 'corrected'
  | 'assigned'
  | 'escalated'
  | 'handed-over'
  | 'migrated'
  | 'warned'
  | 'breached'
  | 'paper-overdue'
  | 'paper-added'
  | 'withdrawn'
  | 'refused'
  | 'archived'

export type EventRow = {
  id: number
  at: Date
  kind: EventKind
  actorName: string
  step: Step | null
  toStep: Step | null
  reason: string | null
  detail: Record<string, unknown>
}

export type NewEvent = {
  kind: EventKind
  step?: Step
  toStep?: Step
  reason?: string | undefined
  detail?: Record<string, unknown>
}

export async function insertEvent(ctx: Ctx, applicationId: number, event: NewEvent): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into application_event (application_id, at, kind, actor, actor_name, step, to_step, reason, detail)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      applicationId,
      ctx.now,
      event.kind,
      ctx.actor.username,
      ctx.actor.name,
      event.step ?? null,
      event.toStep ?? null,
      event.reason ?? null,
      JSON.stringify(event.detail ?? {}),
    ],
  )
  if (!row) throw new Error('an event was not saved')
  return row.id
}

export function listEvents(ctx: Ctx, applicationId: number): Promise<EventRow[]> {
  return ctx.db.rows(
    `select id, at, kind, ${actorName} as "actorName", step, to_step as "toStep", reason, detail
     from application_event where application_id = $1 order by id`,
    [applicationId, ctx.actor.customerId],
  )
}

/** What the state of an application is a function of. */
export function toRows(events: EventRow[]): Row[] {
  return events.flatMap(({ kind, step, toStep, detail, at: instant }): Row[] => {
    const at = instant.toISOString()
    if (kind === 'completed' && step) return [{ row: 'done', step, at }]
    if (kind === 'returned' && step && toStep) return [{ row: 'returned', step, to: toStep, at }]
    if (kind === 'suspended') return [{ row: 'suspended', code: String(detail.code), at }]
    if (kind === 'resumed') return [{ row: 'resumed', at }]
    return kind === 'withdrawn' || kind === 'refused' ? [{ row: kind, at }] : []
  })
}
