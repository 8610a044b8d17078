// Decides which steps of an application are open, and what may be done with it by whom.
import type { Condition, Flow, Row, State, Step, StepRule } from './shape.ts'

export type Holds = (condition: Condition) => boolean

export function ruleOf(flow: Flow, step: Step): StepRule {
  const rule = flow.steps.find((candidate) => candidate.step === step)
  if (!rule) throw new Error(`flow ${flow.kind} has no step ${step}`)
  return rule
}

export function isNeeded({ when }: StepRule, holds: Holds): boolean {
  return when === undefined || holds(when)
}

/** Steps that can be done now: needed, not done, and nothing before them is left to do. */
export function openSteps(flow: Flow, done: ReadonlySet<Step>, holds: Holds): Step[] {
  const over = new Set<Step>()
  const open: Step[] = []
  // A flow names a step after those that it waits for, so one pass is enough.
  for (const rule of flow.steps) {
    const isReady = rule.after.every((step) => over.has(step))
    if (done.has(rule.step) || (isReady && !isNeeded(rule, holds))) {
      if (isReady) over.add(rule.step)
    } else if (isReady) open.push(rule.step)
  }
  return open
}

/** The step itself and all that wait for it, however far behind. */
export function stepsFrom(flow: Flow, step: Step): Set<Step> {
  const behind = new Set<Step>([step])
  for (const rule of flow.steps) if (rule.after.some((each) => behind.has(each))) behind.add(rule.step)
  return behind
}

/** The state after these rows; what a later fact makes needless or needed is decided anew. */
export function replay(flow: Flow, rows: Row[], holds: Holds): State {
  const done = new Set<Step>()
  let status: State['status'] = 'open'
  let suspendedFor: string | null = null
  for (const each of rows) {
    if (each.row === 'done') done.add(each.step)
    else if (each.row === 'returned') for (const step of stepsFrom(flow, each.to)) done.delete(step)
    else if (each.row === 'suspended') suspendedFor = each.code
    else if (each.row === 'resumed') suspendedFor = null
    else status = each.row
  }
  if (done.has('archive')) status = 'archived'
  const isOpen = status === 'open'
  return { status, done: [...done], open: isOpen ? openSteps(flow, done, holds) : [], suspendedFor }
}

export type Because =
  | 'APPLICATION_ENDED'
  | 'STALE_VERSION'
  | 'APPLICATION_SUSPENDED'
  | 'STEP_NOT_OPEN'
  | 'STEP_NOT_YOURS'
  | 'PAPERS_MISSING'
  | 'RETURN_NOT_ALLOWED'
  | 'TOO_LATE_TO_END'
  | 'SUSPENSION_UNKNOWN'
  | 'NOT_SUSPENDED'
export type Verdict<T = object> = ({ ok: true } & T) | { ok: false; because: Because; papers?: string[] }

/** An application as it stands, and with which version whoever acts on it has seen it. */
export type Standing = State & { version: number }
type Attempt = { version: number; roles: string[] }

const refuse = (because: Because) => ({ ok: false as const, because })

/** `papers`: kinds in the file. `deferred`: kinds that may come later, by a day that was set (容缺受理). */
export function decideCompletion(
  flow: Flow,
  standing: Standing & { papers: string[]; deferred: string[] },
  attempt: Attempt & { step: Step },
): Verdict<{ rule: StepRule }> {
  const refused = refuseStanding(standing, attempt) ?? (standing.suspendedFor && refuse('APPLICATION_SUSPENDED'))
  if (refused) return refused
  if (!standing.open.includes(attempt.step)) return refuse('STEP_NOT_OPEN')
  const rule = ruleOf(flow, attempt.step)
  if (!mayAct(rule, attempt.roles)) return refuse('STEP_NOT_YOURS')
  const come = attempt.step === 'archive' ? standing.papers : [...standing.papers, ...standing.deferred]
  const papers = papersFor(flow, standing, rule).filter((paper) => !come.includes(paper))
  return papers.length > 0 ? { ok: false, because: 'PAPERS_MISSING', papers } : { ok: true, rule }
}

/**
 * What must be in the file for a step. With the archive the case goes out of sight: whatever its steps asked for has come by
 * then, waited for or not. Supply itself is not kept waiting for a paper.
 */
function papersFor(flow: Flow, { done }: Standing, rule: StepRule): string[] {
  if (rule.step !== 'archive') return rule.papers
  return [...new Set([...done.flatMap((step) => ruleOf(flow, step).papers), ...rule.papers])]
}

/** Sends an open step back to an earlier one; all that lie behind that one are to be done again. */
export function decideReturn(
  flow: Flow,
  standing: Standing,
  attempt: Attempt & { step: Step; to: Step },
): Verdict<{ reopened: Step[] }> {
  const refused = refuseStanding(standing, attempt)
  if (refused) return refused
  if (!standing.open.includes(attempt.step)) return refuse('STEP_NOT_OPEN')
  const rule = ruleOf(flow, attempt.step)
  if (!mayAct(rule, attempt.roles)) return refuse('STEP_NOT_YOURS')
  if (!rule.returnTo.includes(attempt.to)) return refuse('RETURN_NOT_ALLOWED')
  return { ok: true, reopened: [...stepsFrom(flow, attempt.to)].filter((step) => standing.done.includes(step)) }
}

/** The customer withdraws until the step that binds him; the holder of an open step, or the counter, refuses. */
export function decideEnding(
  flow: Flow,
  standing: Standing,
  attempt: Attempt & { ending: 'withdrawn' | 'refused' },
): Verdict {
  const refused = refuseStanding(standing, attempt)
  if (refused) return refused
  if (standing.done.includes(flow.boundBy)) return refuse('TOO_LATE_TO_END')
  const { roles } = attempt
  const mine =
    attempt.ending === 'withdrawn'
      ? roles.some((role) => role === 'customer' || role === 'intake')
      : standing.open.some((step) => mayAct(ruleOf(flow, step), roles))
  return mine ? { ok: true } : refuse('STEP_NOT_YOURS')
}

/** Only reasons that the flow lists stop its clocks. */
export function decideSuspension(flow: Flow, standing: Standing, attempt: Attempt & { code: string }): Verdict {
  const refused = refuseStanding(standing, attempt) ?? (standing.suspendedFor && refuse('APPLICATION_SUSPENDED'))
  if (refused) return refused
  if (!flow.suspensions.some(({ code }) => code === attempt.code)) return refuse('SUSPENSION_UNKNOWN')
  return holdsAny(flow, standing, attempt.roles) ? { ok: true } : refuse('STEP_NOT_YOURS')
}

export function decideResumption(flow: Flow, standing: Standing, attempt: Attempt): Verdict {
  const refused = refuseStanding(standing, attempt)
  if (refused) return refused
  if (standing.suspendedFor === null) return refuse('NOT_SUSPENDED')
  return holdsAny(flow, standing, attempt.roles) ? { ok: true } : refuse('STEP_NOT_YOURS')
}

function holdsAny(flow: Flow, { open }: Standing, roles: string[]): boolean {
  return open.some((step) => mayAct(ruleOf(flow, step), roles))
}

export function refuseStanding(
  { status, version }: Standing,
  attempt: Pick<Attempt, 'version'>,
): ReturnType<typeof refuse> | undefined {
  if (status !== 'open') return refuse('APPLICATION_ENDED')
  return version === attempt.version ? undefined : refuse('STALE_VERSION')
}

export function mayAct(rule: StepRule, roles: string[]): boolean {
  return roles.some((role) => rule.roles.includes(role))
}
