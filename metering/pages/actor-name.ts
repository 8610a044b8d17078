import { useWords } from '../../app/web/kit/words.ts'
import { repairWords } from './repair-words.ts'

/** What the product does by itself is signed with the name of the part that did it, which says nothing to a reader. */
const own = /^(system\b|collection-chores$|count-collection$)/

export function useActorName(): (name: string | null) => string {
  const say = useWords(repairWords)
  return (name) => (name !== null && own.test(name) ? say('by.system') : (name ?? ''))
}
