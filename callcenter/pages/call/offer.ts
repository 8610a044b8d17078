import { useEffect, useMemo } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useNow } from '../../../app/web/kit/now.ts'
import { type Resource, useSubmit } from '../../../app/web/kit/resource.ts'
import type { Contact } from '../../contract.ts'

const POLL_MS = 10_000
const SOON_MS = 500

/**
 * Whole seconds until an offer is passed on, counted from what the server said was left: this machine's clock may be wrong. Null where the
 * offer has no end; at 0 it cannot be taken any more, and the next answer of the server says what became of it.
 */
export function useOfferLeft(contact: Contact): number | null {
  const now = useNow(SOON_MS)
  const endsAt = useMemo(() => (contact.offerLeftMs === null ? null : Date.now() + contact.offerLeftMs), [contact])
  return endsAt === null ? null : Math.max(0, Math.ceil((endsAt - now) / 1000))
}

/** Takes the call that is offered, by the id of its contact. */
export function useAnswer(done: () => void) {
  return useSubmit(async (id: number, key) => {
    await write('POST', `/api/callcenter/contacts/${id}/answer`, undefined, key)
    done()
  })
}

/** Asks again every ten seconds, and as soon as the first of these offers has ended. */
export function useOfferPoll({ data, reload }: Pick<Resource<unknown>, 'data' | 'reload'>, offers: Contact[]): void {
  const leftMs = Math.min(POLL_MS, ...offers.map((contact) => (contact.offerLeftMs ?? POLL_MS) + SOON_MS))
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer says anew how much is left.
  useEffect(() => {
    const timer = setInterval(reload, leftMs)
    return () => clearInterval(timer)
  }, [data, leftMs, reload])
}
