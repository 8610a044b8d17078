import { useEffect, useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import type { CommandRow } from '../contract-collection.ts'

const LOOK_MS = 1_000

/** A question to a terminal: put (or waited for, by its id), answered. `ended` is called once with the answer; `questions`: where it is found. */
export function useQuestion(path: string, ended: (command: CommandRow) => void, questions = '/api/metering/questions') {
  const put = useSubmit((body: object, key) => write<CommandRow>('POST', path, body, key))
  const [asked, setAsked] = useState<string | null>(null)
  const found = useResource<CommandRow>(asked ? `${questions}/${asked}` : null, { keep: true })
  const command = found.data
  const isWaiting = asked !== null && (command?.id !== asked || command.answeredAt === null)
  const { reload } = found
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(reload, LOOK_MS)
    return () => clearInterval(timer)
  }, [isWaiting, reload])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is told of each answer once.
  useEffect(() => {
    if (command && command.id === asked && command.answeredAt !== null) {
      setAsked(null)
      ended(command)
    }
  }, [command, asked])
  const ask = async (body: object) => {
    const sent = await put.submit(body)
    if (sent) setAsked(sent.value.id)
  }
  return { ask, busy: put.busy || isWaiting, error: put.error, wait: setAsked }
}
