import { Link } from 'react-router'
import { useTitle } from '../kit/parts.tsx'
import { Empty } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'

export function MissingPage({ home }: { home: string }) {
  const say = useWords(kitWords)
  useTitle(say('page.missing'))
  return (
    <Empty
      title={say('page.missing')}
      next={say('page.missing.next')}
      action={<Link to={home}>{say('page.home')}</Link>}
    />
  )
}
