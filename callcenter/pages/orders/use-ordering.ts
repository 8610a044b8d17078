import { useState } from 'react'
import type { Contact } from '../../contract.ts'
import type { OrderKind } from '../../orders/kinds/contract.ts'

/** For whom an order is written, as it was when its drawer was opened: what comes on the desk meanwhile changes nothing of it. */
export type OrderFor = {
  accountNo: string | null
  customerName: string | null
  contact: (Pick<Contact, 'id' | 'contactNo'> & Partial<Pick<Contact, 'callerPhone'>>) | null
  /** What the agent has written of the contact so far. */
  words: string
}

export type Ordering = { of: OrderFor; isOpen: boolean }

/** A drawer that is open keeps for whom it was opened. */
export const beginOrder = (old: Ordering | undefined, of: OrderFor): Ordering =>
  old?.isOpen ? old : { of, isOpen: true }

export function useOrdering() {
  const [ordering, setOrdering] = useState<Ordering>()
  return {
    ordering,
    begin: (of: OrderFor) => setOrdering((old) => beginOrder(old, of)),
    end: () => setOrdering((old) => old && { ...old, isOpen: false }),
  }
}

/** The customer of whom the order is has gone from the desk: another contact, or another file, is there now. */
export function isElsewhere(of: OrderFor, now: { accountNo: string | null; contactId: number | undefined }): boolean {
  return of.accountNo !== now.accountNo || (now.contactId !== undefined && of.contact?.id !== now.contactId)
}

/** The description as the order turns to another kind: what was carried over from the contact may name the caller, and stays out of a report. */
export function describeAs(kind: OrderKind, description: string, words: string): string {
  if (kind === 'report') return description.trim() === words.trim() ? '' : description
  return description.trim() === '' ? words : description
}
