import { App } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { clock } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import type { Contact } from '../../contract.ts'
import type { DeskView } from '../use-desk.ts'
import { deskWords } from '../words.ts'
import { goneKey, isCall } from './offer.ts'
import { callWords } from './words.ts'

const BLINK_MS = 1_000

type Known = { desk: DeskView | undefined; chats: DeskChat[] | undefined }

/**
 * What is offered to the agent now. While there is something the browser's tab says so; what goes without having been taken is told of with
 * its channel and time.
 */
export function useOffers({ desk, chats }: Known): Contact[] {
  const say = useWords(callWords)
  const named = useWords(deskWords)
  const { notification } = App.useApp()
  const before = useRef<Contact[]>([])
  const { offered, own } = useMemo(() => sortOut({ desk, chats }), [desk, chats])
  const isKnown = desk !== undefined && chats !== undefined
  useBlinkingTitle(offered[0] && say(isCall(offered[0]) ? 'offer.call' : 'offer.chat'))
  useEffect(() => {
    if (!isKnown) return
    const known = new Set(own.map(({ id }) => id))
    const gone = before.current.filter(({ id }) => !known.has(id))
    before.current = offered
    for (const contact of gone) {
      const who = contact.customerName ?? contact.callerPhone ?? ''
      notification.warning({
        ...{ key: goneKey(contact.id), duration: 0, placement: 'topRight', title: say('offer.gone') },
        description: say('offer.gone.of', {
          channel: named(`channel.${contact.channel}`),
          who,
          at: clock(contact.offeredAt ?? contact.queuedAt),
        }),
      })
    }
  }, [isKnown, offered, own, notification, say, named])
  return offered
}

/** What is offered, and what is the agent's since: in hand, to be written, or closed. */
function sortOut({ desk, chats }: Known) {
  const all = [...(desk?.current ? [desk.current] : []), ...(chats ?? []).map(({ contact }) => contact)]
  const offered = all.filter(({ state }) => state === 'offered')
  return { offered, own: [...all, ...(desk?.unwritten ?? []), ...(desk?.recent ?? [])] }
}

/** The tab shows `words` and its page's own title by turns: also that of a page that is gone to meanwhile. */
function useBlinkingTitle(words: string | undefined): void {
  useEffect(() => {
    if (words === undefined) return
    let own = document.title
    const show = () => {
      own = document.title
      document.title = `● ${words}`
    }
    const hide = () => {
      if (document.title === `● ${words}`) document.title = own
    }
    show()
    const timer = setInterval(() => (document.title === `● ${words}` ? hide() : show()), BLINK_MS)
    return () => {
      clearInterval(timer)
      hide()
    }
  }, [words])
}
