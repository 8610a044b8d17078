import type { WhoAmI } from '../../../app/contract.ts'
import { ApiError, find, isForLater, write } from '../../../app/web/kit/api.ts'
import { newEntryId, phoneStore } from '../../../app/web/kit/phone-store.ts'
import type { CrewEntry, CrewStep, CrewWork } from '../../crew/contract.ts'
import { ends } from './next-steps.ts'

export type CrewOrder = CrewWork['orders'][number]
type Kept = { key: string; who: WhoAmI; work: CrewWork }

/** One step as it was written. `waiting` is not sent yet; `refused` was told to the server, which said no. */
export type Written = {
  key: string
  user: string
  orderId: number
  workOrderNo: string
  step: CrewStep
  writtenAt: string
  /** Gone once it is sent. */
  entry: CrewEntry | null
  state: 'waiting' | 'sent' | 'refused'
  sentAt: string | null
  refusal: { code: string; message: string } | null
}

/** What is typed for an order and not a step yet. */
export type Draft = { key: string; user: string; note?: string; photos: string[]; signature?: string }

/** A line that says nothing is given up, and what waits goes on waiting; pictures are given time by their size. */
const PATIENCE_MS = 30_000
const SLOWEST_BYTES_PER_MS = 5
const SENT_SHOWN_MS = 24 * 3_600_000

const keptStore = phoneStore<Kept>('dianhu-crew-kept')
const writtenStore = phoneStore<Written>('dianhu-crew-written')
const draftStore = phoneStore<Draft>('dianhu-crew-drafts')

export function onCrewChanged(listener: () => void): () => void {
  const stops = [keptStore, writtenStore, draftStore].map((store) => store.onChanged(listener))
  return () => {
    for (const stop of stops) stop()
  }
}

export async function findCrewWork(user: string): Promise<CrewWork | undefined> {
  return (await keptStore.find(user))?.work
}

/** Whoever took his orders along on this device, and when. */
export async function listKnownCrews(): Promise<{ who: WhoAmI; fetchedAt: string }[]> {
  return (await keptStore.list()).map(({ who, work }) => ({ who, fetchedAt: work.fetchedAt }))
}

/** In the order in which they were written. */
export async function listWritten(user: string): Promise<Written[]> {
  const all = await writtenStore.list()
  return all.filter((each) => each.user === user).toSorted((a, b) => a.writtenAt.localeCompare(b.writtenAt))
}

const draftKey = (user: string, orderId: number) => `${user}:${orderId}`

export async function listDrafts(user: string): Promise<Map<number, Draft>> {
  const own = (await draftStore.list()).filter((each) => each.user === user)
  return new Map(own.map((each) => [Number(each.key.split(':').at(-1)), each]))
}

export function keepDraft(user: string, orderId: number, part: Partial<Draft>): Promise<void> {
  const key = draftKey(user, orderId)
  return draftStore.change(key, (old) => ({ photos: [], ...old, ...part, key, user }))
}

/** What was typed becomes a step that waits to be sent. */
export async function writeStep(user: string, { order }: CrewOrder, entry: Omit<CrewEntry, 'entryId'>): Promise<void> {
  const entryId = newEntryId()
  const { step, writtenAt } = entry
  await writtenStore.change(entryId, () => ({
    ...{ key: entryId, user, orderId: order.id, workOrderNo: order.workOrderNo, step, writtenAt },
    ...{ entry: { ...entry, entryId }, state: 'waiting', sentAt: null, refusal: null },
  }))
  await draftStore.drop(draftKey(user, order.id))
}

export const dropWritten = writtenStore.drop

/** How often this device was made to forget: what was asked for before comes too late to be kept. */
let forgotten = 0

export async function downloadCrewWork(who: WhoAmI): Promise<void> {
  const before = forgotten
  const work = await find<CrewWork>('/api/callcenter/crew/work', AbortSignal.timeout(PATIENCE_MS))
  if (forgotten !== before) return
  const key = who.username
  await keptStore.change(key, () => ({ key, who, work }))
  await forgetOthers(key)
}

/** Another person’s orders do not stay on a device that changed hands; what he has not sent does, until he is back. */
async function forgetOthers(user: string): Promise<void> {
  for (const { key } of await keptStore.list()) if (key !== user) await keptStore.drop(key)
  const longAgo = new Date(Date.now() - SENT_SHOWN_MS).toISOString()
  for (const { key, state, sentAt } of await writtenStore.list())
    if (state === 'sent' && (sentAt ?? '') < longAgo) await writtenStore.drop(key)
}

/** What would be lost if this device forgot it. */
export async function countUnsentSteps(user: string): Promise<number> {
  return (await listWritten(user)).filter(({ state }) => state !== 'sent').length
}

export async function forgetCrewWork(user: string): Promise<void> {
  forgotten += 1
  await keptStore.drop(user)
  for (const { key } of await listWritten(user)) await writtenStore.drop(key)
  for (const { key } of (await listDrafts(user)).values()) await draftStore.drop(key)
}

/**
 * Sends what waits, in order. Of an order of which a step was refused the later ones wait until somebody has looked at it. Answers
 * whether an order that goes on has changed, so that what is known of it here is old.
 */
export async function sendSteps(user: string): Promise<boolean> {
  const stuck = new Set<number>()
  const old = new Set<number>()
  for (const { key, state, step, entry, orderId } of await listWritten(user)) {
    if (state === 'refused') stuck.add(orderId)
    if (state !== 'waiting' || !entry || stuck.has(orderId)) continue
    const body = { phoneNow: new Date().toISOString(), entry }
    const bytes = JSON.stringify(entry).length
    try {
      const path = `/api/callcenter/work-orders/${orderId}/crew-entries`
      await write(
        'POST',
        path,
        body,
        `${key}:${body.phoneNow}`,
        AbortSignal.timeout(PATIENCE_MS + bytes / SLOWEST_BYTES_PER_MS),
      )
      await finish(key, { state: 'sent', entry: null, sentAt: new Date().toISOString() })
      if (ends.includes(step)) old.delete(orderId)
      else old.add(orderId)
    } catch (fault) {
      if (!(fault instanceof ApiError) || isForLater(fault)) throw fault
      const { code, message } = fault
      await finish(key, { state: 'refused', refusal: { code, message } })
      stuck.add(orderId)
    }
  }
  return old.size > 0
}

function finish(key: string, part: Partial<Written>): Promise<void> {
  return writtenStore.change(key, (old) => old && { ...old, ...part })
}
