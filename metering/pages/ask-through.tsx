import { App } from 'antd'
import { useEffect } from 'react'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { collectionWords } from './collection-words.ts'
import type { Answer } from './read-values.tsx'
import { repairWords } from './repair-words.ts'
import { useQuestion } from './use-question.ts'

/** A meter asked through the MQTT terminal that it hangs on. */
export function useAskThrough(pointId: number, answered: (answer: Answer) => void) {
  const say = useWords(repairWords)
  const explain = useExplanation()
  const { notification } = App.useApp()
  const because = useWords(collectionWords)
  const question = useQuestion(`/api/metering/points/${pointId}/questions`, (command) => {
    if (command.ok) {
      // A terminal that read the meter itself sends what it read as a reading, and here only how many.
      const told = say('ask.readings', { count: Number(command.answer?.readings ?? 0) })
      const { reading, notes } = command.reading ?? { reading: {}, notes: [told] }
      answered({ at: command.answeredAt, reading, notes, verdict: null })
    } else notification.error({ title: say('ask.failed'), description: because.code('because', command.because ?? '') })
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
