import { ApiError, find, isForLater, withQuery, write } from '../../../app/web/kit/api.ts'
import { newEntryId, phoneStore } from '../../../app/web/kit/phone-store.ts'
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

const store = phoneStore<Work>('dianhu-exchanges')
export const { change: changeWork, drop: dropWork, onChanged: onWorkChanged } = store
export { newEntryId }

export async function listWork(user: string): Promise<Work[]> {
  const all = await store.list()
  return all.filter((work) => work.user === user).sort((a, b) => b.order.orderId - a.order.orderId)
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

/** What would be lost if this device forgot it. */
export async function listUnsentWork(user: string): Promise<Work[]> {
  return (await listWork(user)).filter(({ state }) => state === 'draft' || state === 'waiting' || state === 'refused')
}

export async function dropAllWork(user: string): Promise<void> {
  for (const { key } of await listWork(user)) await dropWork(key)
}
