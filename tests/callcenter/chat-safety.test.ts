import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { markPresent, setMyState } from '../../callcenter/agents.ts'
import { beginChat, findOwnChat, writeMessage } from '../../callcenter/chat/own-chat.ts'
import { sweepChats } from '../../callcenter/chat/sweep.ts'
import { answerContact } from '../../callcenter/contacts.ts'
import { listArticles, release } from '../../callcenter/knowledge/articles.ts'
import type { Ctx } from '../../db/context.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const at = (time: string) => `2026-12-01T${time}:00+08:00`

describe('a chat harms nobody', () => {
  const database = useDatabase()
  let chen: OpenedAccount
  let lead: Seat
  let first: Seat
  let chenId = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    chen = await openChenGuilan(ctx, await layNetwork(ctx))
    lead = await seat(database, 'lead', { roles: ['lead'] })
    first = await seat(database, 'first')
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
    await database.pool.query('truncate agent_state, contact, contact_event, chat_thread, chat_message cascade')
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
})
