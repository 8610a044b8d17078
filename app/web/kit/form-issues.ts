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

/** `within` is where the form's fields lie in the request. */
function issuesToFields(error: ApiError, within: string[]): FieldErrors[] {
  return error.issues.map((issue) => {
    const place = issue.path.split(/[./]/).filter((part) => part !== '' && part !== 'body')
    const inside = within.every((part, index) => place[index] === part) ? place.slice(within.length) : place
    return { name: inside.map((part) => (/^\d+$/.test(part) ? Number(part) : part)), errors: [issue.message] }
  })
}
