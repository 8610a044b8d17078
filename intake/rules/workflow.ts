// Decides what may come next in an application (业扩报装 stages: 受理, 勘查, 方案答复, 合同, 装表接电, 归档).
import type { ApplicationKind, ApplicationStatus, Step } from '../contract.ts'

export type StepRule = {
  step: Step
  title: { zh: string; en: string }
  /** Who holds the step; the clerk at the counter may enter what field staff brought back. */
  roles: [string, ...string[]]
  /** Papers that must be in the file before the step is done. */
  papers: ('identity' | 'property')[]
  next: Step | null
  /** Steps to which this one may be sent back. */
  returnTo: Step[]
}

/** A legal clock runs from one step's completion (or the submission) to another's; its limit is dated data. */
export type ClockRule = { code: string; title: { zh: string; en: string }; from: Step | 'submit'; until: Step }

export type Flow = { kind: ApplicationKind; version: number; first: Step; steps: StepRule[]; clocks: ClockRule[] }

const residentialV1: Flow = {
  kind: 'low-voltage-residential',
  version: 1,
  first: 'accept',
  steps: [
    {
      step: 'accept',
      title: { zh: '业务受理', en: 'Acceptance' },
      roles: ['intake'],
      papers: ['identity', 'property'],
      next: 'survey',
      returnTo: [],
    },
    {
      step: 'survey',
      title: { zh: '现场勘查', en: 'Site survey' },
      roles: ['surveyor', 'intake'],
      papers: [],
      next: 'plan',
      returnTo: ['accept'],
    },
    {
      step: 'plan',
      title: { zh: '供电方案答复', en: 'Supply plan' },
      roles: ['intake'],
      papers: [],
      next: 'contract',
      returnTo: ['accept', 'survey'],
    },
    {
      step: 'contract',
      title: { zh: '签订供用电合同', en: 'Contract' },
      roles: ['intake'],
      papers: [],
      next: 'meter-installation',
      returnTo: ['plan'],
    },
    {
      step: 'meter-installation',
      title: { zh: '装表接电', en: 'Meter installation' },
      roles: ['installer', 'intake'],
      papers: [],
      next: 'archive',
      returnTo: ['survey', 'plan', 'contract'],
    },
    {
      step: 'archive',
      title: { zh: '归档', en: 'Archive' },
      roles: ['intake'],
      papers: [],
      next: null,
      returnTo: ['contract', 'meter-installation'],
    },
  ],
  clocks: [
    { code: 'acceptance', title: { zh: '受理', en: 'Acceptance' }, from: 'submit', until: 'accept' },
    {
      code: 'plan-answer',
      title: { zh: '供电方案答复', en: 'Answer with a supply plan' },
      from: 'accept',
      until: 'plan',
    },
    { code: 'connection', title: { zh: '装表接电', en: 'Connection' }, from: 'contract', until: 'meter-installation' },
    {
      code: 'whole-process',
      title: { zh: '全过程办电', en: 'Whole process' },
      from: 'accept',
      until: 'meter-installation',
    },
  ],
}

const flows: Flow[] = [residentialV1]

/** The flow under which new applications of a kind begin. */
export function latestFlow(kind: ApplicationKind): Flow {
  return pick(flows.filter((flow) => flow.kind === kind).at(-1), kind)
}

/** The flow under which a running application was begun: it outlives later versions. */
export function flowOf(application: { kind: ApplicationKind; flowVersion: number }): Flow {
  const { kind, flowVersion } = application
  return pick(
    flows.find((flow) => flow.kind === kind && flow.version === flowVersion),
    `${kind} version ${flowVersion}`,
  )
}

function pick(flow: Flow | undefined, name: string): Flow {
  if (!flow) throw new Error(`no flow ${name}`)
  return flow
}

export function ruleOf(flow: Flow, step: Step): StepRule {
  const rule = flow.steps.find((candidate) => candidate.step === step)
  if (!rule) throw new Error(`flow ${flow.kind} has no step ${step}`)
  return rule
}

type Standing = { status: ApplicationStatus; version: number; currentStep: Step | null }
type Because =
  | 'APPLICATION_ENDED'
  | 'STALE_VERSION'
  | 'NOT_THE_CURRENT_STEP'
  | 'STEP_NOT_YOURS'
  | 'PAPERS_MISSING'
  | 'RETURN_NOT_ALLOWED'
export type Verdict<T = object> = ({ ok: true } & T) | { ok: false; because: Because; papers?: string[] }

/** May this actor complete this step now? Refusals in order of precedence. */
export function decideCompletion(
  flow: Flow,
  application: Standing & { paperKinds: string[] },
  attempt: { version: number; step: Step; roles: string[] },
): Verdict<{ next: Step | null }> {
  const standing = checkStanding(application, attempt.version)
  if (standing) return standing
  if (application.currentStep !== attempt.step) return { ok: false, because: 'NOT_THE_CURRENT_STEP' }
  const rule = ruleOf(flow, attempt.step)
  if (!mayAct(rule, attempt.roles)) return { ok: false, because: 'STEP_NOT_YOURS' }
  const papers = rule.papers.filter((paper) => !application.paperKinds.includes(paper))
  if (papers.length > 0) return { ok: false, because: 'PAPERS_MISSING', papers }
  return { ok: true, next: rule.next }
}

export function decideReturn(
  flow: Flow,
  application: Standing,
  attempt: { version: number; to: Step; roles: string[] },
): Verdict<{ from: Step }> {
  const standing = checkStanding(application, attempt.version)
  if (standing) return standing
  if (application.currentStep === null) return { ok: false, because: 'APPLICATION_ENDED' }
  const rule = ruleOf(flow, application.currentStep)
  if (!mayAct(rule, attempt.roles)) return { ok: false, because: 'STEP_NOT_YOURS' }
  if (!rule.returnTo.includes(attempt.to)) return { ok: false, because: 'RETURN_NOT_ALLOWED' }
  return { ok: true, from: rule.step }
}

/** The customer withdraws until the meter is in; the holder of the step, or the counter, refuses. */
export function decideEnding(
  flow: Flow,
  application: Standing,
  attempt: { version: number; ending: 'withdrawn' | 'refused'; roles: string[] },
): Verdict<{ from: Step }> {
  const standing = checkStanding(application, attempt.version)
  if (standing) return standing
  const { currentStep } = application
  if (currentStep === null) return { ok: false, because: 'APPLICATION_ENDED' }
  if (currentStep === 'archive') return { ok: false, because: 'NOT_THE_CURRENT_STEP' }
  const mine =
    attempt.ending === 'withdrawn'
      ? attempt.roles.some((role) => role === 'customer' || role === 'intake')
      : mayAct(ruleOf(flow, currentStep), attempt.roles)
  return mine ? { ok: true, from: currentStep } : { ok: false, because: 'STEP_NOT_YOURS' }
}

function checkStanding(application: Standing, version: number): { ok: false; because: Because } | undefined {
  if (application.status !== 'open') return { ok: false, because: 'APPLICATION_ENDED' }
  if (application.version !== version) return { ok: false, because: 'STALE_VERSION' }
  return undefined
}

function mayAct(rule: StepRule, roles: string[]): boolean {
  return roles.some((role) => rule.roles.includes(role))
}
