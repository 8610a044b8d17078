import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { type Shell, shellPaths } from '../../shells/contract.ts'
import { Icon, type IconName } from '../kit/icons.tsx'
import { useWords } from '../kit/words.ts'
import css from './places.module.css'
import { shellWords } from './words.ts'

export type Place = {
  to: string
  text: string
  icon: IconName
  badge?: ReactNode
  /** Pages of it that do not lie below it. */
  covers?: string[]
  /** What it belongs to, where there are many. */
  group?: string | undefined
}

/** More than these are no strip on a phone any more, but a menu that opens. */
const MOST_OF_STRIP = 8

/** The menu: at the side of a wide screen; above the page of a narrow one. */
export function Places({ shell, places }: { shell: Shell; places: Place[] }) {
  const say = useWords(shellWords)
  const { pathname } = useLocation()
  const [isOpen, setOpen] = useState(false)
  const menu = useRef<HTMLElement>(null)
  // The menu may be higher than a screen, and on a phone, where it is a strip, wider.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another place in it.
  useEffect(() => {
    setOpen(false)
    const strip = menu.current
    const here = strip?.querySelector<HTMLElement>('[aria-current="page"]')
    if (!strip || !here) return
    strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.clientWidth) / 2
    strip.scrollTop = here.offsetTop - (strip.clientHeight - here.clientHeight) / 2
  }, [pathname])
  const isLong = places.length > MOST_OF_STRIP
  const groups = [...Map.groupBy(places, ({ group }) => group)]
  const isIn = (path: string) => pathname === path || pathname.startsWith(`${path}/`)
  const marks = ({ to, covers = [] }: Place) =>
    (to === shellPaths[shell] ? pathname === to : isIn(to)) || covers.some(isIn)
  const here = places.filter(marks).sort((a, b) => b.to.length - a.to.length)[0]
  return (
    <nav
      ref={menu}
      className={`${css.side} ${isLong ? css.long : ''} ${isOpen ? css.open : ''}`}
      aria-label={say('menu')}
    >
      {isLong && (
        <button type="button" className={css.opener} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="list" size={18} />
          <span>{here?.text ?? say('menu')}</span>
          <i aria-hidden />
        </button>
      )}
      {groups.map(([group, own]) => (
        <div key={group ?? ''} className={css.group}>
          {group && <h2>{group}</h2>}
          <ul>
            {own.map((place) => (
              <li key={place.to}>
                <Link to={place.to} aria-current={marks(place) ? 'page' : undefined} className={css.link}>
                  <Icon name={place.icon} size={18} />
                  <span>{place.text}</span>
                  {place.badge}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
