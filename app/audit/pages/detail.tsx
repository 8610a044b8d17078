import { instant } from '../../web/kit/format.ts'
import { useWords } from '../../web/kit/words.ts'
import css from './audit.module.css'
import { detailWords } from './detail-words.ts'

type Fields = Record<string, unknown>

/** What an act was put down with, a line for each thing; one that has no word stands by its key. */
export function Detail({ of }: { of: Fields }) {
  const say = useWords(detailWords)
  return (
    <dl className={css.detail}>
      {Object.entries(of).map(([key, value]) => (
        <div key={key}>
          <dt>{say.code('key', key)}</dt>
          <dd>
            <Value name={key} of={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

function Value({ name, of }: { name: string; of: unknown }) {
  const say = useWords(detailWords)
  const word = (key: string, value: unknown) => (/^roles?$/.test(key) ? say.code('role', String(value)) : String(value))
  if (Array.isArray(of) && of.some(isFields)) {
    // biome-ignore lint/suspicious/noArrayIndexKey: what was put down never moves.
    return of.map((each, n) => <Value key={n} name={name} of={each} />)
  }
  if (Array.isArray(of)) return of.length === 0 ? '—' : of.map((each) => word(name, each)).join(say('comma'))
  if (isFields(of)) return <Detail of={of} />
  if (of === null || of === '') return '—'
  if (typeof of === 'boolean') return say(of ? 'yes' : 'no')
  if (typeof of === 'string' && INSTANT.test(of)) return instant(of)
  return word(name, of)
}
