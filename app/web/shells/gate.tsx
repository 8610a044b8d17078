import { Button } from 'antd'
import { lazy, type ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { type Shell, shellPaths, shellsOf } from '../../shells/contract.ts'
import { useTitle } from '../kit/parts.tsx'
import { useSession } from '../kit/session.tsx'
import { Empty, Problem } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import css from './frame.module.css'
import { LanguageSwitch } from './language-switch.tsx'
import { Opening } from './opening.tsx'
import { shellWords } from './words.ts'

const Owing = lazy(() => import('./security/owing.tsx'))

/** Lets in whoever works in this shell; sends others to log-in or to where they do work. */
export function Gate({ shell, children }: { shell: Shell; children: ReactNode }) {
  const { session, user, logOut } = useSession()
  const location = useLocation()
  if (user?.pending) return <Owing />
  if (user) {
    const open = shellsOf(user)
    if (open.includes(shell)) return children
    const home = open[0]
    if (home && location.pathname === '/') return <Navigate to={shellPaths[home]} replace />
    return <Closed name={user.name} home={home} logOut={logOut} />
  }
  if (session.loading) return <Opening />
  if (session.error && session.error.status !== 401) return <Problem error={session.error} retry={session.reload} />
  const from = `${location.pathname}${location.search}`
  return <Navigate to={from === '/' ? '/login' : `/login?from=${encodeURIComponent(from)}`} replace />
}

type ClosedTo = { name: string; home: Shell | undefined; logOut: () => void }

/** Says in his own language to somebody who works elsewhere where that is. */
function Closed({ name, home, logOut }: ClosedTo) {
  const say = useWords(shellWords)
  useTitle(say('gate.closed'))
  const ways = (
    <div className={css.closedWays}>
      {home && (
        <Button type="primary" href={shellPaths[home]}>
          {say('gate.home')}
        </Button>
      )}
      <Button onClick={() => logOut()}>{say('logOut')}</Button>
    </div>
  )
  return (
    <div className={css.closed}>
      <div className={css.closedBar}>
        <LanguageSwitch />
      </div>
      <Empty title={say('gate.closed')} next={say('gate.closed.next', { name })} action={ways} />
    </div>
  )
}
