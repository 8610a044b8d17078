import { ApiError, find, withQuery, write } from '../../../app/web/kit/api.ts'
import type { Entry, EntryTaken, ExchangeList, ExchangeOrder, MeterRegister } from '../../store/exchange-shapes.ts'
import type { DeviceList } from '../../store/shapes.ts'

/** What the installer has typed, as typed. */
export type Draft = {
  exchangedAt: string
  newAssetNo: string
  end: Partial<Record<MeterRegister, string>>
  start: Partial<Record<MeterRegister, string>>
  ct: string
  pt: string
  meterAddress: string
  seals: string
  remarks: string
  mismatchReason: string
  photos: Entry['photos']
}

/** One order as this phone has it. `waiting` is not sent yet; `refused` was told to the server, which said no. */
export type Work = {
  key: string
  user: string
  order: ExchangeOrder
  inHand: string[]
  draft: Draft | null
  state: 'new' | 'draft' | 'waiting' | 'sent' | 'refused'
  entry: Entry | null
  refusal: { code: string; message: string; issues: { path: string; message: string }[] } | null
}

const changed = new Set<() => void>()

/** Calls back when something here changes; returns the way to stop. */
export function onWorkChanged(listener: () => void): () => void {
  changed.add(listener)
  return () => changed.delete(listener)
}

export async function listWork(user: string): Promise<Work[]> {
  const all = await ask<Work[]>('readonly', (store) => store.getAll())
  return all.filter((work) => work.user === user).sort((a, b) => b.order.orderId - a.order.orderId)
}

/** What is there is read and written in one step, so that typing, sending and fetching do not undo each other. */
export async function changeWork(key: string, change: (old: Work | undefined) => Work | undefined): Promise<void> {
  await ask('readwrite', (store) => {
    const request = store.get(key)
    request.onsuccess = () => {
      const next = change(request.result)
      if (next) store.put(next)
    }
    return request
  })
  for (const listener of changed) listener()
}

export async function dropWork(key: string): Promise<void> {
  await ask('readwrite', (store) => store.delete(key))
  for (const listener of changed) listener()
}

/** Brings orders and the meters in hand to this phone, so that they are there where there is no network. */
export async function fetchWork(user: string): Promise<void> {
  const [{ orders }, { devices }] = await Promise.all([
    find<ExchangeList>(withQuery('/api/metering/exchanges', { mine: 'true', status: 'under-way', limit: 200 })),
    find<DeviceList>(withQuery('/api/metering/devices', { person: user, kind: 'meter', limit: 200 })),
  ])
  const inHand = devices.map((device) => device.assetNo)
  for (const order of orders) {
    const key = `${user}:${order.orderId}`
    const empty = { draft: null, entry: null, refusal: null }
    await changeWork(key, (old) => ({ ...empty, ...old, key, user, order, inHand, state: nextState(old, order) }))
  }
  const given = new Set(orders.map((order) => order.orderId))
  for (const { key, state, order } of await listWork(user)) {
    if (!given.has(order.orderId) && (state === 'new' || state === 'sent')) await dropWork(key)
  }
}

function nextState(old: Work | undefined, order: ExchangeOrder): Work['state'] {
  if (order.status === 'submitted') return 'sent'
  // Sent once and with the installer again: the reviewer gave it back.
  return old?.state === 'sent' ? 'draft' : (old?.state ?? 'new')
}

/** Sends what waits. Without a network it goes on waiting; what the server refuses is told and kept. */
export async function sendWaiting(user: string): Promise<void> {
  for (const work of await listWork(user)) {
    if (work.state !== 'waiting' || !work.entry) continue
    const { entry, order } = work
    try {
      await write<EntryTaken>('POST', `/api/metering/exchanges/${order.orderId}/entries`, entry, entry.entryId)
      await finish(work.key, entry.entryId, { state: 'sent', refusal: null })
    } catch (fault) {
      if (!(fault instanceof ApiError) || isForLater(fault)) return
      const { code, message, issues } = fault
      await finish(work.key, entry.entryId, { state: 'refused', refusal: { code, message, issues } })
    }
  }
}

/** An answer to an entry that has been changed since is not about what is there now. */
function finish(key: string, entryId: string, part: Pick<Work, 'state' | 'refusal'>): Promise<void> {
  return changeWork(key, (old) =>
    old?.entry?.entryId === entryId && old.state === 'waiting' ? { ...old, ...part } : old,
  )
}

function isForLater({ status, code }: ApiError): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500 || code === 'REQUEST_IN_PROGRESS'
}

/** Random, version 4. `crypto.randomUUID` is not there on a page without TLS. */
export function newEntryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

let opened: Promise<IDBDatabase> | undefined

function openStore(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('dianhu-exchanges', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('work', { keyPath: 'key' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return opened
}

/** Answers once it is on disk. */
async function ask<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const transaction = (await openStore()).transaction('work', mode)
  const request = work(transaction.objectStore('work'))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result as T)
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}
