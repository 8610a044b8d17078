import { useState } from 'react'
import type { DeskChat } from '../../chat/contract.ts'
import { type Chats, useChats } from './use-chats.ts'

export type ChosenChat = {
  chats: Chats | undefined
  /** The one that is answered now; none while the agent talks. */
  chosen: DeskChat | undefined
  choose: (contactId: number) => void
  /** What is being written in it, kept for each while others are looked at. */
  draft: { text: string; set: (text: string) => void }
  /** What the customer wrote last: by it knowledge is suggested. */
  asked: string
  reload: () => void
}

/** Which of the agent's chats is in view. */
export function useChosenChat(isTalking: boolean): ChosenChat {
  const { data: chats, reload } = useChats()
  const [wanted, choose] = useState<number>()
  const [drafts, setDrafts] = useState<Record<number, string>>({})
  const mine = (chats?.chats ?? []).filter(({ contact }) => contact.state === 'active')
  const chosen = isTalking ? undefined : (mine.find(({ contact }) => contact.id === wanted) ?? mine[0])
  const id = chosen?.contact.id ?? 0
  return {
    ...{ chats, chosen, choose, reload },
    draft: { text: drafts[id] ?? '', set: (text) => setDrafts((old) => ({ ...old, [id]: text })) },
    asked: chosen?.asked ?? '',
  }
}
