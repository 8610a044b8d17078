import { fixed } from '../../../app/web/kit/format.ts'
import { Figure, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Board } from '../../board/contract.ts'
import { ChannelMark } from '../chat/channel-mark.tsx'
import css from './board.module.css'
import { useSeconds } from './seconds.ts'
import { boardWords } from './words.ts'

/** Written conversations, which no figure of the calls counts. */
export function Chats({ chats }: { chats: Board['chats'] }) {
  const say = useWords(boardWords)
  const sayWait = useSeconds()
  return (
    <Panel title={say('chats')}>
      <div className={css.figures}>
        <Figure label={say('waiting')} value={chats.waiting} tone={chats.waiting > 0 ? 'warn' : 'calm'} />
        <Figure label={say('longest')} value={sayWait(chats.longestWaitSeconds)} />
        <Figure label={say('chats.assistant')} value={chats.withAssistant} />
        <Figure label={say('chats.active')} value={chats.active} />
        <Figure label={say('chats.answered')} value={chats.answered} note={sayWait(chats.meanAnswerSeconds)} />
        <Figure label={say('chats.served')} value={chats.served} />
        <Figure label={say('chats.abandoned')} value={chats.abandoned} />
        <Figure
          label={say('chats.satisfaction')}
          value={chats.satisfaction === null ? '—' : fixed(chats.satisfaction, 2)}
          note={say('chats.rated', { count: chats.rated })}
        />
      </div>
      <ul className={css.channels}>
        {chats.channels.map(({ channel, isConnected, ...counts }) => (
          <li key={channel}>
            <ChannelMark channel={channel} />{' '}
            {isConnected ? say('chats.channel', counts) : <Pill tone="calm">{say('chats.unconnected')}</Pill>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
