export type Issue = { path: string; message: string }

/**
 * The product says no. Rolls back the transaction it is thrown in and becomes a 4xx answer
 * `{ error: { code, message, issues? } }`; `message` is in Chinese and tells what to do next.
 */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly issues: Issue[] | undefined

  constructor(code: string, message: string, options: { status?: number; issues?: Issue[] } = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = options.status ?? 409
    this.issues = options.issues
  }
}

export function notFound(noun: string): Refusal {
  return new Refusal('NOT_FOUND', `没有找到${noun}，或您无权查看`, { status: 404 })
}
