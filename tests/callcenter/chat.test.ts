import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { markPresent, setMyState } from '../../callcenter/agents.ts'
import { answerChat, findTranscript, giveBackChat, listMyChats } from '../../callcenter/chat/desk-chat.ts'
import { beginChat, findOwnChat, leaveChat, rateChat, writeMessage } from '../../callcenter/chat/own-chat.ts'
import { sweepChats } from '../../callcenter/chat/sweep.ts'
import { answerContact, closeContact, receiveCall } from '../../callcenter/contacts.ts'
import { listArticles, release } from '../../callcenter/knowledge/articles.ts'
import { listTasks } from '../../callcenter/knowledge/tasks.ts'
import { listUnfinishedOrders } from '../../callcenter/orders/read.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { asksForPersonAlone, chooseAccount, readMessage } from '../../callcenter/rules/chat/reading.ts'
import { countChats } from '../../callcenter/sql/chat-desk.ts'
import type { Ctx } from '../../db/context.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const numberOf = (seated: Seat) => String(seated.at(at('08:00')).actor.id).padStart(4, '0')
const at = (time: string) => `2026-12-01T${time}:00+08:00`

describe('a chat', () => {
  const database = useDatabase()
  let network: Network
  let chen: OpenedAccount
  let lead: Seat
  let first: Seat
  let second: Seat
  let chenId = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    network = await layNetwork(ctx)
    chen = await openChenGuilan(ctx, network)
    lead = await seat(database, 'lead', { roles: ['lead'] })
    first = await seat(database, 'first')
    second = await seat(database, 'second')
    const { rows } = await database.pool.query(
      `insert into app_user (username, name, roles, organisation_id, password_hash, customer_id)
       select 'chen', '陈桂兰', '{customer}', id, 'x', $1 from organisation where path = 'X.' returning id`,
      [chen.customerId],
    )
    chenId = rows[0].id
    const { articles } = await listArticles(lead.at(at('07:00')), { state: 'open' })
    for (const { id, revision } of articles) await release(lead.at(at('07:00')), id, { revision })
  })
  beforeEach(async () => {
    await database.pool.query(`update agent_state set state = 'away', written = 0, live = 0`)
    await database.pool.query(
      `update chat_thread set owner = 'nobody', ended_at = now() - interval '9 years', ended_by = 'left' where ended_at is null`,
    )
    await database.pool.query(
      `update chat_thread set ended_at = ended_at - interval '1 month' where ended_at is not null`,
    )
    await database.pool.query(
      `update contact set state = 'abandoned', closed_at = now(), offer_expires_at = null where state not in ('closed', 'abandoned')`,
    )
  })

  const customer = (time: string): Ctx => ({
    ...database.ctx(at(time)),
    actor: { id: chenId, username: 'chen', name: '陈桂兰', roles: ['customer'], customerId: chen.customerId },
  })
  const begin = (time: string) => beginChat(customer(time), undefined, { language: 'zh' })
  const write = (time: string, body: string, key = randomUUID()) =>
    writeMessage(customer(time), undefined, { key, body })
  const latest = ({ messages }: { messages: { sender: string; body: string }[] }) => messages.at(-1)
  const ready = async (who: Seat, time: string) => {
    await setMyState(who.at(at(time)), { state: 'ready' })
    await markPresent(who.at(at(time)))
  }
  /** In the hands of `first`. */
  const inHand = async (time: string) => {
    await begin(time)
    await ready(first, time)
    const { contactId } = await write(time, '转人工')
    await answerContact(first.at(at(time)), contactId)
    return contactId
  }

  test('is answered from public knowledge with the article and its version, and never from what is for agents', async () => {
    await begin('08:00')
    const chat = await write('08:00', '电费违约金怎么算')
    expect(latest(chat)).toMatchObject({
      sender: 'assistant',
      body: expect.stringContaining('千分之一'),
      sources: [{ is: 'article', articleNo: expect.stringMatching(/^K\d+/), number: 1, title: '电费违约金怎么算' }],
    })
    const all = (await write('08:01', '坐席核对身份的口径是怎样的')).messages
    expect(JSON.stringify(all)).not.toContain('来电号码与户号在档案中是同一户')
  })

  test.each([
    ['过户要带什么材料', '过户怎么办理'],
    ['电费怎么算', '电费怎样算'],
  ])('that asks %s is answered from the article that tells it', async (asked, title) => {
    await begin('08:00')
    const chat = await write('08:00', asked)
    expect(chat.owner).toBe('assistant')
    expect(latest(chat)).toMatchObject({ sender: 'assistant', sources: [{ is: 'article', title }] })
  })

  test('tells of the customer’s own file whose word it is and when it was read', async () => {
    await begin('08:00')
    const balance = await write('08:00', '我还欠多少钱')
    expect(latest(balance)).toMatchObject({
      sender: 'assistant',
      body: expect.stringContaining('余额'),
      sources: [{ is: 'file', of: 'billing', at: new Date(at('08:00')).toISOString() }],
    })
    expect(latest(await write('08:01', '我家停电了'))).toMatchObject({
      body: expect.stringMatching(/未接入[\s\S]*报修/),
      sources: [{ is: 'file', of: 'metering' }],
    })
    expect(latest(await write('08:02', '我的申请进度'))?.body).toContain('没有在办')
  })

  test('reports a fault only once the customer has confirmed it', async () => {
    await begin('08:00')
    const orders = () => listUnfinishedOrders(lead.at(at('08:05')), chen.accountId)
    expect(latest(await write('08:00', '我要报修'))?.body).toContain('确认')
    expect(await orders()).toEqual([])
    expect(latest(await write('08:01', '取消'))?.body).toContain('没有登记')
    expect(latest(await write('08:02', '确认'))?.body).not.toContain('工单')
    expect(await orders()).toEqual([])
    await write('08:03', '报修')
    expect(latest(await write('08:04', '确认'))?.body).toContain('报修工单已登记')
    expect(await orders()).toMatchObject([{ kind: 'fault-repair', subkind: 'low-voltage', accountNo: chen.accountNo }])
    await write('08:05', '报修')
    await write('08:05', '确认')
    expect(await orders()).toHaveLength(1)
    const chat = await leaveChat(customer('08:06'), undefined)
    expect(chat).toMatchObject({ state: 'closed', endedBy: 'customer' })
    const { rows } = await database.pool.query('select category, summary from contact where id = $1', [chat.contactId])
    expect(rows[0]).toEqual({ category: 'outage', summary: '智能客服自助：登记报修' })
  })

  test('asks which account where there are several, and tells a visitor to log in', async () => {
    const visitor = await beginChat(database.ctx(at('08:00')), undefined, { language: 'zh' })
    expect(visitor.visitor).toMatch(/^[\w-]{43}$/)
    const told = await writeMessage(database.ctx(at('08:00')), visitor.visitor ?? '', {
      key: randomUUID(),
      body: '我的余额',
    })
    expect(latest(told)?.body).toContain('先登录')
    await expect(findOwnChat(database.ctx(at('08:00')), undefined, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(findOwnChat(database.ctx(at('08:00')), 'x'.repeat(43), 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const {
      accountId,
      accountNo,
      customerId: holderId,
    } = await openChenGuilan(database.ctx(at('07:00')), network, {
      ...{ customer: { kind: 'person', name: '林小满', idNumber: '11010519491231002X', phone: '13900001234' } },
      meter: {
        ...{ assetNo: 'M-LIN-1', profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
      },
      contract: { contractNo: 'HT-LIN-1', signedOn: '2025-12-30' },
    })
    const two = customer('08:00')
    two.actor.boundAccounts = [{ accountId, accountNo, holderId }]
    await beginChat(two, undefined, { language: 'zh' })
    const ask = (body: string) => writeMessage(two, undefined, { key: randomUUID(), body })
    expect(latest(await ask('我的余额'))?.body).toMatch(/多个用电户[\s\S]*1\.[\s\S]*2\./)
    expect(latest(await ask('2'))?.body).toContain(`${accountNo.slice(-4)}：您的余额`)
    expect(latest(await ask('办理进度'))?.body).toContain('只告诉户主本人')
  })

  test('goes to a person when it is unsure, and the words of the field become a gap', async () => {
    await begin('08:00')
    const chat = await write('08:00', '量子纠缠手机号13800138000能换电饭煲么')
    expect(chat).toMatchObject({ state: 'queued', owner: 'nobody', because: 'unsure', ahead: 0 })
    const { tasks } = await listTasks(lead.at(at('08:01')), { state: 'open' })
    expect(tasks.length).toBeGreaterThan(0)
    expect(JSON.stringify(tasks)).not.toMatch(/量子|13800138000|电饭煲/)
    const count = chat.messages.length
    expect((await write('08:02', '电费违约金怎么算')).messages).toHaveLength(count + 1)
  })

  test('goes to a person at once, first of all, when the words tell of danger', async () => {
    const other = await beginChat(database.ctx(at('08:00')), undefined, { language: 'zh' })
    await writeMessage(database.ctx(at('08:00')), other.visitor ?? '', { key: randomUUID(), body: '转人工' })
    await begin('08:10')
    const chat = await write('08:10', '楼下电线掉下来了，有人触电')
    expect(chat).toMatchObject({ state: 'queued', because: 'danger', ahead: 0 })
    expect(chat.messages.at(-1)?.body ?? '').toContain('注意安全')
    await ready(first, '08:10')
    const { chats } = await listMyChats(first.at(at('08:10')))
    expect(chats).toMatchObject([
      { because: 'danger', contact: { id: chat.contactId, state: 'offered', channel: 'chat' } },
    ])
  })

  test('is offered with what its customer wrote last and how long the offer holds, and is in hand once it is taken', async () => {
    await ready(first, '08:00')
    await begin('08:00')
    await write('08:00', '电费违约金怎么算')
    const { contactId } = await write('08:00', '转人工')
    const shown = async () => (await listMyChats(first.at(at('08:00')))).chats[0]
    expect(await shown()).toMatchObject({
      asked: '电费违约金怎么算',
      contact: { state: 'offered', offerLeftMs: 25_000 },
    })
    await write('08:00', '三月的账单')
    expect((await shown())?.asked).toBe('三月的账单')
    await answerContact(first.at(at('08:00')), contactId)
    await write('08:00', '抄表员没有来过')
    expect(await shown()).toMatchObject({ asked: '抄表员没有来过', contact: { state: 'active', offerLeftMs: null } })
  })

  test('shows the asking for a person where nothing else was written, and refuses an offer that is over in its own words', async () => {
    await ready(first, '08:00')
    await begin('08:00')
    const { contactId } = await write('08:00', '转人工')
    expect((await listMyChats(first.at(at('08:00')))).chats).toMatchObject([{ asked: '转人工' }])
    await expect(answerContact(first.at(at('08:01')), contactId)).rejects.toMatchObject({
      code: 'OFFER_GONE',
      message: '会话已不在您这里：超时、被收回或客户已离开',
    })
  })

  test('is answered by one at a time: the assistant is silent from the hand-over until it is given back', async () => {
    const contactId = await inHand('08:00')
    const silent = await write('08:01', '电费违约金怎么算')
    expect(latest(silent)?.sender).toBe('customer')
    await expect(
      answerChat(second.at(at('08:01')), contactId, { key: randomUUID(), body: '我来答' }),
    ).rejects.toMatchObject({ code: 'CHAT_NOT_YOURS' })
    await answerChat(first.at(at('08:02')), contactId, { key: randomUUID(), body: '您好，请讲' })
    const chat = await findOwnChat(customer('08:02'), undefined, 0)
    expect(chat).toMatchObject({ owner: 'agent', agentNo: numberOf(first) })
    expect(latest(chat)).toMatchObject({ sender: 'agent', agentNo: numberOf(first), body: '您好，请讲' })
    await giveBackChat(first.at(at('08:03')), contactId)
    await expect(
      answerChat(first.at(at('08:03')), contactId, { key: randomUUID(), body: '再说一句' }),
    ).rejects.toMatchObject({ code: 'CHAT_NOT_YOURS' })
    expect(latest(await write('08:04', '电费违约金怎么算'))?.sender).toBe('assistant')
    const { rows } = await database.pool.query('select written from agent_state where user_id = $1', [first.id])
    expect(rows[0].written).toBe(0)
  })

  test('that its agent gave back counts as one that a person had, and not as served by the assistant', async () => {
    const count = () => countChats(database.ctx(at('09:00')), new Date(at('07:00')))
    const before = await count()
    const contactId = await inHand('08:00')
    await giveBackChat(first.at(at('08:03')), contactId)
    expect(await count()).toMatchObject({ answered: before.answered + 1, served: before.served })
    await leaveChat(customer('08:04'), undefined)
    expect(await count()).toMatchObject({ answered: before.answered + 1, served: before.served })
    await begin('08:05')
    await write('08:05', '电费违约金怎么算')
    await leaveChat(customer('08:06'), undefined)
    expect(await count()).toMatchObject({ answered: before.answered + 1, served: before.served + 1 })
  })

  test('has no message twice, lost, or out of order, whoever sends again and whoever comes back', async () => {
    const contactId = await inHand('08:00')
    const key = randomUUID()
    const [once, again] = await Promise.all([write('08:01', '第一句', key), write('08:01', '第一句', key)])
    const said = (chat: { messages: { body: string }[] }) =>
      chat.messages.filter(({ body }) => body === '第一句').length
    expect(Math.max(said(once), said(again))).toBe(1)
    const mine = randomUUID()
    await answerChat(first.at(at('08:02')), contactId, { key: mine, body: '答复' })
    await answerChat(first.at(at('08:02')), contactId, { key: mine, body: '答复' })
    const all = await findOwnChat(customer('08:03'), undefined, 0)
    expect(all.messages.filter(({ body }) => body === '答复')).toHaveLength(1)
    const ids = all.messages.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    const known = ids.at(-2) ?? 0
    expect((await findOwnChat(customer('08:03'), undefined, known)).messages.map(({ id }) => id)).toEqual([ids.at(-1)])
    expect((await findTranscript(first.at(at('08:03')), contactId, 0)).messages.map(({ id }) => id)).toEqual(ids)
  })

  test('is one of at most so many of an agent, none while he talks, and none comes to him by telephone meanwhile', async () => {
    await ready(first, '08:00')
    for (let count = 0; count < 4; count++) {
      const { visitor } = await beginChat(database.ctx(at('08:00')), undefined, { language: 'zh' })
      await writeMessage(database.ctx(at('08:00')), visitor ?? '', { key: randomUUID(), body: '转人工' })
    }
    const { chats, mostAtOnce } = await listMyChats(first.at(at('08:00')))
    expect([chats.length, mostAtOnce]).toEqual([3, 3])
    await receiveCall(database.ctx(at('08:00')), { callId: randomUUID(), callerPhone: '13900000009' })
    const { rows } = await database.pool.query(
      `select state from contact where channel = 'voice' and state <> 'abandoned'`,
    )
    expect(rows).toEqual([{ state: 'queued' }])
    await ready(second, '08:01')
    const call = await database.pool.query(`select id from contact where channel = 'voice' and agent_id = $1`, [
      second.id,
    ])
    expect(call.rows.length).toBeLessThanOrEqual(1)
  })

  test('is over when its agent has written what it was about; then the customer rates it, once', async () => {
    const contactId = await inHand('08:00')
    await expect(rateChat(customer('08:01'), undefined, { score: 5 })).rejects.toMatchObject({
      code: 'RATING_NOT_POSSIBLE',
    })
    const { chats } = await listMyChats(first.at(at('08:02')))
    const version = chats[0]?.contact.version ?? 0
    await closeContact(first.at(at('08:03')), contactId, { category: 'advice', summary: '咨询违约金', version })
    const ended = await findOwnChat(customer('08:04'), undefined, 0)
    expect(ended).toMatchObject({ state: 'closed', owner: 'nobody', endedBy: 'agent' })
    await expect(write('08:04', '还在吗')).rejects.toMatchObject({ code: 'CHAT_ENDED' })
    expect(await rateChat(customer('08:05'), undefined, { score: 4 })).toMatchObject({ satisfaction: 4 })
    await expect(rateChat(customer('08:05'), undefined, { score: 1 })).rejects.toMatchObject({
      code: 'RATING_NOT_POSSIBLE',
    })
    // Who comes back within the window reads on where he was.
    const again = await begin('09:00')
    expect(again.chat.contactId).not.toBe(contactId)
    expect(again.chat.messages[0]?.id).toBe(ended.messages[0]?.id)
  })

  describe('rated badly', () => {
    const opened = async () =>
      (await database.pool.query(`select from satisfaction where bad_order_id is not null`)).rowCount
    /** Begun, by a visitor where it says so, had by an agent, ended and rated 1. */
    const rated = async ({ isKnown = true, isHad = true, writes = true }) => {
      const ctx = (time: string) => (isKnown ? customer(time) : database.ctx(at(time)))
      const { visitor, chat } = await beginChat(ctx('08:00'), undefined, { language: 'zh' })
      const by = visitor ?? undefined
      if (isHad) await ready(first, '08:00')
      if (writes) await writeMessage(ctx('08:00'), by, { key: randomUUID(), body: isHad ? '转人工' : '你好' })
      if (isHad) {
        await answerContact(first.at(at('08:00')), chat.contactId)
        const held = (await listMyChats(first.at(at('08:02')))).chats[0]
        const written = { category: 'advice' as const, summary: '咨询', version: held?.contact.version ?? 0 }
        await closeContact(first.at(at('08:03')), chat.contactId, written)
      } else await leaveChat(ctx('08:03'), by)
      const before = (await opened()) ?? 0
      expect(await rateChat(ctx('08:05'), by, { score: 1 })).toMatchObject({ satisfaction: 1 })
      return ((await opened()) ?? 0) - before
    }
    test('opens an order where an agent had it and the customer is known', async () => {
      expect(await rated({})).toBe(1)
    })
    test.each([
      ['of a visitor', { isKnown: false }],
      ['that no agent had', { isHad: false }],
      ['that was left without a word', { isHad: false, writes: false }],
    ])('opens none of a chat %s', async (_, of) => {
      expect(await rated(of)).toBe(0)
    })
  })

  test('warns who is silent, leaves him after that, and gives up whoever left the queue', async () => {
    await begin('08:00')
    await write('08:00', '电费违约金怎么算')
    const system = database.ctx
    await sweepChats(system(at('08:04')))
    expect(latest(await findOwnChat(customer('08:04'), undefined, 0))?.sender).toBe('assistant')
    await sweepChats(system(at('08:06')))
    await sweepChats(system(at('08:06')))
    const warned = await findOwnChat(customer('08:06'), undefined, 0)
    expect(warned.messages.filter(({ body }) => body.includes('还在吗'))).toHaveLength(1)
    await sweepChats(system(at('08:12')))
    expect(await findOwnChat(customer('08:12'), undefined, 0)).toMatchObject({ state: 'closed', endedBy: 'idle' })
    await begin('09:00')
    await write('09:00', '转人工')
    await sweepChats(system(at('09:01')))
    expect(await findOwnChat(customer('09:01'), undefined, 0)).toMatchObject({ state: 'queued' })
    await sweepChats(system(at('09:10')))
    const { rows } = await database.pool.query(`select state from contact order by id desc limit 1`)
    expect(rows[0].state).toBe('abandoned')
  })

  test('waits again where it stood when the desk of its agent falls silent, and another takes it', async () => {
    const contactId = await inHand('08:00')
    await write('08:04', '喂')
    await ready(second, '08:05')
    await sweepChats(database.ctx(at('08:05')))
    await sweepDesk(database.ctx(at('08:05')))
    const { chats } = await listMyChats(second.at(at('08:05')))
    expect(chats).toMatchObject([{ contact: { id: contactId, state: 'offered' } }])
    await answerContact(second.at(at('08:05')), contactId)
    expect(await findOwnChat(customer('08:06'), undefined, 0)).toMatchObject({
      owner: 'agent',
      agentNo: numberOf(second),
    })
  })

  test('takes no more messages of a customer in a minute than the rule says', async () => {
    await inHand('08:00')
    for (let count = 0; count < 20; count++) await write('08:01', `第 ${count} 条`)
    await expect(write('08:01', '太快')).rejects.toMatchObject({ code: 'TOO_FAST', status: 429 })
    await write('08:03', '又可以了')
  })
})

describe('what the assistant reads', () => {
  test.each([
    ['家里插座冒火花了', 'danger'],
    ['有人被电到了怎么办', 'danger'],
    ['转人工', 'person'],
    ['我要投诉', 'complaint'],
    ['怎么投诉', 'question'],
    ['请帮我报修', 'report'],
    ['确认', 'yes'],
    ['不用了', 'no'],
    ['您好', 'greeting'],
    ['过户需要什么资料', 'question'],
  ])('%s: %s', (text, means) => {
    expect(readMessage(text).means).toBe(means)
  })

  test.each([
    ['我家停电了', 'supply'],
    ['我的余额', 'balance'],
    ['这个月电费多少', 'bill'],
    ['查一下电费', 'bill'],
    ['我家上个月电费怎么算的', 'bill'],
    ['我这个月的电费为什么这么高', 'bill'],
    ['我的工单进度', 'progress'],
  ])('%s: of the file, %s', (text, topic) => {
    expect(readMessage(text)).toEqual({ means: 'tell', topic })
  })

  test.each([
    ['转人工', true],
    ['请帮我转接人工客服。', true],
    ['human', true],
    ['人工客服电话是多少', false],
    ['家里停电了，转人工', false],
    ['我要投诉', false],
  ])('%s: asks for a person alone: %s', (text, alone) => {
    expect(asksForPersonAlone(text)).toBe(alone)
  })

  test('chooses an account by its place or its last digits, and none where two fit', () => {
    const accounts = [{ accountNo: '3300000001234' }, { accountNo: '3300000101234' }, { accountNo: '3300000005678' }]
    expect(chooseAccount('3', accounts)).toBe(accounts[2])
    expect(chooseAccount('尾号5678', accounts)).toBe(accounts[2])
    expect(chooseAccount('1234', accounts)).toBeNull()
    expect(chooseAccount('都可以', accounts)).toBeNull()
  })
})
