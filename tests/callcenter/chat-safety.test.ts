import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { markPresent, setMyState } from '../../callcenter/agents.ts'
import { findCallerFile } from '../../callcenter/caller-file.ts'
import { answerChat, findTranscript, listMyChats } from '../../callcenter/chat/desk-chat.ts'
import { beginChat, findOwnChat, leaveChat, writeMessage } from '../../callcenter/chat/own-chat.ts'
import { sweepChats } from '../../callcenter/chat/sweep.ts'
import { answerContact, closeContact } from '../../callcenter/contacts.ts'
import { draftArticle, listArticles, release, submit } from '../../callcenter/knowledge/articles.ts'
import { suggestKnowledge } from '../../callcenter/knowledge/search.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import type { Ctx } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const at = (time: string) => `2026-12-01T${time}:00+08:00`

describe('a chat harms nobody', () => {
  const database = useDatabase()
  let chen: OpenedAccount
  let lead: Seat
  let first: Seat
  let second: Seat
  let chenId = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    chen = await openChenGuilan(ctx, await layNetwork(ctx))
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
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'chat_thread', 'chat_message')
  })

  const customer = (time: string): Ctx => ({
    ...database.ctx(at(time)),
    actor: { id: chenId, username: 'chen', name: '陈桂兰', roles: ['customer'], customerId: chen.customerId },
  })
  const begin = (time: string) => beginChat(customer(time), undefined, { language: 'zh' })
  const write = (time: string, body: string) => writeMessage(customer(time), undefined, { key: randomUUID(), body })
  const answered = async (time: string, contactId: number) => {
    await setMyState(first.at(at(time)), { state: 'ready' })
    await markPresent(first.at(at(time)))
    await answerContact(first.at(at(time)), contactId)
  }
  /** Until so many wait for what another transaction holds. */
  const manyWait = async (many: number) => {
    for (let count = 0; count < many; ) {
      const { rows } = await database.pool.query(
        `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      count = rows[0].count
    }
  }

  test('is not ended for silence when the customer told of danger while the sweep waited for him', async () => {
    await begin('08:00')
    await write('08:00', '电费违约金怎么算')
    await sweepChats(database.ctx(at('08:06')))
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('select 1 from chat_thread for update')
    const written = write('08:11', '电线着火了')
    await manyWait(1)
    const swept = sweepChats(database.ctx(at('08:12')))
    await manyWait(2)
    await holder.query('commit')
    holder.release()
    await Promise.all([written, swept])
    expect(await findOwnChat(customer('08:12'), undefined, 0)).toMatchObject({
      ...{ state: 'queued', because: 'danger', endedAt: null },
    })
  })

  test('is not warned for silence when the customer wrote while the sweep waited for him, nor left after that', async () => {
    await begin('08:00')
    const { contactId } = await write('08:00', '转人工')
    await answered('08:00', contactId)
    await answerChat(first.at(at('08:00')), contactId, { key: 'asked-him-1', body: '请问户号是多少' })
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('select 1 from chat_thread for update')
    const written = write('08:06', '稍等，我找一下')
    await manyWait(1)
    await markPresent(first.at(at('08:06')))
    const swept = sweepChats(database.ctx(at('08:06')))
    await manyWait(2)
    await holder.query('commit')
    holder.release()
    await Promise.all([written, swept])
    await markPresent(first.at(at('08:12')))
    await sweepChats(database.ctx(at('08:12')))
    const told = await findOwnChat(customer('08:12'), undefined, 0)
    expect(told.messages.filter(({ body }) => body.includes('还在吗'))).toEqual([])
    expect(told).toMatchObject({ owner: 'agent', endedAt: null })
  })

  test('is silent only since the agent joined, however long before that the customer had waited', async () => {
    await begin('08:00')
    await write('08:00', '电费违约金怎么算')
    const { contactId } = await write('08:01', '转人工')
    await answered('08:20', contactId)
    // The last word is the agent's, and he has only come.
    await database.pool.query(
      `insert into chat_message (contact_id, sender, agent_id, body, at) values ($1, 'agent', $2, '您好', $3)`,
      [contactId, first.id, at('08:02')],
    )
    await sweepChats(database.ctx(at('08:20')))
    const warnings = async (time: string) =>
      (await findOwnChat(customer(time), undefined, 0)).messages.filter(({ body }) => body.includes('还在吗'))
    expect(await warnings('08:20')).toEqual([])
    await markPresent(first.at(at('08:26')))
    await sweepChats(database.ctx(at('08:26')))
    expect(await warnings('08:26')).toHaveLength(1)
  })

  test('of before is not read by the agent of whom it complains, nor from another county; the customer reads all of it', async () => {
    await begin('08:00')
    const former = await write('08:00', '我要投诉')
    await openWorkOrder(lead.at(at('08:00')), {
      ...{
        kind: 'complaint',
        subkind: 'service',
        urgency: 'normal',
        contactId: former.contactId,
        accountNo: chen.accountNo,
      },
      ...{ address: '东门街1号', description: '投诉坐席', complainedUsername: 'first', form: {} },
    })
    await leaveChat(customer('08:01'), undefined)
    await begin('08:10')
    const { contactId } = await write('08:10', '转人工')
    await answered('08:10', contactId)
    const read = async (who: Ctx) => (await findTranscript(who, contactId, 0)).messages.map(({ body }) => body)
    expect(await read(first.at(at('08:11')))).not.toContain('我要投诉')
    expect(await read(first.at(at('08:11')))).toContain('转人工')
    expect(await read(lead.at(at('08:11')))).toEqual(expect.arrayContaining(['我要投诉', '转人工']))
    const own = await findOwnChat(customer('08:11'), undefined, 0)
    expect(own.messages.map(({ body }) => body)).toContain('我要投诉')
    await database.pool.query('update contact set agent_id = $2 where id = $1', [contactId, second.id])
    expect(await read(second.at(at('08:11')))).toContain('我要投诉')
    expect(await read({ ...second.at(at('08:11')), scope: 'Y.' })).not.toContain('我要投诉')
  })

  test('that waits for a person and tells of danger then comes first of all, and is told once how to be safe', async () => {
    const other = await beginChat(database.ctx(at('08:00')), undefined, { language: 'zh' })
    const visitor = other.visitor ?? ''
    await writeMessage(database.ctx(at('08:00')), visitor, { key: randomUUID(), body: '转人工' })
    await begin('08:10')
    expect(await write('08:10', '转人工')).toMatchObject({ because: 'asked', ahead: 1 })
    const told = await write('08:11', '电线掉下来了，冒火花')
    expect(told).toMatchObject({ state: 'queued', because: 'danger', ahead: 0 })
    expect(told.messages.at(-1)).toMatchObject({ sender: 'system', body: expect.stringContaining('注意安全') })
    expect((await write('08:12', '快来，着火了')).messages.at(-1)?.sender).toBe('customer')
    const { rows } = await database.pool.query('select skill from contact where id = $1', [told.contactId])
    expect(rows[0].skill).toBe('fault')
    await setMyState(first.at(at('08:12')), { state: 'ready' })
    await markPresent(first.at(at('08:12')))
    expect((await listMyChats(first.at(at('08:12')))).chats[0]?.contact.id).toBe(told.contactId)
  })

  const standing = async (contactId: number) => {
    const { rows } = await database.pool.query(
      `select c.state, c.skill, t.because, t.owner, c.version from contact c
       join chat_thread t on t.contact_id = c.id where c.id = $1`,
      [contactId],
    )
    return rows[0]
  }
  const safe = async (time: string) =>
    (await findOwnChat(customer(time), undefined, 0)).messages.filter(({ body }) => body.includes('注意安全')).length

  test('that an agent has and that tells of danger stays his, the customer is told once, and the desk hears of it', async () => {
    await begin('08:00')
    const { contactId } = await write('08:00', '转人工')
    await answered('08:00', contactId)
    const before = await standing(contactId)
    await write('08:01', '电线掉下来了')
    await write('08:01', '冒火花')
    expect(await safe('08:01')).toBe(1)
    expect(await standing(contactId)).toMatchObject({
      ...{ state: 'active', owner: 'agent', because: 'danger', version: before.version },
    })
    const { rows } = await database.pool.query(
      `select payload from event where kind = 'contact.changed' and (payload ->> 'contactId')::bigint = $1`,
      [contactId],
    )
    expect(rows[0]?.payload).toMatchObject({ agentId: first.id })
  })

  test('of danger whose agent is away or gone waits for another, first of all', async () => {
    await begin('08:00')
    const { contactId } = await write('08:00', '转人工')
    await answered('08:00', contactId)
    await setMyState(first.at(at('08:01')), { state: 'away', reason: 'break' })
    await write('08:01', '电线掉下来了')
    const waits = { state: 'queued', owner: 'nobody', because: 'danger', skill: 'fault' }
    expect(await standing(contactId)).toMatchObject(waits)
    expect(await safe('08:01')).toBe(1)
    await answered('08:02', contactId)
    await write('08:30', '着火了')
    expect(await standing(contactId)).toMatchObject({ ...waits, state: expect.stringMatching(/queued|offered/) })
  })

  test('that comes back from a lost desk with danger that nobody read waits as danger', async () => {
    await begin('08:00')
    const { contactId } = await write('08:00', '转人工')
    await answered('08:00', contactId)
    await database.pool.query(
      `insert into chat_message (contact_id, sender, body, at) values ($1, 'customer', '电线掉下来了', $2)`,
      [contactId, at('08:01')],
    )
    await sweepChats(database.ctx(at('08:10')))
    expect(await standing(contactId)).toMatchObject({ state: 'queued', because: 'danger', skill: 'fault' })
  })

  test('is held before its contact by whoever takes it or writes it down, as by who writes in it', async () => {
    await begin('08:00')
    const { contactId } = await write('08:00', '转人工')
    await setMyState(first.at(at('08:00')), { state: 'ready' })
    await markPresent(first.at(at('08:00')))
    const holder = await database.pool.connect()
    const whileHeld = async <T>(act: () => Promise<T>): Promise<T> => {
      await holder.query('begin')
      await holder.query('select 1 from chat_thread where contact_id = $1 for update', [contactId])
      const done = act()
      await manyWait(1)
      await holder.query('select 1 from contact where id = $1 for update nowait', [contactId])
      await holder.query('commit')
      return done
    }
    try {
      const { version } = await whileHeld(() => answerContact(first.at(at('08:00')), contactId))
      const written = { category: 'advice' as const, summary: '咨询', version }
      expect(await whileHeld(() => closeContact(first.at(at('08:01')), contactId, written))).toMatchObject({
        state: 'closed',
      })
    } finally {
      holder.release()
    }
  })

  test('tells the editors nothing of who tells on somebody, and of others only words of the field', async () => {
    await begin('08:00')
    await write('08:00', '如何举报城东所抄表员王五收红包')
    const asked = async () =>
      (await database.pool.query('select asked from knowledge_question order by id')).rows.map((row) => row.asked)
    expect(await asked()).toEqual([])
    await leaveChat(customer('08:01'), undefined)
    await begin('08:02')
    expect(await write('08:02', '量子纠缠王五家的手机号')).toMatchObject({ because: 'unsure' })
    const all = await asked()
    expect(all).toHaveLength(1)
    expect(all[0]).not.toMatch(/王五|量子/)
  })

  test('is answered from no article of another county, and a visitor from the whole company’s alone', async () => {
    await bringNetwork(
      database.ctx(at('07:00')),
      { organisations: [{ path: 'Y.', kind: 'county', name: '长泰县供电公司' }] },
      new Date('2024-01-01T00:00:00+08:00'),
    )
    const { rows } = await database.pool.query(`select path, id from organisation where path in ('X.', 'Y.')`)
    const idOf = (path: string) => rows.find((row) => row.path === path)?.id
    const add = async (organisationId: number, title: string) => {
      const draft = {
        ...{ category: 'channels', title, questions: ['赶集日摆摊接电'], body: title, legalBasis: '本公司规定' },
        ...{ isPublic: true, organisationId, validFrom: '2026-12-01', validTo: null, reviewOn: '2027-12-01' },
      }
      const { id, revision } = await draftArticle({ ...lead.at(at('07:00')), scope: '' }, draft)
      const submitted = await submit({ ...lead.at(at('07:00')), scope: '' }, id, { revision })
      const reviewer = { ...second.at(at('07:00')), scope: '' }
      await release({ ...reviewer, actor: { ...reviewer.actor, roles: ['lead'] } }, id, {
        revision: submitted.revision,
      })
    }
    await add(idOf('Y.'), '长泰赶集日摆摊接电')
    await begin('08:00')
    expect(JSON.stringify(await write('08:00', '赶集日摆摊接电'))).not.toContain('长泰')
    await leaveChat(customer('08:01'), undefined)
    await add(idOf('X.'), '安溪赶集日摆摊接电')
    const { visitor } = await beginChat(database.ctx(at('08:02')), undefined, { language: 'zh' })
    const asked = { key: randomUUID(), body: '赶集日摆摊接电' }
    expect(JSON.stringify(await writeMessage(database.ctx(at('08:02')), visitor ?? '', asked))).not.toContain('安溪')
    await begin('08:03')
    expect(JSON.stringify(await write('08:03', '赶集日摆摊接电'))).toContain('安溪')
  })

  test('of a visitor opens no file: who is logged in as its holder is known, and nobody else', async () => {
    const file = () => findCallerFile(first.at(at('08:01')), chen.accountNo)
    await begin('08:00')
    const { contactId } = await write('08:00', '转人工')
    await answered('08:00', contactId)
    expect((await file()).identity).toBeNull()
    expect((await listMyChats(first.at(at('08:01')))).chats[0]?.contact.customerName).toBe('陈桂兰')
    await database.pool.query(
      `update chat_thread set user_id = null, visitor_hash = 'x'::bytea, owner = owner where contact_id = $1`,
      [contactId],
    )
    expect((await file()).identity?.level).toBe('none')
    expect((await listMyChats(first.at(at('08:01')))).chats[0]?.contact).toMatchObject({
      ...{ level: 'none', customerName: '陈**' },
    })
    await database.pool.query(
      'insert into account_ledger (account_id, charged_yuan, paid_yuan) values ($1, 100, 0) on conflict do nothing',
      [chen.accountId],
    )
    const { hits } = await suggestKnowledge(first.at(at('08:01')), { accountNo: chen.accountNo })
    expect(hits.map(({ because }) => because)).not.toContain('arrears')
  })
})
