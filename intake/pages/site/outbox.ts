import type { WhoAmI } from '../../../app/contract.ts'
import { ApiError, find, isForLater, write } from '../../../app/web/kit/api.ts'
import { phoneStore } from '../../../app/web/kit/phone-store.ts'
import type { Step } from '../../contract.ts'
import type { FieldEntryInput, FieldEntryTaken, FieldWork } from '../../field/contract.ts'

export type Task = FieldWork['tasks'][number]
export type Photo = FieldEntryInput['photos'][number]
/** What was downloaded, and by whom; one for each user. */
type Kept = { key: string; who: WhoAmI; work: FieldWork }

/** What was written for one task. `waiting` is not sent yet; `refused` was told to the server, which said no. */
export type SiteEntry = {
  key: string
  user: string
  applicationId: number
  applicationNo: string
  step: Step
  title: { zh: string; en: string }
  /** With all that is personal; gone once the entry is sent. */
  task: Task | null
  filled: Record<string, unknown>
  photos: Photo[]
  /** Why it cannot be done as asked, as far as it is written. */
  obstacle?: { leadsTo: string; reason?: string }
  state: 'draft' | 'waiting' | 'sent' | 'refused'
  input: FieldEntryInput | null
  queuedAt: string | null
  sentAt: string | null
  refusal: { code: string; message: string; issues: { path: string; message: string }[] } | null
}

/** A line that says nothing is given up, and what waits goes on waiting; photos are given time by their size. */
const PATIENCE_MS = 30_000
const SLOWEST_BYTES_PER_MS = 5
const SENT_SHOWN_MS = 24 * 3_600_000

const keptStore = phoneStore<Kept>('dianhu-field-kept')
const entryStore = phoneStore<SiteEntry>('dianhu-field-entries')

export function onSiteChanged(listener: () => void): () => void {
  const stops = [keptStore.onChanged(listener), entryStore.onChanged(listener)]
  return () => {
    for (const stop of stops) stop()
  }
}

export const keyOf = (user: string, { application, step }: Task) => `${user}:${application.id}:${step}`

export async function findWork(user: string): Promise<FieldWork | undefined> {
  return (await keptStore.find(user))?.work
}

/** Whoever took his tasks along on this device, and when. */
export async function listKnownUsers(): Promise<{ who: WhoAmI; fetchedAt: string }[]> {
  return (await keptStore.list()).map(({ who, work }) => ({ who, fetchedAt: work.fetchedAt }))
}

/** In the order in which they were written. */
export async function listEntries(user: string): Promise<SiteEntry[]> {
  const all = await entryStore.list()
  return all
    .filter((entry) => entry.user === user)
    .toSorted((a, b) => (a.queuedAt ?? '9').localeCompare(b.queuedAt ?? '9') || a.key.localeCompare(b.key))
}

/** Keeps a part of what is written for a task. */
export function keepEntry(user: string, task: Task, part: Partial<SiteEntry>): Promise<void> {
  const { application, step } = task
  const title = application.openSteps.find((open) => open.step === step)?.title ?? { zh: step, en: step }
  const key = keyOf(user, task)
  const empty: SiteEntry = {
    ...{ key, user, applicationId: application.id, applicationNo: application.applicationNo, step, title, task },
    ...{ filled: {}, photos: [], state: 'draft', input: null, queuedAt: null, sentAt: null, refusal: null },
  }
  return entryStore.change(key, (old) => ({ ...empty, ...(old?.state === 'sent' ? {} : old), ...part }))
}

export const dropEntry = entryStore.drop

/** How often this device was made to forget: what was asked for before comes too late to be kept. */
let forgotten = 0

/** Takes the tasks along, with all that is asked about them on site; what is over is removed. */
export async function downloadWork(who: WhoAmI): Promise<void> {
  const before = forgotten
  const work = await find<FieldWork>('/api/intake/field/work', AbortSignal.timeout(PATIENCE_MS))
  if (forgotten !== before) return
  const key = who.username
  await keptStore.change(key, () => ({ key, who, work }))
  const given = new Map(work.tasks.map((task) => [keyOf(key, task), task]))
  for (const { key: entry, state } of await listEntries(key)) {
    const task = given.get(entry)
    if (!task) continue
    // What was sent and is open again was sent back: it begins anew.
    if (state === 'sent') await entryStore.drop(entry)
    else await entryStore.change(entry, (old) => old && { ...old, task })
  }
  await forgetOthers(key)
}

/** Another person’s tasks do not stay on a device that changed hands; what he has not sent does, until he is back. */
async function forgetOthers(user: string): Promise<void> {
  for (const { key } of await keptStore.list()) if (key !== user) await keptStore.drop(key)
  const longAgo = new Date(Date.now() - SENT_SHOWN_MS).toISOString()
  for (const { key, state, sentAt } of await entryStore.list()) {
    if (state === 'sent' && (sentAt ?? '') < longAgo) await entryStore.drop(key)
  }
}

/** What would be lost if this device forgot it. */
export async function countUnsent(user: string): Promise<number> {
  return (await listEntries(user)).filter(({ state }) => state !== 'sent').length
}

export async function forgetWork(user: string): Promise<void> {
  forgotten += 1
  await keptStore.drop(user)
  for (const { key } of await listEntries(user)) await entryStore.drop(key)
}

/** Sends what waits, in order. Without a network it goes on waiting; what the server refuses is told and kept. */
export async function sendWaiting(user: string): Promise<void> {
  for (const { key, state, input, applicationId } of await listEntries(user)) {
    if (state !== 'waiting' || !input) continue
    try {
      const path = `/api/intake/applications/${applicationId}/field-entries`
      const photoBytes = input.photos.reduce((sum, { base64 }) => sum + base64.length, 0)
      const patience = AbortSignal.timeout(PATIENCE_MS + photoBytes / SLOWEST_BYTES_PER_MS)
      await write<FieldEntryTaken>('POST', path, input, input.entryId, patience)
      await finish(key, input.entryId, toSent())
      await forgetTask(user, key)
    } catch (fault) {
      if (!(fault instanceof ApiError) || isForLater(fault)) throw fault
      const { code, message, issues } = fault
      await finish(key, input.entryId, { state: 'refused', refusal: { code, message, issues } })
    }
  }
}

/** The file has it now: nothing of the customer stays here. */
function toSent(): Partial<SiteEntry> {
  const nothing = { task: null, filled: {}, photos: [], input: null, refusal: null }
  return { ...nothing, state: 'sent', sentAt: new Date().toISOString() }
}

async function forgetTask(user: string, key: string): Promise<void> {
  await keptStore.change(user, (old) => {
    if (!old) return old
    return { ...old, work: { ...old.work, tasks: old.work.tasks.filter((task) => keyOf(user, task) !== key) } }
  })
}

/** An answer to an entry that has been changed since is not about what is there now. */
function finish(key: string, entryId: string, part: Partial<SiteEntry>): Promise<void> {
  return entryStore.change(key, (old) =>
    old?.input?.entryId === entryId && old.state === 'waiting' ? { ...old, ...part } : old,
  )
}
