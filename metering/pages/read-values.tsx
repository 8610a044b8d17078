import { fixed, instant, quantity } from '../../app/web/kit/format.ts'
import { type Fact, Facts } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import css from './grid.module.css'
import { readWords } from './read-words.ts'

/** What a meter answered, in the names of the MQTT contract. */
export type Answer = { at: string | null; reading: Record<string, unknown>; notes: string[]; verdict: string | null }

type Unit = { unit: string; scale: number; digits: number }
const units: Record<string, Unit> = {
  Wh: { unit: 'kWh', scale: 1000, digits: 2 },
  Varh: { unit: 'kvarh', scale: 1000, digits: 2 },
  W: { unit: 'kW', scale: 1000, digits: 3 },
  Var: { unit: 'kvar', scale: 1000, digits: 3 },
  V: { unit: 'V', scale: 1, digits: 1 },
  A: { unit: 'A', scale: 1, digits: 3 },
  Hz: { unit: 'Hz', scale: 1, digits: 2 },
  Deg: { unit: '°', scale: 1, digits: 1 },
  Percent: { unit: '%', scale: 1, digits: 2 },
}

/** Each value under its name and with its unit; values before the multiplier, as the meter shows them. */
export function ReadValues({ answer: { reading, notes } }: { answer: Answer }) {
  const say = useWords(readWords)
  const items = inOrder(reading).flatMap(([name, value]): Fact[] => {
    if (name !== 'importByPeriodWh') return [{ label: say.code('value', name), value: told(name, value) }]
    const periods = Object.entries((value ?? {}) as Record<string, unknown>)
    return periods.map(([period, wh]) => ({ label: say.code('period', period), value: told('importWh', wh) }))
  })
  return (
    <>
      <Facts items={items} width={130} />
      {notes.map((note) => (
        <p key={note} className={css.note}>
          {note}
        </p>
      ))}
    </>
  )
}

const order = Object.keys(readWords.pairs)

/** Registers first, whatever order they were told in. */
function inOrder(reading: Record<string, unknown>): [string, unknown][] {
  const placeOf = (name: string) => order.indexOf(name === 'importByPeriodWh' ? 'value.importWh' : `value.${name}`)
  return Object.entries(reading).sort(([a], [b]) => placeOf(a) - placeOf(b))
}

function told(name: string, value: unknown): string {
  if (Array.isArray(value)) return `${value.map((each) => number(name, each)).join(' / ')} ${unitOf(name)?.unit ?? ''}`
  if (typeof value === 'number') return `${number(name, value)} ${unitOf(name)?.unit ?? ''}`.trim()
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? instant(value) : String(value ?? '—')
}

function number(name: string, value: unknown): string {
  if (typeof value !== 'number') return '—'
  const unit = unitOf(name)
  return unit ? fixed(value / unit.scale, unit.digits) : quantity(value, 3)
}

/** The unit is what a name ends in; the longest ending counts, since `Varh` ends in no `Wh` but `THD` names in `Percent`. */
function unitOf(name: string): Unit | undefined {
  const [ending] = Object.keys(units)
    .filter((each) => name.endsWith(each))
    .sort((a, b) => b.length - a.length)
  return ending === undefined ? undefined : units[ending]
}
