import { useWords } from '../../../app/web/kit/words.ts'
import { boardWords } from './words.ts'

/** How long, in words. */
export function useSeconds(): (seconds: number | null) => string {
  const say = useWords(boardWords)
  return (seconds) => {
    if (seconds === null) return '—'
    if (seconds < 60) return say('seconds', { count: seconds })
    return say('minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
  }
}
