export type Issue = { path: string; message: string }
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What the server refused, or `OFFLINE` when it could not be reached at all. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly issues: Issue[]

  constructor(status: number, code: string, message: string, issues: Issue[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.issues = issues
  }
}

/** Whether what was sent may be sent again as it is: nobody has answered, or the answer was not about it. */
export function isForLater({ status, code }: ApiError): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500 || code === 'REQUEST_IN_PROGRESS'
}

/** Refusals of a session that opens nothing until what it owes is given. */
const OWING = ['PASSWORD_EXPIRED', 'CODE_NEEDED', 'SECOND_FACTOR_NEEDED']

const signedOut = new Set<() => void>()

/** Calls back when a request is refused because the session is over or owes something; returns the way to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener)
  return () => signedOut.delete(listener)
}

export function find<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>('GET', path, { signal })
}

export function write<T>(
  method: Exclude<Method, 'GET'>,
  path: string,
  body: unknown,
  key = newKey(),
  signal?: AbortSignal,
): Promise<T> {
  return send<T>(method, path, { body, key, signal })
}

/** The last word of a page that goes away: nobody waits for an answer any more. */
export function writeLast(method: Exclude<Method, 'GET'>, path: string): void {
  void fetch(path, {
    method,
    headers: { accept: 'application/json' },
    credentials: 'same-origin',
    keepalive: true,
  }).catch(() => {})
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Adds the values that are given to a path; empty ones are left out. */
export function withQuery(path: string, query: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

async function send<T>(
  method: Method,
  path: string,
  options: { body?: unknown; key?: string; signal?: AbortSignal },
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.key) headers['idempotency-key'] = options.key
  const body = options.body === undefined ? undefined : JSON.stringify(options.body)
  let response: Response
  let text: string
  try {
    response = await fetch(path, { method, headers, body, signal: options.signal, credentials: 'same-origin' })
    text = await response.text()
  } catch (cause) {
    const { aborted, reason } = options.signal ?? {}
    if (aborted && reason?.name === 'TimeoutError') throw new ApiError(0, 'TIMEOUT', 'the server took too long')
    if (aborted) throw cause
    throw new ApiError(0, 'OFFLINE', 'the server could not be reached')
  }
  if (response.status === 204) return undefined as T
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  const refusal = refusalFrom(response.status, text)
  const isOut = response.status === 401 && path !== '/api/session'
  if (isOut || OWING.includes(refusal.code)) for (const listener of signedOut) listener()
  throw refusal
}

export function refusalFrom(status: number, text: string): ApiError {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; issues?: Issue[] } }
    return new ApiError(status, error.code, error.message, error.issues)
  } catch {
    return new ApiError(status, `HTTP_${status}`, text.slice(0, 200))
  }
}
