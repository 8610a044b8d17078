import type { FormInstance } from 'antd'
import { useEffect } from 'react'
import type { ApiError } from './api.ts'

type Place = (string | number)[]
type FieldErrors = { name: Place; errors: string[] }

/** Shows the server's issues at the fields that they name, and brings the first of them into view. */
export function useFieldIssues<T>(form: FormInstance<T>, error: ApiError | undefined, within?: string): void {
  useEffect(() => {
    if (!error || error.issues.length === 0) return
    const fields = issuesToFields(error, within ? within.split('.') : [])
    form.setFields(fields as never)
    form.scrollToField(fields[0]?.name, { block: 'center' })
  }, [form, error, within])
}

/** `within` is where the form's fields lie in the request. A field with several issues shows them all. */
function issuesToFields(error: ApiError, within: string[]): FieldErrors[] {
  const fields = new Map<string, FieldErrors>()
  for (const issue of error.issues) {
    const place = issue.path.split(/[./]/).filter((part) => part !== '' && part !== 'body')
    const inside = within.every((part, index) => place[index] === part) ? place.slice(within.length) : place
    const known = fields.get(inside.join('.'))
    if (known) known.errors.push(issue.message)
    else {
      const name = inside.map((part) => (/^\d+$/.test(part) ? Number(part) : part))
      fields.set(inside.join('.'), { name, errors: [issue.message] })
    }
  }
  return [...fields.values()]
}
