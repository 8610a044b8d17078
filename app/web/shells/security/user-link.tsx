import { Link } from 'react-router'
import { Icon } from '../../kit/icons.tsx'
import { useUser } from '../../kit/session.tsx'
import { useWords } from '../../kit/words.ts'
import { shellWords } from '../words.ts'
import css from './security.module.css'

/** Who is logged in, and the way to his own log-in; a narrow bar keeps the sign alone. */
export function UserLink({ to }: { to: string }) {
  const say = useWords(shellWords)
  const user = useUser()
  return (
    <Link to={to} className={css.user} title={`${user.name} · ${say('security')}`} aria-label={say('security')}>
      <Icon name="person" size={18} />
      <span className={css.name}>{user.name}</span>
    </Link>
  )
}
