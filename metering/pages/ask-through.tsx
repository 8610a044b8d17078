import { App } from 'antd'
import { useEffect } from 'react'
import { instant } from '../../app/web/kit/format.ts'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CommandRow } from '../contract-collection.ts'
import css from './collection.module.css'
import { collectionWords } from './collection-words.ts'
import { repairWords } from './repair-words.ts'
import { useQuestion } from './use-question.ts'

/** A meter asked through the MQTT terminal that it hangs on; the answer comes up in the page. */
export function useAskThrough(pointId: number, done: () => void) {
  const say = useWords(repairWords)
  const explain = useExplanation()
  const { notification } = App.useApp()
  const because = useWords(collectionWords)
  const question = useQuestion(`/api/metering/points/${pointId}/questions`, (command) => {
    if (command.ok)
      notification.success({ title: say('ask.done'), description: <Values command={command} />, duration: 15 })
    else notification.error({ title: say('ask.failed'), description: because.code('because', command.because ?? '') })
    done()
  })
  const reason = question.error && explain(question.error)
  useEffect(() => {
    if (reason) notification.error({ title: say('ask.failed'), description: reason })
  }, [reason, notification, say])
  /** DL/T 645 frames are passed through (透抄); of another meter the terminal reads what it can. */
  const ask = (model: string | null | undefined) =>
    question.ask({ kind: model?.startsWith('dlt645') ? 'values' : 'read' })
  return { ask, busy: question.busy }
}

function Values({ command }: { command: CommandRow }) {
  const values = Object.entries(command.reading?.reading ?? {})
  return (
    <div className={css.wrap}>
      <div className={css.note}>{instant(command.answeredAt)}</div>
      {values.map(([name, value]) => (
        <div key={name}>
          {name} {JSON.stringify(value)}
        </div>
      ))}
      {command.reading?.notes.map((note) => (
        <div key={note} className={css.note}>
          {note}
        </div>
      ))}
    </div>
  )
}
