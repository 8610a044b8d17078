import type { z } from 'zod'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { Facts, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { type Say, useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import type { choices } from '../offer-contract.ts'
import type { StepData } from '../step-data.ts'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { usePriceNames } from './price-names.ts'
import { intakeWords } from './words.ts'

type Choices = z.infer<typeof choices>

type Words = Say<keyof typeof intakeWords.pairs & string>

/** What each finished step found, in the clerk's words. */
export function StepRecords({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const done = application.steps.filter((step) => step.completedAt && Object.keys(step.data).length > 0)
  if (done.length === 0) return null
  return (
    <Panel title={say('do.stepData')}>
      <Found steps={done} />
    </Panel>
  )
}

/** What is to be approved stands above the button that approves it. */
export function PlanReviewFields({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const plan = application.steps.findLast(({ step, state }) => step === 'plan' && state === 'done')
  return (
    <>
      {plan && <Found steps={[plan]} />}
      <p className={css.archive}>{say('do.planReview')}</p>
    </>
  )
}

function Found({ steps }: Pick<ApplicationDetail, 'steps'>) {
  const say = useWords(intakeWords)
  const apply = useWords(applyWords)
  const [language] = useLanguage()
  const offered = useResource<Choices>('/api/intake/choices')
  const prices = usePriceNames(steps.some(({ data }) => data.priceCode !== undefined))
  return (
    <>
      {steps.map((step) => (
        <div key={`${step.step}-${step.completedAt}`} className={css.stepData}>
          <div className={css.stepName}>{step.title[language]}</div>
          <Facts
            items={Object.entries(step.data)
              .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
              .map(([name, value]) => ({
                label: say.code('field', name),
                value: describe(name, value, { say, apply, prices, offered: offered.data }),
                wide: name === 'supplyPlan' || name === 'note',
              }))}
          />
        </div>
      ))}
    </>
  )
}

type Told = {
  say: Words
  apply: Say<'base.capacity'>
  prices: Map<string, string>
  offered: Choices | undefined
}

function describe(name: string, value: unknown, { say, apply, prices, offered }: Told): string {
  if (name === 'passed') return say(value ? 'do.check.passed' : 'do.check.failed')
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no')
  if (name === 'districtId') return offered?.districts.find((district) => district.id === value)?.name ?? String(value)
  if (name === 'energisedAt' || name === 'doneAt') return instant(String(value))
  if (name === 'mode') return say.code('do.mode', String(value))
  if (name === 'priceCode') return prices.get(String(value)) ?? String(value)
  if (name === 'removedTransformerIds') return String((value as number[]).length)
  if (name === 'transformers')
    return (value as { name: string; capacityKva: number }[])
      .map((transformer) => `${transformer.name} ${transformer.capacityKva} kVA`)
      .join('；')
  if (name === 'phase') return say.code('do.phase', String(value))
  if (name === 'feederId') return nameOfFeeder(offered, Number(value))
  if (name === 'standby') {
    const { feederId, mode } = value as { feederId: number; mode: string }
    return `${nameOfFeeder(offered, feederId)} · ${say.code('standby', mode)}`
  }
  if (name === 'startRegistersWh' || name === 'endRegisters') return registersText(value as Record<string, number>, say)
  if (name === 'link') return linkText(value as Link)
  if (name === 'papers')
    return (value as { kind: string; number?: string }[])
      .map((paper) => `${say.code('paper', paper.kind)} ${paper.number ?? ''}`)
      .join('；')
  if (name === 'twoPart') return baseChargeText(value as NonNullable<StepData['plan']['twoPart']>, apply)
  if (name === 'check') {
    const { certificateNo, checkedOn } = value as NonNullable<StepData['meter-installation']['check']>
    return say('record.check', { no: certificateNo, day: checkedOn })
  }
  if (Array.isArray(value)) return value.map((each) => listed(name, each, say)).join('；')
  return String(value)
}

/** One of several: a paper to come, a fee, a finding, what a meter showed; else by what it is told by. */
function listed(name: string, each: unknown, say: Words): string {
  if (name === 'deferredPapers') {
    const { kind, dueOn } = each as NonNullable<StepData['accept']['deferredPapers']>[number]
    return say('case.deferred.due', { paper: say.code('paper', kind), due: dueOn })
  }
  if (name === 'paid') {
    const { item, amountYuan, paidOn } = each as StepData['fee']['paid'][number]
    return say('record.paid', { item, amount: amountYuan, day: paidOn })
  }
  if (name === 'findings') {
    const { text, closedOn } = each as StepData['final-inspection']['findings'][number]
    return closedOn ? say('record.closed', { text, day: closedOn }) : text
  }
  const { endRegisters } = Object(each) as { endRegisters?: Record<string, number> }
  return [nameOf(each), endRegisters && registersText(endRegisters, say)].filter(Boolean).join(' ')
}

function baseChargeText(
  { baseCharge, contractDemandKw }: NonNullable<StepData['plan']['twoPart']>,
  say: Say<'base.capacity'>,
) {
  const by = say.code('base', baseCharge)
  return contractDemandKw === undefined ? by : `${by} ${quantity(contractDemandKw)} kW`
}

function nameOfFeeder(offered: Choices | undefined, id: number): string {
  return offered?.feeders.find((feeder) => feeder.id === id)?.name ?? String(id)
}

function nameOf(each: unknown): string {
  if (typeof each !== 'object' || each === null) return String(each)
  const { assetNo, pointNo, sealNo, name } = each as Record<string, unknown>
  return String(assetNo ?? pointNo ?? sealNo ?? name ?? '')
}

/** As the words list them: all of it first, then its periods, then what went out. */
const registersInOrder = Object.keys(intakeWords.pairs).flatMap((key) => key.split('register.')[1] ?? [])

function registersText(registers: Record<string, number>, say: Words): string {
  return Object.entries(registers)
    .toSorted(([one], [other]) => registersInOrder.indexOf(one) - registersInOrder.indexOf(other))
    .map(([role, wh]) => `${say.code('register', role)} ${quantity(wh / 1000)}`)
    .join(' · ')
}

type Link = { terminalAssetNo: string; unitId?: number; meterAddress?: string }

function linkText({ terminalAssetNo, unitId, meterAddress }: Link): string {
  const address = unitId ?? meterAddress
  return address === undefined ? terminalAssetNo : `${terminalAssetNo} / ${address}`
}
