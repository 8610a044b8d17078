import type { Ctx } from '../db/context.ts'
import { civilDay } from '../db/time.ts'
import type { ApplicationDetail, ApplicationSummary, Clock, Step } from './contract.ts'
import { mayCorrect, viewCorrections } from './corrections/views.ts'
import { flowOf } from './flows/all.ts'
import { clockTitles, customerSteps, titleOf } from './flows/steps.ts'
import { decideClock } from './rules/clock.ts'
import {
  decideCompletion,
  decideEnding,
  decideResumption,
  decideReturn,
  decideSuspension,
  isNeeded,
  ruleOf,
} from './rules/flow/engine.ts'
import { conditionsOf, kindRules } from './rules/kinds/all.ts'
import { proofOf } from './rules/papers.ts'
import type { WorkCalendar } from './rules/work-time.ts'
import { type ApplicationRow, listDeferredPapers } from './sql/applications.ts'
import { type EventAttachment, listEventAttachments } from './sql/attachments.ts'
import { type ClockRow, listClocks, readCalendar } from './sql/clocks.ts'
import { listCorrections } from './sql/corrections.ts'
import { listFiledKinds } from './sql/papers.ts'
import { findAccountIds } from './sql/snapshots.ts'
import { listStatements } from './sql/statements.ts'
import type { EventRow, StepRow } from './sql/steps.ts'
import { listTasks, type Task } from './sql/tasks.ts'
import { isPlanAnswered, type Opened, openApplication } from './standing.ts'

/** What a customer sees of the data that the office entered. */
const openToCustomer: Step[] = ['plan', 'contract']

export async function summariseApplications(ctx: Ctx, rows: ApplicationRow[]): Promise<ApplicationSummary[]> {
  const ids = rows.map(({ id }) => id)
  const [clocks, tasks, calendar] = [await listClocks(ctx, ids), await listTasks(ctx, ids), await readCalendar(ctx)]
  const clocksOf = Map.groupBy(clocks, ({ applicationId }) => applicationId)
  const tasksOf = Map.groupBy(tasks, ({ applicationId }) => applicationId)
  return rows.map((row) =>
    summarise(row, viewClocks(ctx, row, clocksOf.get(row.id) ?? [], calendar), tasksOf.get(row.id) ?? []),
  )
}

export async function describeApplication(ctx: Ctx, row: ApplicationRow): Promise<ApplicationDetail> {
  const opened = await openApplication(ctx, row)
  const next = decideNext(ctx, opened)
  const clocks = viewClocks(ctx, row, await listClocks(ctx, [row.id]), await readCalendar(ctx))
  const tasks = await listTasks(ctx, [row.id])
  const deferred = await listDeferredPapers(ctx, row.id)
  const filed = await listFiledKinds(ctx, row.id)
  return {
    ...summarise(row, clocks, tasks),
    flowVersion: row.flowVersion,
    identityNumberMasked: row.identityTail === null ? null : `**************${row.identityTail}`,
    phoneMasked: row.phoneTail === null ? null : `*******${row.phoneTail}`,
    householdPersons: row.householdPersons,
    channel: row.channel,
    contactNo: ctx.actor.customerId === null ? row.contactNo : null,
    papers: row.papers.map(({ seenBy, ...paper }) => ({ ...paper, proof: proofOf({ ...paper, seenBy }, filed) })),
    deferredPapers: deferred.map((paper) => ({ ...paper, receivedAt: paper.receivedAt?.toISOString() ?? null })),
    form: row.form,
    statements: await listStatements(ctx, row.kind, civilDay(row.submittedAt)),
    steps: [...opened.steps.map((step) => viewStep(ctx, opened, step)), ...viewStepsAhead(opened, tasks)],
    clocks,
    corrections: viewCorrections(await listCorrections(ctx, row.id)),
    promises: viewPromises(opened, clocks),
    events: viewEvents(ctx, opened, await listEventAttachments(ctx, row.id)),
    next: { ...next, mayCorrect: next.mayCorrect && (await mayAskAbout(ctx, row)) },
    endReason: row.endReason,
  }
}

function summarise(row: ApplicationRow, clocks: Clock[], tasks: Task[]): ApplicationSummary {
  const flow = flowOf(row)
  const running = clocks.filter(({ stoppedAt, dueOn }) => stoppedAt === null && dueOn !== null)
  return {
    id: row.id,
    applicationNo: row.applicationNo,
    kind: row.kind,
    kindTitle: kindRules[row.kind].title,
    status: row.status,
    openSteps: tasks.map(({ step, openedAt, holder }) => ({
      step,
      title: titleOf(step, row.kind),
      role: ruleOf(flow, step).roles[0],
      since: openedAt.toISOString(),
      holder,
    })),
    applicantName: row.applicantName,
    address: row.address,
    requestedCapacityKw: row.requestedCapacityKw,
    submittedAt: row.submittedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    nextDue: running.reduce<Clock | null>(
      (first, clock) => (first && (first.dueOn ?? '') <= (clock.dueOn ?? '') ? first : clock),
      null,
    ),
    accountNo: row.accountNo,
    suspendedFor: flow.suspensions.find(({ code }) => code === row.suspendedFor)?.title ?? null,
    organisationName: row.organisationName,
    escalatedAt: row.escalatedAt?.toISOString() ?? null,
    handedOverAt: row.handedOverAt?.toISOString() ?? null,
    version: row.version,
  }
}

function viewClocks(ctx: Ctx, row: ApplicationRow, clocks: ClockRow[], calendar: WorkCalendar): Clock[] {
  const endedAt = row.status === 'archived' ? null : row.endedAt
  const isCutShort = (stoppedAt: Date | null) => endedAt !== null && stoppedAt !== null && stoppedAt >= endedAt
  return clocks.map(({ code, dueOn, startedAt, stoppedAt, limitWorkingDays, legalBasis }) => ({
    code,
    title: clockTitles[code] ?? { zh: code, en: code },
    limitWorkingDays,
    startedAt: startedAt.toISOString(),
    dueOn,
    stoppedAt: stoppedAt?.toISOString() ?? null,
    legalBasis,
    ...decideClock(
      {
        ...{ dueOn, stoppedOn: stoppedAt && civilDay(stoppedAt), today: civilDay(ctx.now) },
        isCutShort: isCutShort(stoppedAt),
      },
      calendar,
    ),
  }))
}

/** The clock of a step itself; of several the one that began last. The whole process is promised by its last step. */
function viewPromises({ flow }: Opened, clocks: Clock[]): ApplicationDetail['promises'] {
  const latest = new Map(
    clocks.flatMap((clock) => {
      const until = flow.clocks.find(({ code }) => code === clock.code)?.until
      return until ? [[until, clock] as const] : []
    }),
  )
  return [...latest].map(([step, { dueOn, stoppedAt, status }]) => {
    return { step, dueOn, keptOn: stoppedAt && civilDay(new Date(stoppedAt)), status }
  })
}

/** What the office tells itself: none of it is said to a customer. */
const internalEvents: EventRow['kind'][] = ['assigned', 'escalated', 'handed-over', 'migrated', 'warned', 'breached']
/** What is told him with its reason: it is why he waits, why it ended, or why he is to do a step again. */
const reasonedEvents: EventRow['kind'][] = ['refused', 'withdrawn', 'suspended', 'resumed', 'corrected']

function viewEvents({ actor }: Ctx, { events }: Opened, files: EventAttachment[]): ApplicationDetail['events'] {
  const isCustomer = actor.customerId !== null
  const filesOf = Map.groupBy(files, ({ eventId }) => eventId)
  return events
    .filter(({ kind }) => !isCustomer || !internalEvents.includes(kind))
    .map(({ id, at, kind, actorName, step, toStep, reason }) => {
      const isHis = kind === 'returned' && toStep !== null && customerSteps.includes(toStep)
      const told = !isCustomer || isHis || reasonedEvents.includes(kind) ? reason : null
      const attachments = (filesOf.get(id) ?? []).map(({ eventId: _, ...file }) => file)
      return { at: at.toISOString(), kind, actorName, step, reason: told, attachments }
    })
}

type StepView = ApplicationDetail['steps'][number]

function viewStep(ctx: Ctx, opened: Opened, step: StepRow): StepView {
  const { flow } = opened
  const isOpen = openToCustomer.includes(step.step) && (step.step !== 'plan' || isPlanAnswered(opened))
  const hidden = ctx.actor.customerId !== null && !isOpen
  return {
    step: step.step,
    title: titleOf(step.step, opened.application.kind),
    role: ruleOf(flow, step.step).roles[0],
    state: step.state,
    startedAt: step.startedAt.toISOString(),
    completedAt: step.completedAt.toISOString(),
    actorName: step.actorName,
    // Of a step that was sent back it is the reason, which the history tells too.
    opinion: ctx.actor.customerId === null ? step.opinion : null,
    data: hidden ? {} : step.data,
  }
}

/** What is open and what comes after it; a step that nothing makes necessary so far is said to be so. */
function viewStepsAhead({ flow, standing, application, data }: Opened, tasks: Task[]): StepView[] {
  if (standing.status !== 'open') return []
  const conditions = conditionsOf(application.form, data)
  return flow.steps
    .filter(({ step }) => !standing.done.includes(step))
    .map((rule) => {
      const task = tasks.find(({ step }) => step === rule.step)
      const ahead = isNeeded(rule, (condition) => conditions.has(condition)) ? 'ahead' : 'not-needed'
      return {
        step: rule.step,
        title: titleOf(rule.step, application.kind),
        role: rule.roles[0],
        state: task ? ('current' as const) : ahead,
        startedAt: task?.openedAt.toISOString() ?? null,
        completedAt: null,
        actorName: null,
        opinion: null,
        data: {},
      }
    })
}

/** Whoever takes an account over may not ask about it yet: what he would correct is refused. */
async function mayAskAbout(ctx: Ctx, { accountIds, accountNo }: ApplicationRow): Promise<boolean> {
  if (ctx.actor.customerId === null || accountIds.length === 0 || accountNo === null) return true
  return (await findAccountIds(ctx, [accountNo])).size > 0
}

/** Papers can still be brought when the step is completed, so they do not bar it here. */
function decideNext({ actor }: Ctx, { flow, standing }: Opened): ApplicationDetail['next'] {
  const attempt = { version: standing.version, roles: actor.roles as string[] }
  const { open } = standing
  const mayComplete = open.filter((step) => {
    const seen = { ...standing, papers: flow.steps.flatMap(({ papers }) => papers), deferred: [] }
    return decideCompletion(flow, seen, { ...attempt, step }).ok
  })
  const suspensions = flow.suspensions.filter(({ code }) => decideSuspension(flow, standing, { ...attempt, code }).ok)
  return {
    mayComplete,
    mayCorrect: mayCorrect(standing) && actor.roles.some((role) => role === 'intake' || role === 'customer'),
    mayWithdraw: decideEnding(flow, standing, { ...attempt, ending: 'withdrawn' }).ok,
    mayRefuse: decideEnding(flow, standing, { ...attempt, ending: 'refused' }).ok,
    maySuspend: suspensions.length > 0,
    mayResume: decideResumption(flow, standing, attempt).ok,
    returnTargets: open.flatMap((step) => {
      const to = ruleOf(flow, step).returnTo.filter(
        (each) => decideReturn(flow, standing, { ...attempt, step, to: each }).ok,
      )
      return to.length > 0 ? [{ step, to }] : []
    }),
    suspensions: suspensions.map(({ code, title }) => ({ code, title })),
  }
}
