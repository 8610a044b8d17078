/** Rejected for good: the same again would be refused again. */
export class Unacceptable extends Error {}

const TIMEOUT_MS = 10_000

/**
 * Posts JSON to an address of the company's own, which hands it to a provider, with the token as Bearer; gives the provider's own number,
 * if it told `{ id }`. 2xx is taken; 400 and 422 are refused for good (`Unacceptable`); anything else, silence of ten seconds
 * included, is an error after which it may be tried again.
 */
export async function postToGateway(url: string, token: string | undefined, message: object): Promise<string | null> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  })
  const body = await response.text()
  if (response.status === 400 || response.status === 422) throw new Unacceptable(`HTTP ${response.status}`)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return readId(body)
}

function readId(body: string): string | null {
  try {
    const { id } = JSON.parse(body) as { id?: unknown }
    return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 100) : null
  } catch {
    return null
  }
}
