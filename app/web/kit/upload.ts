import { ApiError, newKey, refusalFrom } from './api.ts'

/** Sends a body and tells how much of it has gone, from 0 to 1; a phone's line can be slow. */
export function upload<T>(path: string, body: unknown, tell: (share: number) => void, key = newKey()): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('content-type', 'application/json')
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('idempotency-key', key)
    request.upload.onprogress = ({ loaded, total }) => tell(total > 0 ? loaded / total : 0)
    request.onerror = () => reject(new ApiError(0, 'OFFLINE', 'the server could not be reached'))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T)
      else reject(refusalFrom(request.status, request.responseText))
    }
    request.send(JSON.stringify(body))
  })
}
