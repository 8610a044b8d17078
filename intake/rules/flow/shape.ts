// Decides what a flow (流程) consists of: steps that wait for others, clocks between them, reasons for which clocks stop.

import type { ApplicationKind } from '../../forms.ts'

export type Bilingual = { zh: string; en: string }

/** Every step that a flow may have, in the order in which a case is told. */
export const steps = [
  'accept',
  'survey',
  'plan-review',
  'plan',
  'fee',
  'design-submission',
  'design-review',
  'mid-report',
  'mid-inspection',
  'completion-report',
  'final-inspection',
  'settlement',
  'contract',
  'sealing',
  'meter-check',
  'meter-exchange',
  'meter-installation',
  'meters-installation',
  'switching',
  'energising',
  'archive',
] as const
export type Step = (typeof steps)[number]

/** What makes a step needed: decided from the form and from what earlier steps found. */
export type Condition =
  | 'fee-charged'
  | 'design-reviewed'
  | 'works-hidden'
  | 'works-done'
  | 'meter-exchanged'
  | 'meter-put-up'

export type StepRule = {
  step: Step
  /** Who holds it; the first is asked, the others may stand in. */
  roles: [string, ...string[]]
  /** Steps that must be over before it opens; those with the same run side by side. */
  after: Step[]
  /** Left out: always needed. */
  when?: Condition
  /** Papers that must be in the file before it is done. */
  papers: string[]
  /** Steps to which it may be sent back. */
  returnTo: Step[]
}

/** Runs from one step's completion (or the submission) to another's; its limit is dated data. */
export type ClockRule = {
  code: string
  from: Step | 'submit'
  until: Step
  /** It stands while one of these is open: they are the customer's to do. */
  standsDuring: Step[]
}

/** A reason for which clocks stop, and by whose doing. */
export type SuspensionReason = {
  code: string
  title: Bilingual
  legalBasis: string
  /** Left out: at any time; otherwise only while this step is open. */
  during?: Step
}

export type Flow = {
  kind: ApplicationKind
  version: number
  steps: StepRule[]
  clocks: ClockRule[]
  suspensions: SuspensionReason[]
  /** From this step's completion on the customer cannot withdraw any more. */
  boundBy: Step
}

/** What somebody did, in order: the state of an application is a function of these and its flow. */
export type Row =
  | { row: 'done'; step: Step; at: string }
  | { row: 'returned'; step: Step; to: Step; at: string }
  | { row: 'suspended'; code: string; at: string }
  | { row: 'resumed'; at: string }
  | { row: 'withdrawn' | 'refused'; at: string }

export type Status = 'open' | 'archived' | 'refused' | 'withdrawn'
export type State = { status: Status; done: Step[]; open: Step[]; suspendedFor: string | null }
