import { App, ConfigProvider, type ThemeConfig, theme } from 'antd'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { Link, useLocation, useNavigationType } from 'react-router'
import { type Shell, shellPaths, shellsOf } from '../../shells/contract.ts'
import { useNarrow } from '../kit/narrow.ts'
import { useUser } from '../kit/session.tsx'
import { fingerTheme } from '../kit/theme.ts'
import { useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'
import { Boundary } from './boundary.tsx'
import css from './frame.module.css'
import { LanguageSwitch } from './language-switch.tsx'
import { LogOut } from './log-out.tsx'
import { Mark } from './mark.tsx'
import { Opening } from './opening.tsx'
import { type Place, Places } from './places.tsx'
import { UserLink } from './security/user-link.tsx'
import { shellWords } from './words.ts'

// Fetched after the page: it must not wait for it.
const Help = lazy(() => import('../../help/pages/help.tsx'))
const LatestLogIn = lazy(() => import('./security/latest-log-in.tsx'))

type Frame = {
  shell: Exclude<Shell, 'customer'>
  places: Place[]
  night?: ThemeConfig
  status?: ReactNode
  children: ReactNode
}

/** The frame of every workplace: bar above, places at the side, one page. */
export function StaffFrame({ shell, places, night, status, children }: Frame) {
  const { pathname } = useLocation()
  const narrow = useNarrow()
  useTone(night ? 'night' : 'day')
  useTop(pathname)
  const framed = (
    <App>
      <div className={css.frame}>
        <Bar shell={shell} status={status} />
        <Places shell={shell} places={places} />
        <main className={`${css.main} ${night ? css.dense : ''}`}>
          <Suspense fallback={null}>
            <LatestLogIn to={`/${shell}/security`} />
            <Help />
          </Suspense>
          <Boundary at={pathname}>
            <Suspense fallback={<Opening />}>{children}</Suspense>
          </Boundary>
        </main>
      </div>
    </App>
  )
  if (!night) return framed
  const tone = { ...night, algorithm: theme.darkAlgorithm }
  return <ConfigProvider theme={narrow ? fingerTheme(tone) : tone}>{framed}</ConfigProvider>
}

/** On the body, so that dialogs, which hang there, have the tone of their shell. */
function useTone(tone: 'day' | 'night'): void {
  useEffect(() => {
    document.body.dataset.tone = tone
    return () => {
      delete document.body.dataset.tone
    }
  }, [tone])
}

/** A page that is gone to begins at its top; one that is gone back to is where it was. */
function useTop(pathname: string): void {
  const way = useNavigationType()
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page begins once.
  useEffect(() => {
    if (way !== 'POP') window.scrollTo(0, 0)
  }, [pathname])
}

function Bar({ shell, status }: { shell: Shell; status?: ReactNode }) {
  const say = useWords(shellWords)
  const user = useUser()
  const product = useWords(kitWords)
  return (
    <header className={css.bar}>
      <Link to={shellPaths[shell]} className={css.brand}>
        <Mark />
        {product('product')}
      </Link>
      <span className={css.place}>{say(`shell.${shell}`)}</span>
      <span className={css.others}>
        {shellsOf(user)
          .filter((other) => other !== shell)
          .map((other) => (
            <Link key={other} to={shellPaths[other]}>
              {say(`shell.${other}`)}
            </Link>
          ))}
      </span>
      <span className={css.spring} />
      {status}
      <Suspense fallback={null}>
        <Help card={`/${shell}/card`} />
      </Suspense>
      <UserLink to={`/${shell}/security`} />
      <LanguageSwitch />
      <LogOut />
    </header>
  )
}
