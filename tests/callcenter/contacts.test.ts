import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, setMyState } from '../../callcenter/agents.ts'
import {
  answerContact,
  closeContact,
  findContact,
  nameContactAccount,
  openContact,
  receiveCall,
} from '../../callcenter/contacts.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('a contact', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}+08:00`
  let lin: Seat
  let wu: Seat
  let accountId = 0
  let accountNo = ''

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const opened = await openChenGuilan(ctx, network)
    accountId = opened.accountId
    accountNo = opened.accountNo
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact')
  })

  const close = (who: Seat, id: number, version: number, time = '10:05:00') =>
    closeContact(who.at(at(time)), id, { category: 'billing', summary: '二月电费偏高,已解释阶梯', version })
  const timeline = async () =>
    (await listTimeline(database.ctx(at('23:00:00')), { accountId, limit: 50 })).filter(
      ({ kind }) => kind === 'contact',
    )

  test('opened by hand is active, mine and about the account that was named', async () => {
    const opened = await openContact(lin.at(at('10:00:00')), { channel: 'counter', accountNo })
    expect(opened).toMatchObject({
      state: 'active',
      channel: 'counter',
      agent: 'lin',
      accountNo,
      customerName: '陈**',
    })
    expect(opened.contactNo).toMatch(/^C20260310\d{6}$/)
    expect(await findDesk(lin.at(at('10:00:01')))).toMatchObject({
      me: { state: 'talking' },
      current: { id: opened.id },
    })
    await expect(openContact(lin.at(at('10:00:02')), { channel: 'note' })).rejects.toMatchObject({ code: 'AGENT_BUSY' })
  })

  test('is not opened about an account that does not exist, and the agent stays free', async () => {
    const nobody = { channel: 'web' as const, accountNo: '9999999999999' }
    await expect(openContact(lin.at(at('10:00:00')), nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await findDesk(lin.at(at('10:00:01')))).me.state).toBe('away')
  })

  test('once closed stands on the customer’s timeline, once, at the time when it began', async () => {
    const before = (await timeline()).length
    const { id, version, contactNo } = await openContact(lin.at(at('10:00:00')), { channel: 'counter', accountNo })
    const closed = await close(lin, id, version)
    expect(closed).toMatchObject({
      state: 'closed',
      category: 'billing',
      closedAt: new Date(at('10:05:00')).toISOString(),
    })
    const entries = await timeline()
    expect(entries).toHaveLength(before + 1)
    expect(entries[0]).toMatchObject({
      subject: `contact:${contactNo}`,
      titleZh: '95598 联系：二月电费偏高,已解释阶梯',
      at: new Date(at('10:00:00')),
      detail: { contactNo, category: 'billing', channel: 'counter' },
    })
    const desk = await findDesk(lin.at(at('10:05:01')))
    expect(desk).toMatchObject({ me: { state: 'wrap-up' }, current: null, recent: [{ id }] })
  })

  test('closed by another version, twice or by somebody else is refused, and nothing is written', async () => {
    const { id, version } = await openContact(lin.at(at('10:00:00')), { channel: 'counter', accountNo })
    const before = (await timeline()).length
    await expect(close(lin, id, version + 1)).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    await expect(close(wu, id, version)).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    expect(await timeline()).toHaveLength(before)
    await close(lin, id, version)
    await expect(close(lin, id, version + 1)).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    expect(await timeline()).toHaveLength(before + 1)
  })

  test('closed twice at the same moment is closed once', async () => {
    const { id, version } = await openContact(lin.at(at('10:00:00')), { channel: 'counter', accountNo })
    const both = await Promise.allSettled([close(lin, id, version), close(lin, id, version)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('is told whom it is about by its agent, on the version that he sees', async () => {
    await receiveCall(database.ctx(at('10:00:00')), { callId: 'unknown-caller', callerPhone: '13900009999' })
    await setMyState(lin.at(at('10:00:00')), { state: 'ready' })
    const { current } = await findDesk(lin.at(at('10:00:01')))
    const id = current?.id ?? 0
    const name = (who: Seat, version: number) => nameContactAccount(who.at(at('10:00:03')), id, { accountNo, version })
    await expect(name(lin, current?.version ?? 0)).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    const { version } = await answerContact(lin.at(at('10:00:02')), id)
    await expect(name(wu, version)).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    await expect(name(lin, version - 1)).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    expect(await name(lin, version)).toMatchObject({ accountNo, customerName: '陈**', version: version + 1 })
  })

  test('about nobody is closed without an entry on anybody’s timeline', async () => {
    const before = (await timeline()).length
    const { id, version } = await openContact(lin.at(at('10:00:00')), { channel: 'note' })
    expect(await close(lin, id, version)).toMatchObject({ state: 'closed', accountNo: null })
    expect(await timeline()).toHaveLength(before)
  })

  test('about an account of another organisation is seen by its own agent and the whole company only', async () => {
    const stranger = await seat(database, 'stranger', { scope: 'X.X1.' })
    const { rows } = await database.pool.query<{ id: number }>(
      `insert into organisation (parent_id, kind, code, name, path)
       select id, 'station', 'X2', '城北供电所', 'X.X2.' from organisation where path = 'X.' returning id`,
    )
    await database.pool.query(`update account set organisation_id = $1 where id = $2`, [rows[0]?.id, accountId])
    const { id } = await openContact(lin.at(at('10:00:00')), { channel: 'counter', accountNo })
    await expect(findContact(stranger.at(at('10:00:01')), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await findContact(lin.at(at('10:00:01')), id)).accountNo).toBe(accountNo)
    expect((await findContact(database.ctx(at('10:00:01')), id)).accountNo).toBe(accountNo)
  })
})
