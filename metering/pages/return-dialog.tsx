import { Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PlanPoint, PlanRow, Return } from '../sections/shapes.ts'
import css from './reading.module.css'
import { readingWords } from './reading-words.ts'

const ways = ['recall', 'site'] as const

/** Sends one point back to be read again, with the reason. */
export function ReturnDialog(props: {
  path: string
  point: PlanPoint | undefined
  close: () => void
  done: () => void
}) {
  const { path, point, close, done } = props
  const say = useWords(readingWords)
  const [chosen, setWay] = useState<Return['way']>()
  const way = chosen ?? (point?.facts?.call?.suggested ? 'site' : 'recall')
  const [reason, setReason] = useState('')
  const giveBack = useSubmit((input: Return, key) => write<PlanRow>('POST', `${path}/returns`, input, key))
  const submit = async () => {
    if (!point || !(await giveBack.submit({ pointId: point.pointId, way, reason: reason.trim() }))) return
    setWay(undefined)
    close()
    done()
  }
  return (
    <Modal
      open={point !== undefined}
      title={say('review.return.title', { name: point?.accountName ?? point?.pointNo })}
      okText={say('review.return')}
      okButtonProps={{ disabled: reason.trim().length < 2 }}
      confirmLoading={giveBack.busy}
      onOk={submit}
      onCancel={close}
    >
      <Trouble error={giveBack.error} />
      <div className={css.dialog}>
        <Segmented
          value={way}
          onChange={setWay}
          aria-label={say('col.way')}
          options={ways.map((value) => ({ value, label: say(`way.${value}`) }))}
        />
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={500}
          aria-label={say('reason')}
          placeholder={say('reason')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Modal>
  )
}
