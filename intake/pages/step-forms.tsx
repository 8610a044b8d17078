import type { ReactNode } from 'react'
import { civilDay, instant } from '../../app/web/kit/format.ts'
import type { ApplicationDetail, Step } from '../contract.ts'
import { AcceptFields, ArchiveFields, ContractFields, PlanFields, SurveyFields } from './step-fields.tsx'
import { MeterFields, type MeterFilled, meterToData } from './step-meter.tsx'
import type { Choices } from './step-panel.tsx'

export type StepFields = { application: ApplicationDetail; choices: Choices }
type Filled = Record<string, unknown>
type StepForm = {
  Fields: (props: StepFields) => ReactNode
  /** What the form opens with, taken from what earlier steps found. */
  start: (application: ApplicationDetail) => Filled
  toData: (filled: Filled) => unknown
}

/** The form of each step. A step's data on the wire is what its fields hold, unless `toData` says otherwise. */
export const stepForms: Record<Step, StepForm> = {
  accept: { Fields: AcceptFields, start: () => ({ papers: [] }), toData: (filled) => filled },
  survey: {
    Fields: SurveyFields,
    start: (application) => ({ surveyedOn: civilDay(new Date()), capacityKw: application.requestedCapacityKw }),
    toData: withoutBlanks,
  },
  plan: {
    Fields: PlanFields,
    start: (application) => ({ districtId: found(application, 'survey', 'districtId'), phase: 'single' }),
    toData: (filled) => filled,
  },
  contract: { Fields: ContractFields, start: () => ({ signedOn: civilDay(new Date()) }), toData: (filled) => filled },
  'meter-installation': {
    Fields: MeterFields,
    start: () => ({
      maximumCurrentA: 60,
      startKwh: { total: 0 },
      energisedAt: instant(new Date().toISOString()).replace(' ', 'T'),
    }),
    toData: (filled) => meterToData(filled as MeterFilled),
  },
  archive: { Fields: ArchiveFields, start: () => ({}), toData: () => ({}) },
}

export function found(application: ApplicationDetail, step: Step, name: string): unknown {
  return application.steps.findLast((view) => view.step === step && view.state === 'done')?.data[name]
}

function withoutBlanks(filled: Filled): Filled {
  return Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined && value !== ''))
}
