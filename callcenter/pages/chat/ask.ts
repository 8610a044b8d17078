import { ApiError, refusalFrom } from '../../../app/web/kit/api.ts'
import { VISITOR_HEADER } from '../../chat/contract.ts'

const TIMEOUT_MS = 60_000

/** Asks the customer's side of the chat; a visitor says who he is with what he was given. */
export async function ask<T>(method: 'GET' | 'POST', path: string, visitor: string | null, body?: object): Promise<T> {
  return (await request(method, path, visitor, body)).json() as Promise<T>
}

export async function fetchFile(path: string, visitor: string | null): Promise<Blob> {
  return (await request('GET', path, visitor)).blob()
}

async function request(method: string, path: string, visitor: string | null, body?: object): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (visitor) headers[VISITOR_HEADER] = visitor
  if (body) headers['content-type'] = 'application/json'
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const sent = { method, headers, signal, credentials: 'same-origin' as const }
  let response: Response
  try {
    response = await fetch(`/api/callcenter/chat${path}`, { ...sent, ...(body ? { body: JSON.stringify(body) } : {}) })
  } catch {
    throw new ApiError(0, 'OFFLINE', 'the server could not be reached')
  }
  if (!response.ok) throw refusalFrom(response.status, await response.text())
  return response
}
