import { Button } from 'antd'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { instant } from '../../app/web/kit/format.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { FileComparison } from '../contract-collection.ts'
import css from './collection.module.css'
import { useOperator } from './operator.ts'
import { repairWords } from './repair-words.ts'
import { useQuestion } from './use-question.ts'

/** The file that an MQTT terminal keeps of its meters, against ours; asking for it, and sending ours down. */
export function TerminalFile({ terminalId }: { terminalId: number }) {
  const say = useWords(repairWords)
  const mayAsk = useOperator()
  const file = useResource<FileComparison>(`/api/metering/terminals/${terminalId}/file`, { keep: true })
  const question = useQuestion(`/api/metering/terminals/${terminalId}/questions`, file.reload)
  // A terminal that is asked over a line keeps no file of its own.
  if (file.error?.code === 'NOT_FOUND') return null
  return (
    <Panel title={say('file.title')}>
      <Trouble error={question.error} />
      <Shown of={file} rows={3}>
        {(shown) => <Differences file={shown} />}
      </Shown>
      {mayAsk && (
        <div className={css.actions} style={{ marginTop: 12 }}>
          <Button loading={question.busy} onClick={() => question.ask({ kind: 'tell-parameters' })}>
            {say('file.ask')}
          </Button>
          <Button disabled={question.busy} onClick={() => question.ask({ kind: 'set-parameters' })}>
            {say('file.send')}
          </Button>
        </div>
      )}
    </Panel>
  )
}

function Differences({ file }: { file: FileComparison }) {
  const say = useWords(repairWords)
  if (file.toldAt === null) return <p className={css.note}>{say('file.never')}</p>
  const at = instant(file.toldAt)
  if (file.differences.length === 0) return <p>{say('file.same', { at, count: file.here })}</p>
  const tell = (side: Record<string, unknown> | null, fields: string[]) =>
    side === null ? '—' : fields.map((field) => String(side[field] ?? '—')).join('、') || '✓'
  return (
    <>
      <p className={css.note}>{say('file.told', { at, here: file.here, there: file.there })}</p>
      <DataTable
        rowKey="meter"
        items={file.differences}
        pageSize={10}
        width={420}
        columns={[
          { title: say('file.col.meter'), dataIndex: 'meter' },
          { title: say('file.col.is'), width: 90, render: (_, each) => say(`file.${each.is}`) },
          { title: say('file.col.here'), render: (_, each) => tell(each.here, each.fields) },
          { title: say('file.col.there'), render: (_, each) => tell(each.there, each.fields) },
        ]}
      />
    </>
  )
}
