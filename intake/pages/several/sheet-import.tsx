import { Alert, App, Button } from 'antd'
import { useState } from 'react'
import { ApiError, withQuery } from '../../../app/web/kit/api.ts'
import { toBase64 } from '../../../app/web/kit/base64.ts'
import { FilePlace } from '../../../app/web/kit/file-place.tsx'
import { useExplanation } from '../../../app/web/kit/states.tsx'
import { upload } from '../../../app/web/kit/upload.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { AccountRows, SheetAnswer } from '../../account-rows/contract.ts'
import table from '../files/comparison.module.css'
import { severalWords } from './words.ts'

type Sheet = AccountRows['mayImport'][number]
type Checked = { name: string; base64: string; answer: SheetAnswer }

/** A sheet is looked through first; only one without a fault can be brought in. */
export function SheetImport({
  applicationId,
  path,
  sheet,
  version,
  done,
}: {
  applicationId: number
  path: string
  sheet: Sheet
  version: number
  done: () => void
}) {
  const say = useWords(severalWords)
  const explain = useExplanation()
  const { message } = App.useApp()
  const [checked, setChecked] = useState<Checked | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)

  const send = async (base64: string, dryRun: boolean) => {
    setBusy(true)
    setError(null)
    try {
      return await upload<SheetAnswer>(`${path}/accounts/sheets`, { version, sheet, base64, dryRun }, () => {})
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError(0, 'SCREEN_FAULT', String(cause)))
      return null
    } finally {
      setBusy(false)
    }
  }
  const check = async (input: HTMLInputElement) => {
    const [file] = [...(input.files ?? [])]
    input.value = ''
    if (!file) return
    setChecked(null)
    const base64 = await toBase64(file)
    const answer = await send(base64, true)
    if (answer) setChecked({ name: file.name, base64, answer })
  }
  const bring = async ({ base64 }: Checked) => {
    const answer = await send(base64, false)
    if (!answer) return
    message.success(say('sheet.done', { rows: answer.rows }))
    setChecked(null)
    done()
  }
  return (
    <div>
      <FilePlace
        icon="list"
        label={say(`sheet.${sheet}`)}
        note={say('sheet.check')}
        accept=".xlsx,.csv"
        disabled={busy}
        take={check}
      />
      <p className={table.note}>
        <a href={withQuery(`/api/intake/account-sheets/${sheet}`, { applicationId })}>
          {say(`sheet.template.${sheet}`)}
        </a>
        {sheet === 'accounts' && ` · ${say('sheet.replaces')}`}
      </p>
      {error && <Alert type="error" title={error.message} description={explain(error)} />}
      {checked && <Outcome checked={checked} busy={busy} bring={() => bring(checked)} />}
    </div>
  )
}

function Outcome({ checked, busy, bring }: { checked: Checked; busy: boolean; bring: () => void }) {
  const say = useWords(severalWords)
  const { name, answer } = checked
  const { rows, faultCount, faults } = answer
  if (faultCount === 0) {
    return (
      <>
        <p>{say('sheet.fit', { name, rows })}</p>
        <Button type="primary" loading={busy} onClick={bring}>
          {say('sheet.import', { rows })}
        </Button>
      </>
    )
  }
  return (
    <>
      <Alert type="warning" title={say('sheet.unfit', { name, count: faultCount })} />
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              {(['row', 'column', 'fault'] as const).map((column) => (
                <th key={column}>{say(`sheet.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {faults.map(({ row, column, message }) => (
              <tr key={`${row} ${column} ${message}`}>
                <td>{row}</td>
                <td>{column}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
