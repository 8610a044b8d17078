import type { z } from 'zod'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { Facts, Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { type Say, useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import type { choices } from '../offer-contract.ts'
import css from './case.module.css'
import { intakeWords } from './words.ts'

type Choices = z.infer<typeof choices>
type Words = Say<keyof typeof intakeWords.pairs & string>

/** What each finished step found, in the clerk's words. */
export function StepRecords({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const offered = useResource<Choices>('/api/intake/choices')
  const done = application.steps.filter((step) => step.completedAt && Object.keys(step.data).length > 0)
  if (done.length === 0) return null
  return (
    <Panel title={say('do.stepData')}>
      {done.map((step) => (
        <div key={`${step.step}-${step.completedAt}`} className={css.stepData}>
          <div className={css.stepName}>{step.title[language]}</div>
          <Facts
            items={Object.entries(step.data)
              .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
              .map(([name, value]) => ({
                label: say.code('field', name),
                value: describe(name, value, say, offered.data),
                wide: name === 'supplyPlan' || name === 'note',
              }))}
          />
        </div>
      ))}
    </Panel>
  )
}

function describe(name: string, value: unknown, say: Words, offered: Choices | undefined): string {
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no')
  if (name === 'districtId') return offered?.districts.find((district) => district.id === value)?.name ?? String(value)
  if (name === 'energisedAt' || name === 'doneAt') return instant(String(value))
  if (name === 'mode') return say.code('do.mode', String(value))
  if (name === 'removedTransformerIds') return String((value as number[]).length)
  if (name === 'transformers')
    return (value as { name: string; capacityKva: number }[])
      .map((transformer) => `${transformer.name} ${transformer.capacityKva} kVA`)
      .join('；')
  if (name === 'findings')
    return (value as { text: string; closedOn: string | null }[])
      .map(({ text, closedOn }) => `${text} ${closedOn ?? ''}`)
      .join('；')
  if (name === 'seals') return sealsText(value as (string | { sealNo: string })[])
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
  if (Array.isArray(value)) return value.map(nameOf).join('、')
  return String(value)
}

/** Seals of a meter are numbers, those of transformers say whose they are. */
function sealsText(seals: (string | { sealNo: string })[]): string {
  return seals.map((seal) => (typeof seal === 'string' ? seal : seal.sealNo)).join('、')
}

function nameOfFeeder(offered: Choices | undefined, id: number): string {
  return offered?.feeders.find((feeder) => feeder.id === id)?.name ?? String(id)
}

/** One of several by what it is told by: a meter, a seal, a finding, a fee. */
function nameOf(each: unknown): string {
  if (typeof each !== 'object' || each === null) return String(each)
  const { assetNo, pointNo, sealNo, text, item, name } = each as Record<string, unknown>
  return String(assetNo ?? pointNo ?? sealNo ?? text ?? item ?? name ?? '')
}

function registersText(registers: Record<string, number>, say: Words): string {
  return Object.entries(registers)
    .map(([role, wh]) => `${say.code('register', role)} ${quantity(wh / 1000)}`)
    .join(' · ')
}

type Link = { terminalAssetNo: string; unitId?: number; meterAddress?: string }

function linkText({ terminalAssetNo, unitId, meterAddress }: Link): string {
  const address = unitId ?? meterAddress
  return address === undefined ? terminalAssetNo : `${terminalAssetNo} / ${address}`
}
