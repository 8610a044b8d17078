import type { Ctx } from '../../db/context.ts'
import type { Step } from '../contract.ts'

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

/** In the order in which they were done. */
export function listSteps(ctx: Ctx, applicationId: number): Promise<StepRow[]> {
  return ctx.db.rows(
    `select step, state, started_at as "startedAt", completed_at as "completedAt", actor_name as "actorName", opinion, data
     from application_step where application_id = $1 order by id`,
    [applicationId],
  )
}

export type EventRow = { at: Date; kind: string; actorName: string; step: string | null; reason: string | null }

export async function insertEvent(
  ctx: Ctx,
  applicationId: number,
  event: { kind: string; step: Step | null; reason?: string | undefined },
): Promise<void> {
  await ctx.db.run(
    `insert into application_event (application_id, at, kind, actor, actor_name, step, reason)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [applicationId, ctx.now, event.kind, ctx.actor.username, ctx.actor.name, event.step, event.reason ?? null],
  )
}

export function listEvents(ctx: Ctx, applicationId: number): Promise<EventRow[]> {
  return ctx.db.rows(
    `select at, kind, actor_name as "actorName", step, reason
     from application_event where application_id = $1 order by id`,
    [applicationId],
  )
}
