import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CrewEntry } from '../../callcenter/crew/contract.ts'
import { crewEntryInput } from '../../callcenter/crew/contract.ts'
import { readOrderPhoto, takeCrewEntry } from '../../callcenter/crew/entries.ts'
import { listCrewWork } from '../../callcenter/crew/work.ts'
import type { WorkOrder } from '../../callcenter/orders/contract.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { findOrderRecord } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import { countedAt } from '../../callcenter/rules/crew.ts'
import type { Role } from '../../db/context.ts'
import { png } from '../intake/files.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const day = (time: string) => `2026-03-10T${time}:00+08:00`
const at = (time: string) => new Date(day(time))

describe('a step that was written on site', () => {
  test.each([
    ['at once', '10:00', '10:00', '10:00', '09:00', '10:00'],
    ['an hour before it was sent', '10:00', '11:00', '11:00', '09:00', '10:00'],
    ['by a clock that is an hour fast', '11:00', '12:00', '11:00', '09:00', '10:00'],
    ['by a clock that is a day slow', '09:30', '10:00', '23:00', '09:00', '22:30'],
    ['after it was sent, as its clock says', '10:05', '10:00', '10:00', '09:00', '10:00'],
    ['before what was done before', '08:00', '11:00', '11:00', '10:30', '10:30'],
    ['twelve hours before', '02:00', '14:00', '14:00', '01:00', '02:00'],
    ['more than twelve hours before', '01:59', '14:00', '14:00', '01:00', '14:00'],
  ])('%s counts as of its time', (_, writtenAt, phoneNow, now, lastActAt, expected) => {
    const given = { writtenAt: at(writtenAt), phoneNow: at(phoneNow), now: at(now), lastActAt: at(lastActAt) }
    expect(countedAt({ ...given, lateHours: 12 })).toEqual(at(expected))
  })
})

describe('a crew', () => {
  const database = useDatabase()
  const as = (username: string, role: Role, time: string, scope = 'X.') => ({
    ...database.ctx(day(time), { username, roles: [role] }),
    scope,
  })
  const peng = (time: string) => as('peng', 'crew', time)
  const picture = png(12).toString('base64')
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
  })

  async function dispatched(): Promise<WorkOrder> {
    const order = await openWorkOrder(as('lin', 'agent', '08:00'), {
      ...{ kind: 'fault-repair', subkind: 'low-voltage', urgency: 'normal', address: '东门街1号' },
      ...{ description: '整栋无电', form: {} },
    })
    return takeOrderStep(as('lin', 'agent', '08:01'), order.id, 'dispatch', { version: order.version })
  }
  const entry = (step: CrewEntry['step'], time: string, more: Partial<CrewEntry> = {}): CrewEntry => ({
    ...{ entryId: randomUUID(), writtenAt: day(time), step, ...more },
  })
  const send = (id: number, written: CrewEntry, sentAt: string, who = peng) =>
    takeCrewEntry(who(sentAt), id, crewEntryInput.parse({ phoneNow: day(sentAt), entry: written }))

  test('works without a network, and each step counts as of when it was written', async () => {
    const { id } = await dispatched()
    const taken = await listCrewWork(peng('08:02'))
    expect(taken.orders.find(({ order }) => order.id === id)).toMatchObject({ isMine: false, phone: null })
    await send(id, entry('acceptance', '08:03'), '08:03')
    // From here on there is no network until 09:40.
    const place = { latitude: 24.9, longitude: 118.6, accuracyM: 12 }
    const steps = [
      entry('departure', '08:05'),
      entry('arrival', '08:40', { place }),
      entry('restoration', '09:20'),
      entry('result', '09:30', { note: '更换熔断器', photos: [picture], signature: picture }),
    ]
    for (const each of steps) await send(id, each, '09:40')
    const { order, acts, proofs } = await findOrderRecord(peng('09:41'), id)
    expect(order).toMatchObject({ status: 'finished', result: '更换熔断器', finishedAt: at('09:30').toISOString() })
    const states = Object.fromEntries(order.clocks.map(({ name, state, stoppedAt }) => [name, [state, stoppedAt]]))
    expect(states).toMatchObject({
      arrive: ['met', at('08:40').toISOString()],
      restore: ['met', at('09:20').toISOString()],
    })
    expect(proofs.every(({ isProved }) => isProved)).toBe(true)
    expect(acts.slice(-3)).toMatchObject([
      {
        act: 'arrival',
        at: at('08:40').toISOString(),
        onSite: { sentAt: at('09:40').toISOString(), place, pictures: [] },
      },
      { act: 'restoration', onSite: { place: null } },
      { act: 'result', onSite: { pictures: [{ kind: 'site' }, { kind: 'signature' }] } },
    ])
    const photo = acts.at(-1)?.onSite?.pictures[0]?.id ?? 0
    expect((await readOrderPhoto(peng('10:00'), photo)).mediaType).toBe('image/png')
    await expect(readOrderPhoto(as('x', 'crew', '10:00', 'Y.'), photo)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    // The audit record is of when the server was told.
    const { rows } = await database.pool.query(
      `select distinct at from audit_entry where action in ('work-order.arrival', 'work-order.result')`,
    )
    expect(rows).toEqual([{ at: at('09:40') }])
  })

  test('sends the same entry twice and it is done once', async () => {
    const { id } = await dispatched()
    const written = entry('acceptance', '08:03')
    const [one, two] = await Promise.all([send(id, written, '08:04'), send(id, written, '08:04')])
    expect([one.again, two.again].sort()).toEqual([false, true])
    expect(await send(id, written, '09:00')).toMatchObject({ again: true, takenAt: at('08:04').toISOString() })
    await expect(send(id, { ...written, note: '别的' }, '09:01')).rejects.toMatchObject({ code: 'ENTRY_ID_REUSED' })
    const other = (time: string) => as('shi', 'crew', time)
    await expect(send(id, written, '09:02', other)).rejects.toMatchObject({ code: 'ENTRY_ID_REUSED' })
  })

  test('leaves an order to who has accepted it, whatever was urged meanwhile', async () => {
    const { id, version } = await dispatched()
    await takeOrderStep(as('lin', 'agent', '08:02'), id, 'urge', { version })
    await send(id, entry('acceptance', '08:03'), '08:03')
    const other = (time: string) => as('shi', 'crew', time)
    await expect(send(id, entry('arrival', '08:20'), '08:20', other)).rejects.toMatchObject({
      code: 'ORDER_OF_ANOTHER',
    })
    expect((await listCrewWork(other('08:21'))).orders.some(({ order }) => order.id === id)).toBe(false)
    const mine = (await listCrewWork(peng('08:21'))).orders.find(({ order }) => order.id === id)
    expect(mine).toMatchObject({ isMine: true, order: { urges: 1 } })
    await expect(send(id, entry('acceptance', '08:22'), '08:22')).rejects.toMatchObject({ code: 'STEP_NOT_POSSIBLE' })
  })

  test('is told what is wrong with an entry, and nothing of it is kept', async () => {
    const { id } = await dispatched()
    await send(id, entry('acceptance', '08:03'), '08:03')
    const torn = Buffer.from('not a picture').toString('base64')
    await expect(
      send(id, entry('result', '08:30', { note: '已修复', photos: [picture, torn] }), '08:30'),
    ).rejects.toMatchObject({ code: 'PICTURE_UNFIT', issues: [{ path: 'entry.photos.1' }] })
    await expect(send(id, entry('result', '08:30', { photos: [picture] }), '08:30')).rejects.toMatchObject({
      code: 'NOTE_MISSING',
    })
    const { rows } = await database.pool.query(
      `select count(*)::int as n from crew_entry where work_order_id = $1 and step = 'result'`,
      [id],
    )
    expect(rows).toEqual([{ n: 0 }])
    const parsed = crewEntryInput.safeParse({
      phoneNow: day('08:30'),
      entry: { ...entry('arrival', '08:30'), step: 'closure' },
    })
    expect(parsed.success).toBe(false)
  })
})
