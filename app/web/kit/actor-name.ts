import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

/** Who did something, as people call him: the jobs of the system have no names of their own. */
export function useActorName(): (by: string) => string {
  const say = useWords(kitWords)
  return (by) => (by.startsWith('system:') ? say('actor.system') : by)
}
