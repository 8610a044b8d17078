import type { ReactNode } from 'react'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import { ChannelMark } from './channel-mark.tsx'
import css from './chat.module.css'
import { deskChatWords } from './words.ts'

/** Who writes, by which channel, why it went to a person, and what he wrote last. */
export function ChatHead({ chat, children }: { chat: DeskChat; children?: ReactNode }) {
  const say = useWords(deskChatWords)
  const { contact, correspondent, subject, because, asked } = chat
  return (
    <>
      <span className={css.tabTop}>
        {contact.customerName ?? correspondent ?? say('visitor')}
        {children}
      </span>
      <span className={css.row}>
        <ChannelMark channel={contact.channel} />
        {because && because !== 'mail' && (
          <Pill tone={because === 'danger' ? 'bad' : 'calm'}>{say(`because.${because}`)}</Pill>
        )}
      </span>
      {subject && <p className={css.subject}>{subject}</p>}
      <p className={`${css.note} ${css.asked}`}>{asked}</p>
    </>
  )
}
