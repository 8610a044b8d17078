import { useEffect } from 'react'
import { Link, useLocation } from 'react-router'
import { Icon } from '../../web/kit/icons.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { useWords } from '../../web/kit/words.ts'
import type { Notices } from '../contract.ts'
import css from './notices.module.css'
import { noticeWords } from './words.ts'

const EVERY_MS = 60_000
const MOST = 99

/** How many notices are unread, looked up at each page and each minute. */
export default function Bell() {
  const say = useWords(noticeWords)
  const { pathname } = useLocation()
  const latest = useResource<Notices>('/api/notices?limit=1', { keep: true })
  const { reload } = latest
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is what asks for a look.
  useEffect(() => {
    reload()
    const timer = setInterval(reload, EVERY_MS)
    return () => clearInterval(timer)
  }, [reload, pathname])
  const unread = latest.data?.unread ?? 0
  const label = unread > 0 ? `${say('title')} · ${say('unread', { count: unread })}` : say('title')
  return (
    <Link to="/my/messages" className={css.bell} aria-label={label} title={label}>
      <Icon name="bell" size={20} />
      {unread > 0 && <span className={css.count}>{unread > MOST ? `${MOST}+` : unread}</span>}
    </Link>
  )
}
