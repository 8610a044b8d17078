import { App, Button, ConfigProvider, type ThemeConfig, theme } from 'antd'
import { type ReactNode, Suspense, useEffect } from 'react'
import { Link, NavLink, useLocation } from 'react-router'
import { Icon, type IconName } from '../kit/icons.tsx'
import { type Shell, shellPaths, shellsOf, useSession, useUser } from '../kit/session.tsx'
import { useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'
import { Boundary } from './boundary.tsx'
import css from './frame.module.css'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { Opening } from './opening.tsx'
import { shellWords } from './words.ts'

export type Place = { to: string; text: string; icon: IconName; badge?: ReactNode }
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
  useTone(night ? 'night' : 'day')
  const framed = (
    <App>
      <div className={css.frame}>
        <Bar shell={shell} status={status} />
        <Places shell={shell} places={places} />
        <main className={`${css.main} ${night ? css.dense : ''}`}>
          <Boundary at={pathname}>
            <Suspense fallback={<Opening />}>{children}</Suspense>
          </Boundary>
        </main>
      </div>
    </App>
  )
  return night ? <ConfigProvider theme={{ ...night, algorithm: theme.darkAlgorithm }}>{framed}</ConfigProvider> : framed
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

function Bar({ shell, status }: { shell: Shell; status?: ReactNode }) {
  const say = useWords(shellWords)
  const user = useUser()
  const { logOut } = useSession()
  const product = useWords(kitWords)
  return (
    <header className={css.bar}>
      <Link to={shellPaths[shell]} className={css.brand}>
        <Mark />
        {product('product')}
      </Link>
      <span className={css.place}>{say(`shell.${shell}`)}</span>
      {shellsOf(user)
        .filter((other) => other !== shell)
        .map((other) => (
          <Link key={other} to={shellPaths[other]}>
            {say(`shell.${other}`)}
          </Link>
        ))}
      <span className={css.spring} />
      {status}
      <span className={css.who} title={user.name}>
        {user.name}
      </span>
      <LanguageSwitch />
      <Button size="small" type="text" onClick={logOut}>
        {say('logOut')}
      </Button>
    </header>
  )
}

function Places({ shell, places }: { shell: Shell; places: Place[] }) {
  const say = useWords(shellWords)
  return (
    <nav className={css.side} aria-label={say('menu')}>
      <ul>
        {places.map((place) => (
          <li key={place.to}>
            <NavLink to={place.to} end={place.to === shellPaths[shell]} className={css.link}>
              <Icon name={place.icon} size={18} />
              <span>{place.text}</span>
              {place.badge}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
