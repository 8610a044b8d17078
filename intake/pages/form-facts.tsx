import { accountNumber, quantity } from '../../app/web/kit/format.ts'
import { type Fact, Facts, Panel } from '../../app/web/kit/parts.tsx'
import { type Say, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { useAccount } from './field-work.tsx'
import { formWords } from './form-words.ts'
import { usePriceNames } from './price-names.ts'
import { intakeWords } from './words.ts'

type Names = { transformers: Map<number, string>; prices: Map<string, string> }
type Told = { form: Say<'yes'>; apply: Say<'loads.three'>; names: Names }
type Load = { name: string; ratedKw: number; count: number }

/** Told elsewhere on the page: who takes each part, and what the company fills in for itself. */
const elsewhere = ['parts', 'districtId', 'feederId']

/** What was asked for, as it was filled in. */
export function FormFacts({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const items = useFormFacts(application)
  if (items.length === 0) return null
  return (
    <Panel title={say('case.form')}>
      <Facts width={140} items={items} />
    </Panel>
  )
}

/** Without what the page tells elsewhere. */
export function useFormFacts(application: ApplicationDetail, without: string[] = []): Fact[] {
  const form = useWords(formWords)
  const apply = useWords(applyWords)
  const { data: account } = useAccount(application)
  const names: Names = {
    transformers: new Map(
      account?.transformers.map(({ id, name, capacityKva }) => [id, `${name} · ${capacityKva} kVA`]),
    ),
    prices: usePriceNames(application.form.priceCode !== undefined),
  }
  return Object.entries(application.form)
    .filter(([name, value]) => !elsewhere.includes(name) && !without.includes(name) && isTold(value))
    .map(([name, value]) => ({
      label: form.code('field', application.kind === 'meter-move' && name === 'to' ? 'moveTo' : name),
      value: describe(name, value, { form, apply, names }),
      wide: name === 'loads' || String(value).length > 20,
    }))
}

function isTold(value: unknown): boolean {
  return value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)
}

function describe(name: string, value: unknown, { form, apply, names }: Told) {
  if (name === 'loads')
    return (value as Load[]).map((load, n) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: two loads may be alike, and none moves.
      <div key={n}>
        {load.name} <span className={css.note}>{`${quantity(load.ratedKw)} kW × ${load.count}`}</span>
      </div>
    ))
  if (name === 'isNaturalPerson') return apply.code('owner', value ? 'person' : 'organisation')
  if (value === true) return form('yes')
  if (name === 'transformerIds') return (value as number[]).map((id) => names.transformers.get(id) ?? '').join('；')
  if (name === 'transformerId') return names.transformers.get(Number(value)) ?? ''
  if (name === 'otherAccountNos' || name === 'accountNos') return (value as string[]).map(accountNumber).join('、')
  if (name === 'priceCode') return names.prices.get(String(value)) ?? String(value)
  return apply.code(prefixes[name] ?? '', String(value))
}

/** Under which name the words of a field's codes stand. */
const prefixes: Record<string, string> = {
  accountClass: 'class',
  toClass: 'class',
  baseCharge: 'base',
  option: 'option',
  mode: 'mode',
  method: 'method',
  voltageKv: 'voltage',
}
