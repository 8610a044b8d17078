import { useState } from 'react'
import { useLocation } from 'react-router'
import type { DeskChat } from '../../chat/contract.ts'
import { useChats } from './use-chats.ts'

export type ChosenChat = {
  /** Undefined before they are known. */
  all: DeskChat[] | undefined
  /** Not in hand before the agent takes them. */
  offered: DeskChat[]
  inHand: DeskChat[]
  /** How many at once the rule allows. */
  most: { live: number; slow: number }
  /** The one that is answered now; none while the agent talks. */
  chosen: DeskChat | undefined
  choose: (contactId: number) => void
  /** What is being written in it, kept for each while others are looked at. */
  draft: { text: string; set: (text: string) => void }
  /** What the customer wrote last: by it knowledge is suggested. */
  asked: string
  reload: () => void
}

/** Which of the agent's chats is in view; at first the one that he has just taken on another page. */
export function useChosenChat(isTalking: boolean): ChosenChat {
  const { data, reload } = useChats()
  const taken = useLocation().state as { chosenChat?: number } | null
  const [wanted, choose] = useState(taken?.chosenChat)
  const [drafts, setDrafts] = useState<Record<number, string>>({})
  const chats = data?.chats ?? []
  const inHand = chats.filter(({ contact }) => contact.state === 'active')
  const chosen = isTalking ? undefined : (inHand.find(({ contact }) => contact.id === wanted) ?? inHand[0])
  const id = chosen?.contact.id ?? 0
  return {
    ...{ inHand, chosen, choose, reload, all: data?.chats },
    offered: chats.filter(({ contact }) => contact.state === 'offered'),
    most: { live: data?.mostAtOnce ?? 0, slow: data?.slowAtOnce ?? 0 },
    draft: { text: drafts[id] ?? '', set: (text) => setDrafts((old) => ({ ...old, [id]: text })) },
    asked: chosen?.asked ?? '',
  }
}
