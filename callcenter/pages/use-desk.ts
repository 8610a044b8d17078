import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { type Resource, useResource, useSubmit } from '../../app/web/kit/resource.ts'
import type { Contact, desk } from '../contract.ts'
import { useEndPoll } from './call/offer.ts'

export type DeskView = z.infer<typeof desk>

/** Three of them may be lost before the chair counts as empty. */
const PRESENCE_MS = 12_000

/** The desk's state, kept fresh by live events; a slow poll brings the queue's figures and offers that expired. */
export function useDesk(): Resource<DeskView> {
  const resource = useResource<DeskView>('/api/callcenter/desk')
  const { reload, data } = resource
  useLiveReload(['contact.offered', 'contact.changed', 'contact.closed'], reload, 100)
  useEndPoll(resource, [data?.current?.offerLeftMs ?? null, data?.me.wrapUpLeftMs ?? null])
  usePresence()
  return resource
}

/** Whoever has a page of the desk's shell open is there: each shows what is offered to him. */
function usePresence(): void {
  useEffect(() => {
    const tell = () => void write('PUT', '/api/callcenter/agents/me/presence', undefined).catch(() => {})
    tell()
    const timer = setInterval(tell, PRESENCE_MS)
    return () => clearInterval(timer)
  }, [])
}

/**
 * Whose file is in view. A new contact brings its account, or clears the view where nobody knows yet who it is, so
 * that no caller is ever answered from another's file; after the contact is closed its file stays.
 */
export function useAccountInView(contact: Contact | null | undefined): [string | null, (accountNo: string) => void] {
  const [query, setQuery] = useSearchParams()
  const [latestContact, setLatestContact] = useState<number>()
  const contactId = contact?.id
  useEffect(() => {
    if (contactId === undefined || contactId === latestContact) return
    setLatestContact(contactId)
    setQuery(contact?.accountNo ? { account: contact.accountNo } : {}, { replace: true })
  }, [contactId, latestContact, contact?.accountNo, setQuery])
  const chosen = query.get('account')
  return [chosen ?? contact?.accountNo ?? null, (accountNo) => setQuery({ account: accountNo }, { replace: true })]
}

/** Says which account a contact is about. */
export function useNaming(done: () => void) {
  return useSubmit(async (input: { contact: Contact; accountNo: string }, key) => {
    const { contact, accountNo } = input
    await write('PUT', `/api/callcenter/contacts/${contact.id}/account`, { accountNo, version: contact.version }, key)
    done()
  })
}
