import { useEffect, useRef, useState } from 'react'
import { ApiError, newKey, write, writeLast } from '../../../app/web/kit/api.ts'
import { useLive } from '../../../app/web/kit/live.ts'
import type { FileViews } from '../../presence/contract.ts'

const RETRY_MS = 10_000
/** Several things that happen at once are asked about once. */
const GATHER_MS = 150

type Seen = { others: FileViews['others']; isUnsure: boolean }

/**
 * Tells the server that this screen shows an account's file, and who else shows it: again in time, when another came or went, when
 * `changes` are others; and that it is over when it is.
 */
export function useFileViews(accountNo: string, changes: string): Seen {
  const [seen, setSeen] = useState<Seen>({ others: [], isUnsure: false })
  const accountId = useRef<number>(undefined)
  const again = useRef<(wait: number) => void>(() => {})
  useEffect(() => {
    const path = `/api/callcenter/accounts/${accountNo}/views/${newKey()}`
    let timer: ReturnType<typeof setTimeout>
    let isOver = false
    const leave = () => writeLast('DELETE', path)
    const ask = async () => {
      let wait = RETRY_MS
      try {
        const answer = await write<FileViews>('PUT', path, undefined)
        if (isOver) return leave()
        accountId.current = answer.accountId
        wait = answer.renewSeconds * 1000
        setSeen({ others: answer.others, isUnsure: false })
      } catch (fault) {
        if (isOver) return
        // Whoever may not read the file is told so by the file itself.
        setSeen({ others: [], isUnsure: !(fault instanceof ApiError && fault.status === 404) })
      }
      plan(wait)
    }
    const plan = (wait: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), wait)
    }
    const comeBack = ({ persisted }: PageTransitionEvent) => persisted && plan(0)
    again.current = plan
    void ask()
    addEventListener('pagehide', leave)
    addEventListener('pageshow', comeBack)
    return () => {
      isOver = true
      again.current = () => {}
      accountId.current = undefined
      clearTimeout(timer)
      removeEventListener('pagehide', leave)
      removeEventListener('pageshow', comeBack)
      leave()
      setSeen({ others: [], isUnsure: false })
    }
  }, [accountNo])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed in the agent's hand is news to the others.
  useEffect(() => again.current(GATHER_MS), [changes])
  useLive(['file.viewed'], ({ payload }) => {
    if ((payload as { accountId?: number }).accountId === accountId.current) again.current(GATHER_MS)
  })
  return seen
}
