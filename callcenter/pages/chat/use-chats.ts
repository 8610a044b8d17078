import { useCallback, useEffect, useState } from 'react'
import type { z } from 'zod'
import { find, write } from '../../../app/web/kit/api.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { type Resource, useResource } from '../../../app/web/kit/resource.ts'
import type { Delivery } from '../../channels/contract.ts'
import type { ChatMessage, chatList, Transcript } from '../../chat/contract.ts'
import { useEndPoll } from '../call/offer.ts'

type Chats = z.infer<typeof chatList>
const POLL_MS = 10_000

/** Offered to me or in my hands, kept fresh by live events. */
export function useChats(): Resource<Chats> {
  const resource = useResource<Chats>('/api/callcenter/chats')
  useLiveReload(['chat.changed', 'contact.offered', 'contact.changed', 'contact.closed'], resource.reload, 100)
  useEndPoll(
    resource,
    (resource.data?.chats ?? []).map(({ contact }) => contact.offerLeftMs),
  )
  return resource
}

type Told = { messages: ChatMessage[]; deliveries: Delivery[]; load: () => Promise<void> }

/** What was written in one, asked for from the last message on; what is shown counts as read. */
export function useTranscript(contactId: number): Told {
  const [messages, setMessages] = useState<ChatMessage[]>([])
  const [deliveries, setDeliveries] = useState<Delivery[]>([])
  const latest = messages.at(-1)?.id ?? 0
  const load = useCallback(async () => {
    const told = await find<Transcript>(`/api/callcenter/chats/${contactId}?after=${latest}`)
    setDeliveries(told.deliveries)
    if (told.messages.length === 0) return
    setMessages((old) => {
      const all = new Map([...old, ...told.messages].map((message) => [message.id, message]))
      return [...all.values()].sort((a, b) => a.id - b.id)
    })
    const throughId = told.messages.at(-1)?.id ?? 0
    await write('POST', `/api/callcenter/chats/${contactId}/reading`, { throughId })
  }, [contactId, latest])
  const reload = useCallback(() => void load().catch(() => {}), [load])
  useEffect(() => {
    reload()
    const timer = setInterval(reload, POLL_MS)
    return () => clearInterval(timer)
  }, [reload])
  useLiveReload(['chat.changed'], reload, 100)
  return { messages, deliveries, load }
}
