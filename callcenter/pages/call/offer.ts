import { App } from 'antd'
import { useEffect, useMemo } from 'react'
import { ApiError, write } from '../../../app/web/kit/api.ts'
import { useNow } from '../../../app/web/kit/now.ts'
import { type Resource, useSubmit } from '../../../app/web/kit/resource.ts'
import { useExplanation } from '../../../app/web/kit/states.tsx'
import type { Contact } from '../../contract.ts'

const POLL_MS = 10_000
const SOON_MS = 500

/**
 * Whole seconds that are left of `leftMs`, counted from when `told` came with it: this machine's clock may be wrong. Null where nothing ends;
 * at 0 the next answer of the server says what became of it.
 */
export function useSecondsLeft(leftMs: number | null, told: object): number | null {
  const now = useNow(SOON_MS)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer says anew how much is left.
  const endsAt = useMemo(() => (leftMs === null ? null : Date.now() + leftMs), [told])
  return endsAt === null ? null : Math.max(0, Math.ceil((endsAt - now) / 1000))
}

/** Whole seconds until an offer is passed on; at 0 it cannot be taken any more. */
export const useOfferLeft = (contact: Contact) => useSecondsLeft(contact.offerLeftMs, contact)

/** Asks again every ten seconds, and as soon as the first of what has so many milliseconds left has ended. */
export function useEndPoll(
  { data, reload }: Pick<Resource<unknown>, 'data' | 'reload'>,
  left: (number | null)[],
): void {
  const leftMs = Math.min(POLL_MS, ...left.map((ms) => (ms ?? POLL_MS) + SOON_MS))
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer says anew how much is left.
  useEffect(() => {
    const timer = setInterval(reload, leftMs)
    return () => clearInterval(timer)
  }, [data, leftMs, reload])
}

/** One notice for each offer that is gone, whoever says it first: its card goes with it, and could say nothing. */
export const goneKey = (contactId: number) => `offer-gone-${contactId}`

/** Takes an offered call or chat; that it is gone is said outside its card. */
export function useTaking(taken: (contactId: number) => void, reload: () => void) {
  const { notification } = App.useApp()
  const explain = useExplanation()
  return useSubmit(async (id: number, key) => {
    try {
      await write('POST', `/api/callcenter/contacts/${id}/answer`, undefined, key)
      taken(id)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'OFFER_GONE') throw error
      notification.warning({ key: goneKey(id), duration: 0, placement: 'topRight', title: explain(error) })
    }
    reload()
  })
}

export const isCall = ({ channel }: Contact) => channel === 'voice'
