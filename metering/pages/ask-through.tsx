import { App } from 'antd'
import { useEffect } from 'react'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CommandRow } from '../contract-collection.ts'
import { collectionWords } from './collection-words.ts'
import type { Answer } from './read-values.tsx'
import { repairWords } from './repair-words.ts'
import { useQuestion } from './use-question.ts'

/** By which routes a meter is asked, and where the answer of a terminal is found; `isAllowed`: by the reader. */
export type Asking = { base: string; questions: string; isAllowed: boolean }

/** Waits for what the MQTT terminal that a meter hangs on answers about it. */
export function useAskThrough({ base, questions }: Asking, answered: (answer: Answer) => void) {
  const say = useWords(repairWords)
  const explain = useExplanation()
  const { notification } = App.useApp()
  const because = useWords(collectionWords)
  const question = useQuestion(`${base}/questions`, hear, questions)
  function hear(command: CommandRow) {
    if (command.ok) {
      // Where it sent nothing new of this meter, only how many it says that it sent is known.
      const told = say('ask.readings', { count: Number(command.answer?.readings ?? 0) })
      const nothing = { at: null, reading: {}, notes: [told], verdict: null }
      const said = command.reading ?? nothing
      answered({ ...said, at: said.at ?? command.answeredAt })
    } else if (command.kind === 'pass-through' && command.because === 'NOT_SUPPORTED') {
      // A terminal that passes no frames may still read the meter itself.
      void question.ask({ kind: 'read' })
    } else notification.error({ title: say('ask.failed'), description: because.code('because', command.because ?? '') })
  }
  const reason = question.error && explain(question.error)
  useEffect(() => {
    if (reason) notification.error({ title: say('ask.failed'), description: reason })
  }, [reason, notification, say])
  return { wait: question.wait, busy: question.busy }
}
