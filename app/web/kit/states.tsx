import { Alert, Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { ApiError, Issue } from './api.ts'
import css from './parts.module.css'
import type { Resource } from './resource.ts'
import { findErrorWord, useLanguage, useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

/** Shows a resource in whichever of its states it is: reading, refused, empty, or there. */
export function Shown<T>(props: {
  of: Resource<T>
  empty?: ReactNode
  isEmpty?: (data: T) => boolean
  rows?: number
  children: (data: T) => ReactNode
}) {
  const { of, empty, isEmpty, rows = 4, children } = props
  if (of.data === undefined) {
    if (of.error) return <Problem error={of.error} retry={of.reload} />
    return <Skeleton active paragraph={{ rows }} title={false} style={{ padding: '16px 0' }} />
  }
  return (
    <>
      {of.error && <Trouble error={of.error} retry={of.reload} />}
      {empty && isEmpty?.(of.data) ? empty : children(of.data)}
    </>
  )
}

export function Empty({ title, next, action }: { title: string; next?: string; action?: ReactNode }) {
  return (
    <div className={css.state}>
      <h3>{title}</h3>
      {next && <p>{next}</p>}
      {action && <div className={css.stateAction}>{action}</div>}
    </div>
  )
}

/** A failure that took the place of the whole content. */
export function Problem({ error, retry }: { error: ApiError; retry?: () => void }) {
  const say = useWords(kitWords)
  const said = useExplanation()(error)
  return (
    <div className={css.state} role="alert">
      <h3>{say('error.title')}</h3>
      <p>{said}</p>
      <Issues issues={issuesBeside(error, said)} />
      <span className={css.code}>{say('error.code', { code: error.code })}</span>
      {retry && (
        <div className={css.stateAction}>
          <Button onClick={retry}>{say('retry')}</Button>
        </div>
      )}
    </div>
  )
}

/** A failure beside content that stays; `atFields` where a form shows each issue at its field, so that paths say nothing more;
 * `hidesPaths` where a form does so for most of them and the rest still has to be read. */
export function Trouble({
  error,
  retry,
  atFields,
  hidesPaths,
}: {
  error: ApiError | undefined
  retry?: () => void
  atFields?: boolean
  hidesPaths?: boolean
}) {
  const say = useWords(kitWords)
  const explain = useExplanation()
  if (!error) return null
  const said = explain(error)
  const issues = atFields ? [] : issuesBeside(error, said)
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={said}
      description={issues.length > 0 ? <Issues issues={issues} hidesPaths={hidesPaths} /> : undefined}
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {say('retry')}
          </Button>
        )
      }
    />
  )
}

/**
 * What an error means and what to do next. The server explains itself in Chinese, with figures that a word of ours
 * cannot know; our own words stand in where it does not, and in English.
 */
export function useExplanation(): (error: ApiError) => string {
  const say = useWords(kitWords)
  const [language] = useLanguage()
  return (error) => {
    const general = say.code('error', error.code)
    if (general !== error.code) return general
    const known = findErrorWord(error.code)
    const said = language === 'zh' ? error.message || known : known || error.message
    return said || say(byStatus(error.status))
  }
}

function byStatus(status: number) {
  if (status === 403) return 'error.NOT_ALLOWED'
  if (status === 404) return 'error.NOT_FOUND'
  return status >= 500 ? 'error.INTERNAL' : 'error.INVALID_INPUT'
}

/** What has been said is not said once more. */
function issuesBeside(error: ApiError, said: string): Issue[] {
  return error.issues.filter(({ message }) => message !== said)
}

function Issues({ issues, hidesPaths = false }: { issues: Issue[]; hidesPaths?: boolean | undefined }) {
  if (issues.length === 0) return null
  return (
    <ul className={css.issues}>
      {issues.map((issue) => (
        <li key={`${issue.path}:${issue.message}`}>
          {issue.path && !hidesPaths && <b>{issue.path}：</b>}
          {issue.message}
        </li>
      ))}
    </ul>
  )
}
