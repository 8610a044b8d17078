import { Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import { listenWords } from '../board/listen-words.ts'

/** A lead who listens to the agent's call, where he is told. */
export function ListenedBy({ listener }: { listener: Contact['listener'] }) {
  const say = useWords(listenWords)
  if (!listener) return null
  return (
    <div role="status">
      <Pill tone="warn">{say('listened', { name: listener.name, how: say(`how.${listener.how}`) })}</Pill>
    </div>
  )
}
