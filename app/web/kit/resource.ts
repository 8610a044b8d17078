import { createContext, use, useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, find, newKey } from './api.ts'

export type Resource<T> = {
  data: T | undefined
  error: ApiError | undefined
  /** True while there is nothing to show yet. */
  loading: boolean
  /** True while what is shown is being fetched again. */
  refreshing: boolean
  reload: () => void
}

/** Answers that were taken along: a page within has them without a network, as they were then. */
export const KeptAnswers = createContext<ReadonlyMap<string, unknown> | undefined>(undefined)

type State<T> = { path: string | null; data?: T; error?: ApiError; busy: boolean }

/** Reads `path`; null waits. With `keep`, what was shown stays until the answer for a new path is there. */
export function useResource<T>(path: string | null, options: { keep?: boolean } = {}): Resource<T> {
  const [state, setState] = useState<State<T>>({ path, busy: path !== null })
  const [turn, setTurn] = useState(0)
  const keep = options.keep ?? false
  const kept = use(KeptAnswers)
  const held = path === null ? undefined : (kept?.get(path) as T | undefined)
  const isHeld = held !== undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is what asks for a reload.
  useEffect(() => {
    if (path === null || isHeld) return
    const abort = new AbortController()
    setState((old) => (old.path === path || keep ? { ...old, path, busy: true } : { path, busy: true }))
    find<T>(path, abort.signal).then(
      (data) => setState({ path, data, busy: false }),
      (error: unknown) => {
        if (abort.signal.aborted) return
        setState((old) => ({ ...old, path, error: toApiError(error), busy: false }))
      },
    )
    return () => abort.abort()
  }, [path, turn, keep, isHeld])

  const reload = useCallback(() => setTurn((count) => count + 1), [])
  if (isHeld) return { data: held, error: undefined, loading: false, refreshing: false, reload }
  const fresh = keep || state.path === path
  const data = fresh ? state.data : undefined
  const error = fresh ? state.error : undefined
  return {
    data,
    error,
    loading: path !== null && data === undefined && error === undefined,
    refreshing: state.busy && data !== undefined,
    reload,
  }
}

export type Submission<Input, Output> = {
  /** The answer, or undefined when it was refused and `error` says why. */
  submit: (input: Input) => Promise<{ value: Output } | undefined>
  busy: boolean
  error: ApiError | undefined
  clear: () => void
}

/** One write at a time; the same input sent again after a failure carries the same key, so it cannot happen twice. */
export function useSubmit<Input, Output>(
  send: (input: Input, key: string) => Promise<Output>,
): Submission<Input, Output> {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()
  const attempt = useRef<{ input: string; key: string } | undefined>(undefined)
  const latestSend = useRef(send)
  latestSend.current = send

  const submit = useCallback(async (input: Input) => {
    const text = JSON.stringify(input) ?? ''
    if (attempt.current?.input !== text) attempt.current = { input: text, key: newKey() }
    setBusy(true)
    setError(undefined)
    try {
      const value = await latestSend.current(input, attempt.current.key)
      attempt.current = undefined
      return { value }
    } catch (cause) {
      setError(toApiError(cause))
      return undefined
    } finally {
      setBusy(false)
    }
  }, [])
  const clear = useCallback(() => setError(undefined), [])
  return { submit, busy, error, clear }
}

function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, 'SCREEN_FAULT', String(error))
}
