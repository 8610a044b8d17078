import { beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { closeContact, findContact } from '../../callcenter/contacts.ts'
import type { WorkOrder } from '../../callcenter/orders/contract.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { findOrderRecord, findWorkOrder, listUnfinishedOrders, listWorkOrders } from '../../callcenter/orders/read.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import type { OrderStep } from '../../callcenter/rules/steps.ts'
import { findPeopleRows } from '../../callcenter/sql/agents.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('who is complained of', () => {
  const database = useDatabase()
  const now = '2026-03-10T09:00:00+08:00'
  const as = (username: string, role: Role, scope = 'X.', at = now): Ctx => ({
    ...database.ctx(at, { username, roles: [role] }),
    scope,
  })
  const agent = (at = now) => as('lin', 'agent', 'X.', at)
  let home = { accountId: 0, accountNo: '' }
  let agentId = 0
  const units: Record<string, number> = {}

  beforeAll(async () => {
    const start = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(start)
    home = await openChenGuilan(start, network)
    const user = { password: 'dianhu-demo', organisationPath: 'X.X1.', roles: ['crew'] as Role[] }
    await addUser(start, { ...user, username: 'peng', name: '彭工' })
    await addUser(start, { ...user, username: 'lin', name: '林晓', organisationPath: 'X.', roles: ['agent'] })
    const { rows } = await database.pool.query('select path, id from organisation')
    for (const { path, id } of rows) units[path] = id
    agentId = (await database.pool.query(`select id from app_user where username = 'lin'`)).rows[0].id
  })

  test('is found by name or by the number that customers are told, in the units of who asks', async () => {
    const find = async (q: string, scope = 'X.') =>
      (await findPeopleRows(as('lin', 'agent', scope), q)).map(({ name, unit, agentNo }) => [name, unit, agentNo])
    const number = String(agentId).padStart(4, '0')
    expect(await find('彭')).toEqual([['彭工', '城关供电所', null]])
    expect(await find(number)).toEqual([['林晓', '安溪县供电公司', number]])
    expect(await find(String(agentId))).toEqual(await find(number))
    expect(await find('林晓', 'X.X1.')).toEqual([])
    expect(await find('陈桂兰')).toEqual([])
  })

  type Opening = Parameters<typeof openWorkOrder>[1]
  const open = (kind: Opening['kind'], subkind: Opening['subkind'], more: Partial<Opening> = {}, at = now) =>
    openWorkOrder(agent(at), {
      ...{ kind, subkind, urgency: 'normal', address: '东门街1号', description: '来电反映' },
      ...{ form: subkind === 'conduct' ? { 'complained-of': '供电所' } : {} },
      ...more,
    })
  /** A call that the agent has, about the caller's own account. */
  async function layContact(no: string, channel = 'voice', phone = '13800138000'): Promise<number> {
    const { rows } = await database.pool.query(
      `insert into contact (contact_no, channel, state, account_id, agent_id, phone_hash, queued_at, ranked_at, answered_at)
       values ($1, $2, 'active', $3, $4, $5, $6, $6, $6) returning id`,
      [no, channel, home.accountId, agentId, hashForLookup(phone), now],
    )
    await database.pool.query(`update contact set state = 'closed', category = 'report', summary = 'x' where id = $1`, [
      rows[0].id,
    ])
    return rows[0].id
  }
  const sees = async (ctx: Ctx, order: WorkOrder) => {
    const { orders } = await listWorkOrders(ctx, { status: 'unfinished', limit: 100 })
    const isListed = orders.some(({ id }) => id === order.id)
    const isFound = await findWorkOrder(ctx, order.id).then(
      () => true,
      () => false,
    )
    expect(isListed).toBe(isFound)
    return isFound
  }

  test('as a unit, does not see it: the unit above does it, and it is handed to none of theirs', async () => {
    const unitId = units['X.X1.'] ?? 0
    const order = await open('report', 'conduct', { complainedUnitId: unitId, accountNo: home.accountNo })
    expect(order).toMatchObject({ organisation: '安溪县供电公司', complainedUnit: '城关供电所' })
    expect(await sees(as('zheng', 'quality'), order)).toBe(true)
    for (const role of ['quality', 'manager', 'dispatcher', 'agent'] as const)
      expect([role, await sees(as('x', role, 'X.X1.'), order)]).toEqual([role, false])
    await expect(
      takeOrderStep(agent(), order.id, 'dispatch', { version: order.version, unitId }),
    ).rejects.toMatchObject({ code: 'UNIT_COMPLAINED_OF', issues: [{ path: 'unitId' }] })
    const sent = await takeOrderStep(agent(), order.id, 'dispatch', { version: order.version })
    expect(sent.status).toBe('dispatched')
  })

  test('as the topmost unit, is read about by nobody but the desk that took it', async () => {
    const order = await open('report', 'conduct', { complainedUnitId: units['X.'] ?? 0 })
    expect(await sees(agent(), order)).toBe(true)
    for (const role of ['quality', 'manager', 'dispatcher'] as const)
      expect([role, await sees(as('x', role), order)]).toEqual([role, false])
    expect(await sees(as('sheng', 'quality', ''), order)).toBe(true)
    // Nobody above is in reach: the desk gives it to whom it trusts, or the clock would run out.
    const sent = await takeOrderStep(agent(), order.id, 'dispatch', {
      ...{ version: order.version, unitId: units['X.X1.'] ?? 0 },
    })
    expect(sent.status).toBe('dispatched')
  })

  test('as a person, neither reads nor does it, not by his stand-in either', async () => {
    const order = await open('report', 'theft', { complainedUsername: 'peng' })
    expect(order.complainedPerson).toBe('彭工')
    const sent = await takeOrderStep(agent(), order.id, 'dispatch', { version: order.version, handler: 'crew' })
    const peng = as('peng', 'crew')
    expect(await sees(peng, sent)).toBe(false)
    expect(await sees({ ...peng, actor: { ...peng.actor, username: 'standin', alsoAs: ['peng'] } }, sent)).toBe(false)
    await expect(takeOrderStep(peng, order.id, 'acceptance', { version: sent.version })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await sees(as('other', 'crew'), sent)).toBe(true)
    expect((await takeOrderStep(as('other', 'crew'), order.id, 'acceptance', { version: sent.version })).status).toBe(
      'accepted',
    )
  })

  test('does not read the call in which he was reported, nor that of it in the caller’s file', async () => {
    const contactId = await layContact('C1')
    const order = await open('report', 'conduct', {
      ...{ contactId, complainedUnitId: units['X.X1.'] ?? 0, accountNo: home.accountNo },
    })
    await expect(findContact(as('x', 'quality', 'X.X1.'), contactId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await findContact(as('zheng', 'quality'), contactId)).contactNo).toBe('C1')
    await database.pool.query(`update contact set state = 'active', category = null, summary = null where id = $1`, [
      contactId,
    ])
    const at = { ...agent(), actor: { ...agent().actor, id: agentId } }
    const { version } = await findContact(at, contactId)
    await closeContact(at, contactId, { category: 'report', summary: '举报供电所', version })
    const colleagues = await listTimeline(as('x', 'dispatcher', 'X.X1.'), { accountId: home.accountId, limit: 100 })
    expect(colleagues.filter(({ titleZh }) => /举报/.test(titleZh))).toEqual([])
    const unfinished = await listUnfinishedOrders(as('x', 'dispatcher', 'X.X1.'), home.accountId)
    expect(unfinished.map(({ id }) => id)).not.toContain(order.id)
  })

  const read = async () => {
    const entries = await listTimeline(as('x', 'dispatcher'), { accountId: home.accountId, limit: 100 })
    return entries.filter(({ kind }) => kind === 'contact').map(({ titleZh }) => titleZh)
  }
  /** The agent writes what was said. */
  async function write(contactId: number, summary: string): Promise<void> {
    await database.pool.query(`update contact set state = 'active', category = null, summary = null where id = $1`, [
      contactId,
    ])
    const at = { ...agent(), actor: { ...agent().actor, id: agentId } }
    const { version } = await findContact(at, contactId)
    await closeContact(at, contactId, { category: 'complaint', summary, version })
  }

  test('does not read the words of a complaint, written before it or after, nor the call', async () => {
    const [before, after, report] = [await layContact('C30'), await layContact('C31'), await layContact('C32')]
    await write(before, '投诉彭工索要烟酒')
    expect(await read()).toContain('95598 联系：投诉彭工索要烟酒')
    await open('complaint', 'service', { contactId: before, complainedUsername: 'peng', accountNo: home.accountNo })
    await open('complaint', 'service', { contactId: after, complainedUsername: 'peng', accountNo: home.accountNo })
    await write(after, '再次投诉彭工')
    await write(report, '举报彭工')
    await open('report', 'conduct', { contactId: report, complainedUsername: 'peng' })
    expect((await read()).filter((title) => /彭工/.test(title))).toEqual([])
    expect((await read()).filter((title) => title === '95598 联系')).toHaveLength(2)
    for (const id of [before, after, report])
      await expect(findContact(as('peng', 'quality'), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await findContact(as('zheng', 'quality'), before)).summary).toBe('投诉彭工索要烟酒')
  })

  test('does not take it himself', async () => {
    await expect(open('complaint', 'service', { complainedUsername: 'lin' })).rejects.toMatchObject({
      code: 'OWN_COMPLAINT',
    })
  })

  test.each([
    ['of conduct without saying whose', 'report', 'conduct', {}, 'COMPLAINED_MISSING'],
    ['of a fault', 'fault-repair', 'low-voltage', { complainedUnitId: 1 }, 'COMPLAINED_UNFIT'],
    ['of a unit that does not exist', 'complaint', 'service', { complainedUnitId: 999_999 }, 'NOT_FOUND'],
    ['of somebody who is no staff', 'complaint', 'service', { complainedUsername: 'nobody' }, 'NOT_FOUND'],
  ] as const)('%s is refused', async (_, kind, subkind, against, code) => {
    await expect(open(kind, subkind, against)).rejects.toMatchObject({ code })
  })

  describe('a complaint', () => {
    const day = (date: string) => `${date}T09:00:00+08:00`
    /** Opened and closed on a day. */
    async function settle(subkind: Opening['subkind'], date: string, more: Partial<Opening> = {}): Promise<WorkOrder> {
      let order = await open('complaint', subkind, { accountNo: home.accountNo, ...more }, day(date))
      const steps: [OrderStep, string, Role, object?][] = [
        ['dispatch', 'lin', 'agent'],
        ['acceptance', 'zheng', 'quality'],
        ['result', 'zheng', 'quality', { note: '已答复' }],
        ['audit', 'lu', 'lead'],
        ['call-back', 'lin', 'agent', { outcome: 'dissatisfied' }],
        ['closure', 'lin', 'agent', { note: '办结' }],
      ]
      for (const [step, username, role, given] of steps)
        order = await takeOrderStep(as(username, role, 'X.', day(date)), order.id, step, {
          version: order.version,
          ...given,
        })
      return order
    }
    const again = (subkind: Opening['subkind'], date: string, more: Partial<Opening> = {}) =>
      open('complaint', subkind, { accountNo: home.accountNo, ...more }, day(date))

    test('of the same class after a closed one is a repeat of it; another class, or a long time, is none', async () => {
      const first = await settle('business', '2026-03-11')
      expect(first).toMatchObject({ repeats: 0, repeatOf: null, supervision: null })
      expect(await again('supply-quality', '2026-03-20')).toMatchObject({ repeats: 0, repeatOf: null })
      const far = await again('business', '2026-05-11')
      expect(far).toMatchObject({ repeats: 0, repeatOf: null })
      expect(await again('business', '2026-05-10')).toMatchObject({
        repeats: 1,
        repeatOf: first.workOrderNo,
        supervision: null,
      })
    })

    test('for the third time goes to the province', async () => {
      await settle('construction', '2026-06-01')
      const second = await settle('construction', '2026-06-10')
      expect(second).toMatchObject({ repeats: 1, supervision: null })
      const third = await again('construction', '2026-06-20')
      expect(third).toMatchObject({ repeats: 2, repeatOf: second.workOrderNo, supervision: 'province' })
      const { acts } = await findOrderRecord(as('lu', 'lead'), third.id)
      expect(acts.map(({ act, note }) => [act, note])).toContainEqual(['province', '同一事项第 3 次投诉，省公司督办'])
    })

    test('while the first is still open is no repeat, but by another hotline it has been escalated', async () => {
      await again('service', '2026-07-01')
      expect(await again('service', '2026-07-02')).toMatchObject({ repeats: 0, isEscalated: false })
      const contactId = await layContact('C9', 'hotline')
      expect(await again('service', '2026-07-03', { contactId })).toMatchObject({ repeats: 0, isEscalated: true })
    })

    test('without an account is told apart by who called', async () => {
      const [own, other] = [
        await layContact('C20', 'voice', '13911112222'),
        await layContact('C21', 'voice', '13933334444'),
      ]
      const base = { accountNo: undefined, address: '路边' }
      const first = await settle('outage', '2026-08-03', { ...base, contactId: own })
      expect(await again('outage', '2026-08-10', { ...base, contactId: other })).toMatchObject({ repeats: 0 })
      const same = await layContact('C22', 'voice', '13911112222')
      expect(await again('outage', '2026-08-10', { ...base, contactId: same })).toMatchObject({
        ...{ repeats: 1, repeatOf: first.workOrderNo },
      })
    })
  })
})
