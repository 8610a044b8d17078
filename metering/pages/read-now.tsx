import { App, Button } from 'antd'
import { useEffect } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ReadNowResult } from '../contract.ts'
import type { CommandRow } from '../contract-collection.ts'
import { type Asking, useAskThrough } from './ask-through.tsx'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { type Answer, ReadValues } from './read-values.tsx'
import { meteringWords } from './words.ts'

type Props = {
  done: () => void
  large?: boolean
  /** Where the page has a place for the answer; else it comes up beside the list. */
  show?: (answer: Answer) => void
}

/** For who works the grid. */
export function ReadNow({ pointId, ...rest }: { pointId: number } & Props) {
  const isAllowed = useOperator()
  const asking = { base: `/api/metering/points/${pointId}`, questions: '/api/metering/questions', isAllowed }
  return <ReadMeter asking={asking} {...rest} />
}

/** Asks the meter itself, now, or the terminal that it hangs on, and tells what it answered. */
export function ReadMeter({ asking, done, large, show }: { asking: Asking } & Props) {
  const say = useWords(meteringWords)
  const explain = useExplanation()
  const { notification } = App.useApp()
  const { submit, busy, error } = useSubmit((base: string, key) =>
    write<z.infer<typeof ReadNowResult> | CommandRow>('POST', `${base}/readings`, {}, key),
  )
  const tell = (answer: Answer) => {
    if (show) show(answer)
    else notification.success({ title: say('read.done'), description: <Told answer={answer} />, duration: 15 })
    done()
  }
  const through = useAskThrough(asking, tell)
  const reason = error && explain(error)

  useEffect(() => {
    if (reason) notification.error({ title: say('read.failed'), description: reason })
  }, [reason, notification, say])

  const ask = async () => {
    const read = await submit(asking.base)
    if (!read) return
    if (!('verdict' in read.value)) return through.wait(read.value.id)
    const { answer, verdict } = read.value
    tell({ at: answer.at, reading: answer.reading, notes: [], verdict })
  }
  if (!asking.isAllowed) return null
  return (
    <Button
      size={large ? 'middle' : 'small'}
      type={large ? 'primary' : 'default'}
      loading={busy || through.busy}
      onClick={ask}
    >
      {say('read.now')}
    </Button>
  )
}

function Told({ answer }: { answer: Answer }) {
  return (
    <>
      <AnswerNote answer={answer} />
      <ReadValues answer={answer} />
    </>
  )
}

/** When the meter answered and what became of it. */
export function AnswerNote({ answer: { at, verdict } }: { answer: Answer }) {
  const say = useWords(meteringWords)
  const parts = [say('read.at', { at: instant(at) }), verdict && say.code('verdict', verdict)]
  return <p className={css.answerNote}>{parts.filter(Boolean).join(' · ')}</p>
}
