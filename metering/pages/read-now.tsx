import { App, Button } from 'antd'
import { useEffect } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ReadNowResult } from '../contract.ts'
import { useAskThrough } from './ask-through.tsx'
import { useOperator } from './operator.ts'
import { meteringWords } from './words.ts'

type Result = z.infer<typeof ReadNowResult>

/** Asks the meter itself, now, or the terminal that it hangs on, and tells what it answered. */
export function ReadNow(props: { pointId: number; model: string | null; done: () => void; large?: boolean }) {
  const { pointId, model, done, large } = props
  const say = useWords(meteringWords)
  const mayRead = useOperator()
  const explain = useExplanation()
  const { notification } = App.useApp()
  const { submit, busy, error } = useSubmit((id: number, key) =>
    write<Result>('POST', `/api/metering/points/${id}/readings`, {}, key),
  )
  const through = useAskThrough(pointId, done)
  const isThrough = error?.code === 'NOT_READABLE_NOW'
  const reason = error && !isThrough && explain(error)

  useEffect(() => {
    if (reason) notification.error({ title: say('read.failed'), description: reason })
  }, [reason, notification, say])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal asks once.
  useEffect(() => {
    if (isThrough) void through.ask(model)
  }, [error])

  const ask = async () => {
    const read = await submit(pointId)
    if (!read) return
    const { answer, verdict } = read.value
    notification.success({
      title: say('read.done'),
      description: `${say('read.at', { at: instant(answer.at) })} · ${say(`verdict.${verdict}`)}`,
    })
    done()
  }
  if (!mayRead) return null
  return (
    <Button size={large ? 'middle' : 'small'} loading={busy || through.busy} onClick={ask}>
      {say('read.now')}
    </Button>
  )
}
