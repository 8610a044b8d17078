import { Alert, Button, type TableColumnsType, Upload } from 'antd'
import type { z } from 'zod'
import { type Issue, write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ImportAnswer, sheetImport } from '../../market/contract.ts'
import css from '../office.module.css'
import { marketWords } from './words.ts'

type Input = z.infer<typeof sheetImport>

/** One file, checked as a whole: what is wrong stands by row and field, and nothing of it is stored. */
export function ImportSheets({
  answer,
  done,
}: {
  answer: ImportAnswer | undefined
  done: (made: ImportAnswer) => void
}) {
  const say = useWords(marketWords)
  const bring = useSubmit((input: Input, key) =>
    write<ImportAnswer>('POST', '/api/billing/market-sheets/imports', input, key),
  )
  const read = async (file: File) => {
    const content = await file.text()
    const format = /\.json$/i.test(file.name) ? 'json' : 'csv'
    const made = await bring.submit({ format, content })
    if (made) done(made.value)
  }
  const take = (file: File) => {
    void read(file)
    return Upload.LIST_IGNORE
  }
  const faults = bring.error?.code === 'SHEETS_UNFIT' ? bring.error.issues : []
  return (
    <div className={css.stack}>
      <p>{say('import.lead')}</p>
      <div>
        <Upload accept=".json,.csv" showUploadList={false} beforeUpload={take}>
          <Button type="primary" loading={bring.busy}>
            {say('import.choose')}
          </Button>
        </Upload>
        <p className={css.note}>{say('import.columns')}</p>
      </div>
      {faults.length > 0 ? <Faults faults={faults} /> : <Trouble error={bring.error} />}
      {answer && !bring.error && <Told answer={answer} />}
    </div>
  )
}

function Told({ answer: { billed, tasks, ...told } }: { answer: ImportAnswer }) {
  const say = useWords(marketWords)
  const more = [
    billed.issued + billed.held + billed.parked > 0 && say('import.billed', billed),
    tasks > 0 && say('import.tasks', { count: tasks }),
  ].filter(Boolean)
  return <Alert type="success" showIcon title={say('import.done', told)} description={more.join('；') || undefined} />
}

type Row = Issue & { key: string; row: string; field: string }

function Faults({ faults }: { faults: Issue[] }) {
  const say = useWords(marketWords)
  const rows = faults.map((issue, n): Row => {
    const [form = '', position = '', ...rest] = issue.path.split('.')
    const row =
      form === 'sheets' ? say('fault.sheet', { row: Number(position) + 1 }) : say('fault.line', { row: position })
    const isPlaced = /^\d+$/.test(position)
    const field = rest.filter((part) => part !== 'lines' && !/^\d+$/.test(part)).at(-1) ?? form
    return { ...issue, key: `${n}`, row: isPlaced ? row : '—', field: say.code('field', field) }
  })
  const columns: TableColumnsType<Row> = [
    { title: say('fault.row'), dataIndex: 'row', width: 110 },
    { title: say('fault.field'), dataIndex: 'field', width: 130 },
    { title: say('fault.message'), dataIndex: 'message' },
  ]
  return (
    <>
      <Alert type="error" showIcon role="alert" title={say('import.faults', { count: faults.length })} />
      <DataTable rowKey="key" columns={columns} items={rows} width={560} pageSize={20} head={2} />
    </>
  )
}
