import type { ApiError } from './api.ts'

type Place = (string | number)[]
type FieldErrors = { name: Place; errors: string[] }

/** The server's issues as errors of the fields they name; `within` is where the form's fields lie in the request. */
export function issuesToFields(error: ApiError, within: string[] = []): FieldErrors[] {
  return error.issues.map((issue) => {
    const place = issue.path.split(/[./]/).filter((part) => part !== '' && part !== 'body')
    const inside = within.every((part, index) => place[index] === part) ? place.slice(within.length) : place
    return { name: inside.map((part) => (/^\d+$/.test(part) ? Number(part) : part)), errors: [issue.message] }
  })
}
