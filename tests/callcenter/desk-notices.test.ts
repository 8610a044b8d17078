import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { forceState } from '../../callcenter/board/board.ts'
import { answerContact, findContact, receiveCall } from '../../callcenter/contacts.ts'
import { newNotice } from '../../callcenter/notices/contract.ts'
import {
  changeNotice,
  findMyNotices,
  findNotice,
  findNotices,
  readNotice,
  withdrawNotice,
  writeNotice,
} from '../../callcenter/notices/notices.ts'
import { noticeErasure } from '../../callcenter/sql/notice-erasures.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('a notice that must be read', () => {
  const database = useDatabase()
  const at = (time: string, day = '2026-03-10') => `${day}T${time}+08:00`
  let lin: Seat
  let near: Seat
  let ban: Seat
  let far: Seat
  let units: Record<string, number>

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    await openChenGuilan(ctx, await layNetwork(ctx))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Z', '永春县供电公司', 'Z.')`,
    )
    lin = await seat(database, 'lin')
    near = await seat(database, 'near', { scope: 'X.X1.' })
    ban = await seat(database, 'ban', { roles: ['lead'] })
    far = await seat(database, 'far', { roles: ['lead'], scope: 'Z.' })
    const { rows } = await database.pool.query('select path, id from organisation')
    units = Object.fromEntries(rows.map(({ path, id }) => [path, id]))
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'agent_state',
      'agent_skill',
      'contact',
      'contact_event',
      'desk_notice',
      'desk_notice_version',
      'desk_notice_reading',
    )
  })

  const content = {
    ...{
      title: '迎峰度夏停电解释口径',
      body: '先致歉，再说明原因与预计时间。',
      roles: ['agent'],
      skills: [] as string[],
    },
    ...{ isMandatory: true, validFrom: at('08:00:00'), validTo: at('08:00:00', '2026-03-20') },
  }
  const write = (more: object = {}, who = ban) =>
    writeNotice(who.at(at('08:30:00')), newNotice.parse({ unitId: units['X.'], ...content, ...more }))
  const mine = async (who = lin, time = at('09:00:00')) =>
    (await findMyNotices(who.at(time))).notices.map(({ id, readAt }) => ({ id, isRead: readAt !== null }))
  const ready = (who = lin, time = at('09:00:00')) => setMyState(who.at(time), { state: 'ready' })
  const read = (id: number, version = 1, who = lin) => readNotice(who.at(at('09:01:00')), id, version)

  test('keeps its reader from going ready by name, until he has read it', async () => {
    const { id } = await write()
    await expect(ready()).rejects.toMatchObject({
      code: 'NOTICE_UNREAD',
      message: expect.stringContaining(content.title),
    })
    await database.pool.query(`insert into agent_state (user_id, state, since, seen_at) values ($1, 'away', $2, $2)`, [
      ...[lin.id, at('08:59:50')],
    ])
    const force = () => forceState(ban.at(at('09:00:00')), lin.id, { state: 'ready' })
    await expect(force()).rejects.toMatchObject({ code: 'NOTICE_UNREAD' })
    expect(await setMyState(lin.at(at('09:00:00')), { state: 'away' })).toMatchObject({ state: 'away' })
    await read(id)
    await read(id)
    expect(await ready()).toMatchObject({ state: 'ready' })
    const { rows } = await database.pool.query('select user_id, number, read_at from desk_notice_reading')
    expect(rows).toEqual([{ user_id: lin.id, number: 1, read_at: new Date(at('09:01:00')) }])
  })

  test('is no hindrance where it need not be read first, or is not in force', async () => {
    await write({ isMandatory: false })
    await write({ validFrom: at('10:00:00') })
    await write({ validFrom: at('08:00:00'), validTo: at('08:45:00') })
    const { id } = await write()
    await withdrawNotice(ban.at(at('08:50:00')), id, '口径有误')
    expect(await mine()).toHaveLength(1)
    expect(await ready()).toMatchObject({ state: 'ready' })
    await expect(ready(lin, at('10:00:00'))).rejects.toMatchObject({ code: 'NOTICE_UNREAD' })
  })

  test('never touches a running call, nor who has a chat in hand', async () => {
    await ready()
    const { contactId } = await receiveCall(database.ctx(at('09:00:01')), { callId: 'n1', callerPhone: '13900000001' })
    await write()
    expect((await answerContact(lin.at(at('09:00:02')), contactId ?? 0)).state).toBe('active')
    await expect(ready()).rejects.toMatchObject({ code: 'AGENT_BUSY' })
    expect(await findContact(lin.at(at('09:00:03')), contactId ?? 0)).toMatchObject({ state: 'active' })
    await database.pool.query(`update agent_state set state = 'away', written = 1`)
    expect(await ready()).toMatchObject({ state: 'ready' })
    await database.pool.query(`update agent_state set state = 'away', written = 0`)
    await expect(ready()).rejects.toMatchObject({ code: 'NOTICE_UNREAD' })
  })

  test('comes in versions: the new one is to be read again, and what it said before stays', async () => {
    const { id } = await write()
    await read(id)
    const next = { ...content, title: '第二版', roles: ['agent' as const], skills: [], version: 1 }
    await changeNotice(ban.at(at('09:02:00')), id, next)
    await expect(changeNotice(ban.at(at('09:02:01')), id, next)).rejects.toMatchObject({ code: 'NOTICE_CHANGED' })
    expect(await mine()).toEqual([{ id, isRead: false }])
    await expect(read(id, 1)).rejects.toMatchObject({ code: 'NOTICE_CHANGED' })
    await read(id, 2)
    expect(await mine()).toEqual([{ id, isRead: true }])
    const { versions, people, due, read: count } = await findNotice(ban.at(at('09:03:00')), id)
    expect(versions.map(({ version, title }) => [version, title])).toEqual([
      [2, '第二版'],
      [1, content.title],
    ])
    expect([due, count]).toEqual([2, 1])
    expect(people.map(({ name, readAt }) => [name, readAt !== null])).toEqual([
      ['near', false],
      ['lin', true],
    ])
    const { rows } = await database.pool.query('select number from desk_notice_reading order by number')
    expect(rows).toEqual([{ number: 1 }, { number: 2 }])
  })

  test('is for the units, the roles and the skills that it names', async () => {
    const station = await write({ unitId: units['X.X1.'] })
    const faults = await write({ skills: ['fault'] })
    const leads = await write({ roles: ['lead'] })
    expect(await mine()).toEqual([{ id: faults.id, isRead: false }])
    expect((await mine(near)).map(({ id }) => id).sort()).toEqual([station.id, faults.id])
    await database.pool.query(
      `insert into agent_skill (user_id, skill, level, changed_by, changed_at) values ($1, 'business', 3, 'x', now())`,
      [lin.id],
    )
    expect(await mine()).toEqual([])
    expect(await mine(ban)).toEqual([{ id: leads.id, isRead: false }])
    await expect(read(station.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('shows what is unread first, and of that what must be read', async () => {
    const done = await write()
    const soft = await write({ isMandatory: false })
    const must = await write()
    await read(done.id)
    expect((await mine()).map(({ id }) => id)).toEqual([must.id, soft.id, done.id])
  })

  test('is its own units’: a lead of another neither writes, reads, changes nor withdraws it', async () => {
    const { id } = await write()
    expect((await findNotices(far.at(at('09:00:00')))).notices).toEqual([])
    await expect(write({}, far)).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' })
    await expect(findNotice(far.at(at('09:00:00')), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(withdrawNotice(far.at(at('09:00:00')), id, '越权')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await findNotices(ban.at(at('09:00:00')))).notices).toMatchObject([
      { id, state: 'in-force', due: 2, read: 0 },
    ])
    await withdrawNotice(ban.at(at('09:00:00')), id, '口径有误')
    await expect(withdrawNotice(ban.at(at('09:00:01')), id, '再次')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await findNotices(ban.at(at('09:00:02')))).notices).toMatchObject([
      { state: 'withdrawn', withdrawnBecause: '口径有误' },
    ])
  })

  test('ends after it begins, and says so by the field', () => {
    const parsed = newNotice.safeParse({ unitId: 1, ...content, validTo: content.validFrom })
    expect(parsed.error?.issues[0]?.path).toEqual(['validTo'])
  })

  test('is erased with its readings when it has been over for long, not before', async () => {
    const { id } = await write()
    await read(id)
    const over = (day: string) => ({ before: new Date(at('08:00:00', day)), kept: [], keptOtherwise: [], most: 10 })
    const ctx = database.ctx(at('03:00:00', '2029-04-01'))
    expect(await noticeErasure.erase(ctx, over('2026-03-20'))).toBe(0)
    expect(await noticeErasure.count(ctx, over('2026-03-21'))).toBe(1)
    expect(await noticeErasure.erase(ctx, over('2026-03-21'))).toBe(1)
    expect((await database.pool.query('select 1 from desk_notice_reading')).rows).toEqual([])
  })
})
