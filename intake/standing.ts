import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { settleClocks } from './clocks/clocks.ts'
import { flowOf } from './flows/all.ts'
import { replay, type Standing } from './rules/flow/engine.ts'
import type { Flow } from './rules/flow/shape.ts'
import { conditionsOf } from './rules/kinds/all.ts'
import { type ApplicationRow, lockApplicationRow } from './sql/applications.ts'
import { type EventRow, listEvents, listSteps, type StepRow, toRows } from './sql/steps.ts'
import { setTasks } from './sql/tasks.ts'
import type { StepData } from './step-data.ts'

/** An application as it stands, with all that it follows from. */
export type Opened = {
  application: ApplicationRow
  flow: Flow
  steps: StepRow[]
  events: EventRow[]
  data: Partial<StepData>
  standing: Standing
}

/** The application, held until the transaction ends; refuses with `NOT_FOUND`. */
export async function openForChange(ctx: Ctx, id: number): Promise<Opened> {
  const application = await lockApplicationRow(ctx, id)
  if (!application) throw notFound('申请')
  return openApplication(ctx, application)
}

/** Its state is what its rows say under the flow that it began with. */
export async function openApplication(ctx: Ctx, application: ApplicationRow): Promise<Opened> {
  return stand(application, await listSteps(ctx, application.id), await listEvents(ctx, application.id))
}

function stand(application: ApplicationRow, steps: StepRow[], events: EventRow[]): Opened {
  const flow = flowOf(application)
  const data = latestData(steps)
  const conditions = conditionsOf(application.form, data)
  const state = replay(flow, toRows(events), (condition) => conditions.has(condition))
  return { application, flow, steps, events, data, standing: { ...state, version: application.version } }
}

/** What the latest completion of each step wrote down; an earlier one was sent back. */
function latestData(steps: StepRow[]): Partial<StepData> {
  const done = steps.filter(({ state }) => state === 'done')
  return Object.fromEntries(done.map(({ step, data }) => [step, data]))
}

/** After a row was added: open steps and clocks are brought to where it leaves the application. */
export async function settle(ctx: Ctx, application: ApplicationRow): Promise<Opened> {
  return settleAs(ctx, await openApplication(ctx, application))
}

/** The same where the rows that were added are at hand. */
export function settleWith(ctx: Ctx, opened: Opened, added: { step: StepRow; event: EventRow }): Promise<Opened> {
  const { application, steps, events } = opened
  return settleAs(ctx, stand(application, [...steps, added.step], [...events, added.event]))
}

async function settleAs(ctx: Ctx, opened: Opened): Promise<Opened> {
  const { application } = opened
  await setTasks(ctx, application.id, opened.standing.open)
  await settleClocks(ctx, { id: application.id, flow: opened.flow, state: opened.standing })
  return opened
}

/** The supply plan is the customer's to read: drawn up, and approved where somebody must. */
export function isPlanAnswered({ flow, data }: Pick<Opened, 'flow' | 'data'>): boolean {
  const isReviewed = flow.steps.some(({ step }) => step === 'plan-review')
  return data.plan !== undefined && (!isReviewed || data['plan-review'] !== undefined)
}
