import type { ReactNode } from 'react'
import { civilDay, instant } from '../../app/web/kit/format.ts'
import type { ApplicationDetail, Step } from '../contract.ts'
import { ExchangeFields, type ExchangeFilled, exchangeToData } from './exchange-fields.tsx'
import {
  EnergisingFields,
  InspectionFields,
  MeterCheckFields,
  PlainFields,
  SealingFields,
  SettlementFields,
  SwitchingFields,
} from './field-work.tsx'
import { type FieldWorkFilled, sealingToData, settlementToData, toInstant } from './field-work-data.ts'
import { RowMeterFields, rowMetersToData } from './several/row-meters.tsx'
import { AcceptFields, ContractFields, FeeFields, PlanFields, SurveyFields } from './step-fields.tsx'
import { MeterFields, type MeterFilled, meterToData } from './step-meter.tsx'
import type { Choices } from './step-panel.tsx'
import { PlanReviewFields } from './step-records.tsx'

export type StepFields = { application: ApplicationDetail; choices: Choices }
const HIGH_KV = 10

type Filled = Record<string, unknown>
type StepForm = {
  Fields: (props: StepFields) => ReactNode
  /** What the form opens with, taken from what earlier steps found. */
  start: (application: ApplicationDetail) => Filled
  toData: (filled: Filled) => unknown
}

const now = () => instant(new Date().toISOString()).replace(' ', 'T')
const today = () => civilDay(new Date())
const inspection: StepForm = {
  Fields: InspectionFields,
  start: () => ({ inspectedOn: today(), findings: [] }),
  toData: ({ findings, ...rest }) => ({
    ...rest,
    findings: ((findings as { text: string; closedOn?: string }[] | undefined) ?? []).map(({ text, closedOn }) => {
      return { text, closedOn: closedOn || null }
    }),
  }),
}
const plain: StepForm = { Fields: PlainFields, start: () => ({}), toData: () => ({}) }

/** The form of each step. A step's data on the wire is what its fields hold, unless `toData` says otherwise. */
export const stepForms: Record<Step, StepForm> = {
  accept: {
    Fields: AcceptFields,
    // What is only claimed is to be seen now, or taken off the list.
    start: ({ papers }) => ({ papers: papers.filter(({ proof }) => proof === null).map(({ kind }) => ({ kind })) }),
    toData: withoutBlanks,
  },
  survey: {
    Fields: SurveyFields,
    start: (application) => ({ surveyedOn: today(), capacityKw: application.requestedCapacityKw ?? undefined }),
    toData: withoutBlanks,
  },
  'plan-review': { Fields: PlanReviewFields, start: () => ({}), toData: () => ({ approved: true }) },
  plan: {
    Fields: PlanFields,
    start: (application) => ({
      districtId: found(application, 'survey', 'districtId'),
      phase: isHighVoltage(application) || application.form.voltageKv === '0.38' ? 'three' : 'single',
      mode: isHighVoltage(application) ? 'high-low' : 'low-low',
      capacityKva: application.form.capacityKva,
    }),
    toData: ({ isTwoPart, baseCharge, contractDemandKw, powerFactorStandard, standby, ...rest }) => ({
      ...withoutBlanks(rest),
      ...((standby as Filled | undefined)?.feederId !== undefined && { standby }),
      powerFactorStandard: powerFactorStandard ?? null,
      ...(isTwoPart === true && { twoPart: withoutBlanks({ baseCharge, contractDemandKw }) }),
    }),
  },
  fee: {
    Fields: FeeFields,
    start: (application) => ({ paid: [{ amountYuan: found(application, 'survey', 'feeYuan'), paidOn: today() }] }),
    toData: (filled) => filled,
  },
  'design-submission': plain,
  'design-review': inspection,
  'mid-report': plain,
  'mid-inspection': inspection,
  'completion-report': plain,
  'final-inspection': inspection,
  settlement: {
    Fields: SettlementFields,
    start: () => ({ doneAt: now() }),
    toData: (filled) => settlementToData(filled as FieldWorkFilled),
  },
  contract: { Fields: ContractFields, start: () => ({ signedOn: today() }), toData: (filled) => filled },
  sealing: {
    Fields: SealingFields,
    start: () => ({ doneAt: now() }),
    toData: (filled) => sealingToData(filled as FieldWorkFilled),
  },
  'meter-check': {
    Fields: MeterCheckFields,
    start: () => ({ checkedOn: today(), passed: true }),
    toData: (filled) => filled,
  },
  'meter-exchange': {
    Fields: ExchangeFields,
    start: () => ({ doneAt: now() }),
    toData: (filled) => exchangeToData(filled as ExchangeFilled),
  },
  'meter-installation': {
    Fields: MeterFields,
    start: (application) => ({
      ...{ maximumCurrentA: 60, startKwh: { total: 0 }, energisedAt: now() },
      ...{ ct: found(application, 'plan', 'ct'), pt: found(application, 'plan', 'pt') },
    }),
    toData: (filled) => meterToData(filled as MeterFilled),
  },
  'meters-installation': {
    Fields: RowMeterFields,
    start: () => ({ energisedAt: now() }),
    toData: (filled) => rowMetersToData(filled as Parameters<typeof rowMetersToData>[0]),
  },
  switching: {
    Fields: SwitchingFields,
    start: () => ({ doneAt: now() }),
    toData: ({ doneAt, person }) => ({ doneAt: toInstant(String(doneAt)), person }),
  },
  energising: {
    Fields: EnergisingFields,
    start: () => ({ energisedAt: now() }),
    toData: ({ energisedAt, person }) => ({ energisedAt: toInstant(String(energisedAt)), person }),
  },
  archive: plain,
}

/** By the kind, or by the voltage that it asks for; an increase may be either. */
export function isHighVoltage({ kind, form }: ApplicationDetail): boolean {
  if (kind === 'distributed-pv') return false
  return kind.startsWith('high-voltage') || kind === 'capacity-increase' || Number(form.voltageKv ?? 0) >= HIGH_KV
}

export function found(application: ApplicationDetail, step: Step, name: string): unknown {
  return application.steps.findLast((view) => view.step === step && view.state === 'done')?.data[name]
}

function withoutBlanks(filled: Filled): Filled {
  return Object.fromEntries(
    Object.entries(filled).filter(([, value]) => value !== undefined && value !== '' && value !== null),
  )
}
