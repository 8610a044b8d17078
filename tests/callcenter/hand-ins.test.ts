import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { closeContact } from '../../callcenter/contacts.ts'
import {
  alertHandIns,
  extendHandIn,
  findHandIn,
  findHandInRecord,
  listHandIns,
  replyToHotline,
  returnHandIn,
  takeInHandIn,
} from '../../callcenter/hand-ins/hand-ins.ts'
import { mergeWorkOrder } from '../../callcenter/orders/mergers.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { findOrderRecord, findWorkOrder } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import type { OrderStep } from '../../callcenter/rules/steps.ts'
import { deskErasures } from '../../callcenter/sql/erasures.ts'
import { transact } from '../../db/pool.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

type Opening = Parameters<typeof takeInHandIn>[1]

describe('what another hotline hands in', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-${time}+08:00`
  let lin: Seat
  let lead: Seat
  let home = { accountId: 0, accountNo: '' }

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    home = await openChenGuilan(ctx, await layNetwork(ctx))
    lin = await seat(database, 'lin')
    lead = await seat(database, 'lead', { roles: ['lead'] })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact')
  })

  // A Tuesday.
  const takeIn = (more: Partial<Opening> = {}, time = '10T10:00:00') =>
    takeInHandIn(lin.at(at(time)), {
      ...{ hotline: '12345', theirNo: 'HD2026031000087', said: '市民反映小区频繁停电，要求答复。' },
      ...{ handedAt: at('10T09:30:00'), accountNo: home.accountNo },
      ...more,
    } as Opening)
  const write = async (contactId: number, version = 1) =>
    closeContact(lin.at(at('10T10:10:00')), contactId, {
      category: 'complaint',
      summary: '12345 转来停电诉求',
      version,
    })
  const complain = (contactId: number) =>
    openWorkOrder(lin.at(at('10T10:05:00')), {
      ...{ kind: 'complaint', subkind: 'outage', urgency: 'normal', description: '频繁停电', form: {} },
      ...{ accountNo: home.accountNo, contactId },
    })
  const take = async (id: number, step: OrderStep, time: string, more: object = {}) => {
    const ctx = { ...lead.at(at(time)) }
    ctx.actor = { ...ctx.actor, roles: ['lead', 'quality', 'district-manager', 'dispatcher'] }
    const { version } = await findWorkOrder(ctx, id)
    return takeOrderStep(ctx, id, step, { version, note: '已核实并答复', ...more })
  }
  /** The order is worked to its end. */
  const finish = async (id: number) => {
    await take(id, 'dispatch', '11T09:00:00')
    await take(id, 'acceptance', '11T09:05:00')
    await take(id, 'contact', '11T09:30:00')
    await take(id, 'result', '12T10:00:00')
    const ctx = { ...lin.at(at('12T10:30:00')) }
    ctx.actor = { ...ctx.actor, roles: ['quality'] }
    const { version, status } = await findWorkOrder(ctx, id)
    if (status === 'reviewing') await takeOrderStep(ctx, id, 'audit', { version })
  }

  test('keeps that hotline’s number and clock beside the company’s own', async () => {
    const said = await takeIn({ dueAt: at('13T18:00:00') })
    expect(said).toMatchObject({
      ...{ theirNo: 'HD2026031000087', state: 'running', isDueSaid: true, mayReply: false, contactState: 'active' },
      dueAt: new Date(at('13T18:00:00')).toISOString(),
    })
    const order = await complain(said.contactId)
    const record = await findOrderRecord(lin.at(at('10T10:06:00')), order.id)
    expect(record.handIn).toMatchObject({ theirNo: 'HD2026031000087', dueAt: said.dueAt })
    // The order's clock is of the company's own rules.
    expect(record.order.clocks.find(({ name }) => name === 'answer')?.dueAt).not.toBe(said.dueAt)
    await write(said.contactId)
    const [told] = (
      await listTimeline(database.ctx(at('10T23:00:00')), { accountId: home.accountId, limit: 50 })
    ).filter(({ subject }) => subject === `contact:${said.contactNo}`)
    expect(told?.titleZh).toMatch(/^热线转办/)
  })

  test('is due after the working days of the rule where the hotline does not say when', async () => {
    // Five working days after Tuesday 10 March: until Tuesday the 17th is over.
    expect(await takeIn()).toMatchObject({ isDueSaid: false, dueAt: new Date(at('18T00:00:00')).toISOString() })
  })

  test('is taken in once, under each hotline’s own numbers, and names the field that is wrong', async () => {
    const first = await takeIn()
    await write(first.contactId)
    await expect(takeIn()).rejects.toMatchObject({
      code: 'HAND_IN_KNOWN',
      message: expect.stringContaining(first.contactNo),
    })
    const { rows } = await database.pool.query('select count(*)::int as n from contact')
    expect(rows[0].n).toBe(1)
    await expect(takeIn({ theirNo: 'B2', handedAt: at('10T10:00:01') })).rejects.toMatchObject({
      ...{ code: 'HANDED_IN_LATER', issues: [{ path: 'handedAt' }] },
    })
    await expect(takeIn({ theirNo: 'B2', dueAt: at('10T09:30:00') })).rejects.toMatchObject({ code: 'DUE_UNFIT' })
    expect((await takeIn({ hotline: '12398' })).contactId).not.toBe(first.contactId)
  })

  test('of two who take in the same at once, one has it', async () => {
    const other = await seat(database, 'wu')
    const input: Opening = { ...{ hotline: '12345', theirNo: 'X9', said: '频繁停电' }, handedAt: at('10T09:30:00') }
    const both = await Promise.allSettled([lin, other].map((who) => takeInHandIn(who.at(at('10T10:00:00')), input)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { rows } = await database.pool.query('select count(*)::int as n from contact')
    expect(rows[0].n).toBe(1)
  })

  test('is replied to once it is written and its order done, and met or missed by the hotline’s clock', async () => {
    const { contactId, version } = await takeIn({ dueAt: at('12T18:00:00') })
    const reply = (time: string, v = version) =>
      replyToHotline(lin.at(at(time)), contactId, {
        version: v,
        reply: '已换装变压器，电话告知市民。',
        theirRef: 'R-1',
      })
    await expect(reply('10T10:01:00')).rejects.toMatchObject({ code: 'WORK_NOT_DONE' })
    const order = await complain(contactId)
    await write(contactId)
    await expect(reply('10T11:00:00')).rejects.toMatchObject({ code: 'WORK_NOT_DONE' })
    await finish(order.id)
    await expect(reply('12T11:00:00', 7)).rejects.toMatchObject({ code: 'HAND_IN_CHANGED' })
    expect(await reply('12T18:00:00')).toMatchObject({
      state: 'met',
      mayReply: false,
      reply: '已换装变压器，电话告知市民。',
    })
    await expect(reply('12T18:00:01', 2)).rejects.toMatchObject({ code: 'HAND_IN_REPLIED' })
    expect((await listHandIns(lin.at(at('12T19:00:00')), { state: 'open' })).handIns).toEqual([])
    const found = await listHandIns(lin.at(at('12T19:00:00')), { state: 'replied', q: 'HD2026031000087' })
    expect(found.handIns).toHaveLength(1)
  })

  test('that the hotline returns runs to a new instant, and its order is taken up again', async () => {
    const { contactId } = await takeIn({ dueAt: at('12T18:00:00') })
    const order = await complain(contactId)
    await write(contactId)
    await finish(order.id)
    const back = { note: '市民称仍停电，退回重办', dueAt: at('16T18:00:00'), theirRef: 'T-2' }
    const at13 = lin.at(at('13T09:00:00'))
    await expect(returnHandIn(at13, contactId, { version: 1, ...back })).rejects.toMatchObject({ code: 'HAND_IN_OPEN' })
    await replyToHotline(lin.at(at('12T11:00:00')), contactId, { version: 1, reply: '已处理' })
    expect(await returnHandIn(at13, contactId, { version: 2, ...back })).toMatchObject({
      ...{ state: 'running', repliedAt: null, reply: null, mayReply: false },
      dueAt: new Date(at('16T18:00:00')).toISOString(),
    })
    expect((await findWorkOrder(lead.at(at('13T09:01:00')), order.id)).status).toBe('accepted')
    const { acts } = await findHandInRecord(at13, contactId)
    expect(acts.map(({ act }) => act)).toEqual(['handed-in', 'replied', 'returned'])
  })

  test('that was returned and whose order cannot be taken up again is not replied to before a new one is done', async () => {
    const { contactId } = await takeIn({ dueAt: at('12T18:00:00') })
    const order = await complain(contactId)
    await write(contactId)
    await finish(order.id)
    await replyToHotline(lin.at(at('12T11:00:00')), contactId, { version: 1, reply: '已处理' })
    await database.pool.query(`update work_order set status = 'cancelled' where id = $1`, [order.id])
    const back = { version: 2, note: '退回重办', dueAt: at('20T18:00:00') }
    expect(await returnHandIn(lin.at(at('13T09:00:00')), contactId, back)).toMatchObject({ mayReply: false })
    const again = await openWorkOrder(lin.at(at('13T09:05:00')), {
      ...{ kind: 'inquiry', subkind: 'bill', urgency: 'normal', description: '重新核实', form: {} },
      ...{ accountNo: home.accountNo, contactId, answer: '已重新核实并答复' },
    })
    expect(again.status).toBe('closed')
    expect((await findHandIn(lin.at(at('13T10:00:00')), contactId)).mayReply).toBe(true)
  })

  test('and is done with another order is taken up again with that one', async () => {
    const { contactId } = await takeIn({ dueAt: at('12T18:00:00') })
    const own = await complain(contactId)
    await write(contactId)
    const main = await openWorkOrder(lin.at(at('10T10:20:00')), {
      ...{ kind: 'complaint', subkind: 'outage', urgency: 'normal', description: '频繁停电', form: {} },
      ...{ accountNo: home.accountNo },
    })
    await mergeWorkOrder(lin.at(at('10T10:30:00')), own.id, { version: own.version, intoId: main.id })
    await finish(main.id)
    await replyToHotline(lin.at(at('12T11:00:00')), contactId, { version: 1, reply: '已处理' })
    const back = { version: 2, note: '退回重办', dueAt: at('16T18:00:00') }
    expect(await returnHandIn(lin.at(at('13T09:00:00')), contactId, back)).toMatchObject({ mayReply: false })
    expect((await findWorkOrder(lead.at(at('13T09:01:00')), main.id)).status).toBe('accepted')
  })

  test('is read before it is written by who took it in and by the leads of his unit alone, and without an account by no other unit', async () => {
    const { contactId } = await takeIn({ accountNo: undefined, said: '举报供电所王某收费' })
    const reads = async (who: Seat, scope = 'X.') => {
      const ctx = { ...who.at(at('10T10:05:00')), scope }
      return (await listHandIns(ctx, { state: 'open' })).handIns.length
    }
    const colleague = await seat(database, 'colleague')
    const station = await seat(database, 'station', { roles: ['lead'], scope: 'X.X1.' })
    expect([await reads(lin), await reads(lead), await reads(colleague), await reads(station, 'X.X1.')]).toEqual([
      1, 1, 0, 0,
    ])
    await write(contactId)
    expect([await reads(colleague), await reads(station, 'X.X1.')]).toEqual([1, 0])
  })

  test('has more time where the hotline grants it, never less', async () => {
    const { contactId } = await takeIn({ dueAt: at('12T18:00:00') })
    const ask = (dueAt: string) =>
      extendHandIn(lin.at(at('11T09:00:00')), contactId, { version: 1, note: '须停电施工，热线同意延期', dueAt })
    await expect(ask(at('12T17:00:00'))).rejects.toMatchObject({ code: 'DUE_UNFIT', issues: [{ path: 'dueAt' }] })
    expect(await ask(at('14T18:00:00'))).toMatchObject({ dueAt: new Date(at('14T18:00:00')).toISOString(), version: 2 })
  })

  test('is told of near its end and past it, once each, and anew for a new end', async () => {
    const { contactId } = await takeIn({ dueAt: at('10T19:30:00') })
    const alert = async (time: string) => {
      await alertHandIns(lin.at(at(time)))
      const { acts } = await findHandInRecord(lin.at(at(time)), contactId)
      return acts.map(({ act }) => act).slice(1)
    }
    expect(await alert('10T17:29:59')).toEqual([])
    expect(await alert('10T17:30:00')).toEqual(['warning'])
    expect(await alert('10T18:00:00')).toEqual(['warning'])
    expect((await findHandIn(lin.at(at('10T18:00:00')), contactId)).state).toBe('due-soon')
    expect(await alert('10T19:31:00')).toEqual(['warning', 'breach'])
    const more = { version: 1, note: '热线同意延期', dueAt: at('20T18:00:00') }
    await extendHandIn(lin.at(at('10T20:00:00')), contactId, more)
    expect((await alert('20T18:00:01')).filter((act) => act === 'breach')).toHaveLength(2)
  })

  test('about an account of another organisation is not for its neighbours to read', async () => {
    const { contactId } = await takeIn()
    const stranger = await seat(database, 'stranger', { roles: ['lead'] })
    const ctx = { ...stranger.at(at('10T11:00:00')), scope: 'Y.' }
    await expect(findHandIn(ctx, contactId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await listHandIns(ctx, { state: 'open' })).handIns).toEqual([])
  })

  test('is kept until it is replied to, and erased with its contact after', async () => {
    const { contactId } = await takeIn({ accountNo: undefined })
    await write(contactId)
    const calls = deskErasures.find(({ kind }) => kind === 'calls')
    const over = { before: new Date('2036-01-01T00:00:00+08:00'), kept: [], keptOtherwise: [], most: 10 }
    const later = database.ctx('2036-01-01T00:00:00+08:00')
    expect(await calls?.count(later, over)).toBe(0)
    await replyToHotline(lin.at(at('10T12:00:00')), contactId, { version: 1, reply: '已答复' })
    expect(await transact(later, async (inner) => calls?.erase(inner, over))).toBe(1)
    const { rows } = await database.pool.query('select count(*)::int as n from hand_in')
    expect(rows[0].n).toBe(0)
  })
})
