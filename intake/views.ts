import type { Ctx } from '../db/context.ts'
import { civilDay } from '../db/time.ts'
import type { ApplicationDetail, ApplicationSummary, Clock, Step } from './contract.ts'
import { decideClock, type WorkCalendar } from './rules/deadlines.ts'
import { decideCompletion, decideEnding, decideReturn, type Flow, flowOf, ruleOf } from './rules/workflow.ts'
import type { ApplicationRow } from './sql/applications.ts'
import { type ClockRow, listClocks, readCalendar } from './sql/clocks.ts'
import { listEvents, listSteps, type StepRow } from './sql/steps.ts'

/** What a customer sees of the data that the office entered. */
const openToCustomer: Step[] = ['plan', 'contract']

export async function summariseApplications(ctx: Ctx, rows: ApplicationRow[]): Promise<ApplicationSummary[]> {
  const [clocks, calendar] = await Promise.all([
    listClocks(
      ctx,
      rows.map(({ id }) => id),
    ),
    readCalendar(ctx),
  ])
  const ofApplication = Map.groupBy(clocks, ({ applicationId }) => applicationId)
  return rows.map((row) => summarise(row, viewClocks(ctx, row, ofApplication.get(row.id) ?? [], calendar)))
}

export async function describeApplication(ctx: Ctx, row: ApplicationRow): Promise<ApplicationDetail> {
  const [steps, events, clockRows, calendar] = await Promise.all([
    listSteps(ctx, row.id),
    listEvents(ctx, row.id),
    listClocks(ctx, [row.id]),
    readCalendar(ctx),
  ])
  const clocks = viewClocks(ctx, row, clockRows, calendar)
  const flow = flowOf(row)
  return {
    ...summarise(row, clocks),
    flowVersion: row.flowVersion,
    organisationName: row.organisationName,
    identityNumberMasked: `**************${row.identityTail}`,
    phoneMasked: `*******${row.phoneTail}`,
    householdPersons: row.householdPersons,
    papers: row.papers,
    steps: [...steps.map((step) => viewStep(ctx, flow, step)), ...viewStepsAhead(flow, row)],
    clocks,
    events: events.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
    next: decideNext(ctx, flow, row),
    endReason: row.endReason,
  }
}

function summarise(row: ApplicationRow, clocks: Clock[]): ApplicationSummary {
  const rule = row.currentStep === null ? null : ruleOf(flowOf(row), row.currentStep)
  const running = clocks.filter(({ stoppedAt }) => stoppedAt === null)
  return {
    id: row.id,
    applicationNo: row.applicationNo,
    kind: row.kind,
    status: row.status,
    currentStep: rule && {
      step: rule.step,
      title: rule.title,
      role: rule.roles[0],
      since: row.stepSince.toISOString(),
    },
    applicantName: row.applicantName,
    address: row.address,
    requestedCapacityKw: row.requestedCapacityKw,
    submittedAt: row.submittedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    nextDue: running.reduce<Clock | null>(
      (first, clock) => (first && first.dueOn <= clock.dueOn ? first : clock),
      null,
    ),
    accountNo: row.accountNo,
    version: row.version,
  }
}

function viewClocks(ctx: Ctx, row: ApplicationRow, clocks: ClockRow[], calendar: WorkCalendar): Clock[] {
  const rules = flowOf(row).clocks
  return clocks.map(({ code, dueOn, startedAt, stoppedAt, limitWorkingDays, legalBasis }) => ({
    code,
    title: rules.find((rule) => rule.code === code)?.title ?? { zh: code, en: code },
    limitWorkingDays,
    startedAt: startedAt.toISOString(),
    dueOn,
    stoppedAt: stoppedAt?.toISOString() ?? null,
    legalBasis,
    ...decideClock({ dueOn, stoppedOn: stoppedAt && civilDay(stoppedAt), today: civilDay(ctx.now) }, calendar),
  }))
}

type StepView = ApplicationDetail['steps'][number]

function viewStep(ctx: Ctx, flow: Flow, step: StepRow): StepView {
  const { title, roles } = ruleOf(flow, step.step)
  const hidden = ctx.actor.customerId !== null && !openToCustomer.includes(step.step)
  return {
    step: step.step,
    title,
    role: roles[0],
    state: step.state,
    startedAt: step.startedAt.toISOString(),
    completedAt: step.completedAt.toISOString(),
    actorName: step.actorName,
    opinion: step.opinion,
    data: hidden ? {} : step.data,
  }
}

function viewStepsAhead(flow: Flow, row: ApplicationRow): StepView[] {
  const ahead: StepView[] = []
  for (let step = row.currentStep; step !== null; step = ruleOf(flow, step).next) {
    const { title, roles } = ruleOf(flow, step)
    const isCurrent = step === row.currentStep
    ahead.push({
      step,
      title,
      role: roles[0],
      state: isCurrent ? 'current' : 'ahead',
      startedAt: isCurrent ? row.stepSince.toISOString() : null,
      completedAt: null,
      actorName: null,
      opinion: null,
      data: {},
    })
  }
  return ahead
}

/** Papers can still be brought when the step is completed, so they do not bar it here. */
function decideNext(ctx: Ctx, flow: Flow, row: ApplicationRow): ApplicationDetail['next'] {
  const { currentStep: step, version } = row
  if (step === null) return { mayComplete: false, mayWithdraw: false, mayRefuse: false, returnTargets: [] }
  const { roles } = ctx.actor
  const rule = ruleOf(flow, step)
  return {
    mayComplete: decideCompletion(flow, { ...row, paperKinds: rule.papers }, { version, step, roles }).ok,
    mayWithdraw: decideEnding(flow, row, { version, ending: 'withdrawn', roles }).ok,
    mayRefuse: decideEnding(flow, row, { version, ending: 'refused', roles }).ok,
    returnTargets: rule.returnTo.filter((to) => decideReturn(flow, row, { version, to, roles }).ok),
  }
}
