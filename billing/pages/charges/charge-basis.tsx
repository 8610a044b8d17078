import { addDays, quantity } from '../../../app/web/kit/format.ts'
import { type Fact, Facts } from '../../../app/web/kit/parts.tsx'
import { type Say, useWords } from '../../../app/web/kit/words.ts'
import type { ChargeDetail } from '../../charges/contract.ts'
import { type FieldWord, fieldWords } from './field-words.ts'
import { at, type Field, type PlainField, type Values } from './fields.ts'
import { basisFields } from './kinds.ts'

/** What the calculation was given, in the words of the form that it was entered by. */
export function ChargeBasis({ charge }: { charge: Pick<ChargeDetail, 'kind' | 'input'> }) {
  const say = useWords(fieldWords)
  const facts = factsOf(basisFields[charge.kind], charge.input, say, '')
  return facts.length > 0 ? <Facts items={facts} width={180} /> : null
}

type Words = Say<FieldWord>

function factsOf(fields: Field[], values: Values, say: Words, prefix: string): Fact[] {
  return fields.flatMap((field): Fact[] => {
    const value = at(values, field.name)
    if (value === undefined || value === null || value === '' || field.hidden) return []
    if (field.as === 'list') {
      return (value as Values[]).flatMap((row, n) =>
        factsOf(field.fields, row, say, `${prefix}${say(field.label)} ${n + 1} · `),
      )
    }
    return [{ label: `${prefix}${say(field.label)}`, value: textOf(field, value, say) }]
  })
}

function textOf({ as, options }: PlainField, value: unknown, say: Words): string {
  if (as === 'lastDay') return addDays(String(value), -1)
  if (as === 'choice' || as === 'number-choice') {
    const word = Array.isArray(options) ? options.find((each) => each === value) : options?.[String(value)]
    return word ? say(word) : String(value)
  }
  if (as === 'flag') return value ? '✓' : '—'
  return typeof value === 'number' ? quantity(value) : String(value)
}
