import { withQuery } from '../../../app/web/kit/api.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import css from '../bill.module.css'
import { billWords } from './words.ts'

const files = [
  { word: 'export.xlsx', query: { format: 'xlsx' } },
  { word: 'export.csv', query: { format: 'csv', sheet: 'bills' } },
  { word: 'export.lines', query: { format: 'csv', sheet: 'lines' } },
] as const

/** The files of a run: a workbook of bills and lines, or each of them as CSV. */
export function RunExports({ runId }: { runId: number }) {
  const say = useWords(billWords)
  return (
    <span className={css.links}>
      {files.map(({ word, query }) => (
        <a key={word} href={withQuery(`/api/billing/runs/${runId}/export`, query)} download>
          {say(word)}
        </a>
      ))}
    </span>
  )
}
