import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MessageSender } from '../../app/messages/sender.ts'
import type { ShortMessage, SmsPort } from '../../app/messages/sms-port.ts'
import { markPresent, setMyState } from '../../callcenter/agents.ts'
import { findCallerFile } from '../../callcenter/caller-file.ts'
import { configureChannels } from '../../callcenter/channels/connected.ts'
import { deliverAgain } from '../../callcenter/channels/deliver.ts'
import { receiveWritten, type Written } from '../../callcenter/channels/receive.ts'
import { answerChat, findTranscript, giveBackChat, listMyChats } from '../../callcenter/chat/desk-chat.ts'
import { endSilent, sweepChats } from '../../callcenter/chat/sweep.ts'
import { answerContact, closeContact, findContact } from '../../callcenter/contacts.ts'
import { callcenter, sweepDesk } from '../../callcenter/index.ts'
import { listArticles, release } from '../../callcenter/knowledge/articles.ts'
import { listSilent } from '../../callcenter/sql/channels.ts'
import { deskErasures } from '../../callcenter/sql/erasures.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { Unacceptable } from '../../db/gateway.ts'
import { transact } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { type Seat, seat } from './desk.ts'

const CHEN = '13800138000'
const STRANGE = '13900000001'
const at = (time: string, day = '01') => `2026-12-${day}T${time}:00+08:00`

describe('short messages and the app', () => {
  const database = useDatabase()
  let chen: OpenedAccount
  let first: Seat
  let second: Seat
  let lead: Seat
  let references = 0
  let refuses: Error | null = null
  const gone: ShortMessage[] = []
  const port: SmsPort = {
    keepsTexts: false,
    async send(message) {
      if (refuses) throw refuses
      gone.push(message)
      return null
    },
  }

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    chen = await openChenGuilan(ctx, await layNetwork(ctx))
    lead = await seat(database, 'lead', { roles: ['lead'] })
    first = await seat(database, 'first')
    second = await seat(database, 'second')
    const { articles } = await listArticles(lead.at(at('07:00')), { state: 'open' })
    for (const { id, revision } of articles) await release(lead.at(at('07:00')), id, { revision })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message')
    gone.length = 0
    refuses = null
  })
  afterAll(() => configureChannels({ channels: {}, gatewayToken: undefined }))

  const receive = (text: string, { time = at('08:00'), ...of }: Partial<Written> & { time?: string } = {}) =>
    receiveWritten(database.ctx(time), {
      ...{ channel: 'sms' as const, reference: `r-${++references}`, from: CHEN, texts: [text], sentAt: new Date(time) },
      ...of,
    })
  const sendDue = (time: string) =>
    new MessageSender({ db: database.ctx(time).db, clock: () => new Date(time), port, onFault: () => {} }).sendDue()
  const ready = async (who: Seat, time: string) => {
    await setMyState(who.at(time), { state: 'ready' })
    await markPresent(who.at(time))
  }
  const inHand = async (text = '转人工', of: Partial<Written> = {}) => {
    await ready(first, at('08:00'))
    const { contactId } = await receive(text, of)
    await answerContact(first.at(at('08:00')), contactId)
    return contactId
  }
  const answer = (contactId: number, body: string, key = `key-${++references}-long`) =>
    answerChat(first.at(at('08:01')), contactId, { key, body })
  const texts = async (contactId: number) =>
    (await findTranscript(first.at(at('08:02')), contactId, 0)).messages.map(({ sender, body }) => `${sender} ${body}`)

  test('open one conversation of an address and channel, whatever comes and however often it is told', async () => {
    const one = await receive('你好', { reference: 'same' })
    expect(one).toMatchObject({ isNew: true })
    expect(await receive('你好', { reference: 'same' })).toEqual({ ...one, isNew: false })
    expect(await receive('在吗', { from: `+86${CHEN}` })).toMatchObject({ contactId: one.contactId, isNew: true })
    expect((await receive('你好', { from: STRANGE })).contactId).not.toBe(one.contactId)
    expect((await receive('你好', { channel: 'app', from: CHEN })).contactId).not.toBe(one.contactId)
    const customers = (await texts(one.contactId)).filter((each) => each.startsWith('customer'))
    expect(customers).toEqual(['customer 你好', 'customer 在吗'])
    await expect(receive('你好', { reference: 'same', from: STRANGE })).rejects.toMatchObject({
      code: 'REFERENCE_REUSED',
    })
  })

  test('are one conversation where two come at once, and one message where one comes twice at once', async () => {
    const all = await Promise.all([
      ...[1, 2, 3].map(() => receive('电费违约金怎么算', { reference: 'twice' })),
      ...[4, 5].map((each) => receive(`第${each}条`)),
    ])
    expect(new Set(all.map(({ contactId }) => contactId)).size).toBe(1)
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(3)
  })

  test('name the account of a mobile number that means one, at the level of a number and no more', async () => {
    const contactId = await inHand()
    const contact = await findContact(first.at(at('08:01')), contactId)
    expect(contact).toMatchObject({
      channel: 'sms',
      accountNo: chen.accountNo,
      level: 'number',
      callerPhone: '*******8000',
    })
    const file = await findCallerFile(first.at(at('08:01')), chen.accountNo)
    expect(file).toMatchObject({ identity: { level: 'number' }, balance: { known: false } })
    const app = await receive('转人工', { channel: 'app', from: CHEN })
    await answerContact(first.at(at('08:00')), app.contactId)
    expect(await findContact(first.at(at('08:01')), app.contactId)).toMatchObject({ accountNo: null, level: null })
  })

  test('are answered by the assistant from public articles alone, in as many short messages as the rule allows', async () => {
    await receive('我还欠多少钱')
    await receive('电费违约金怎么算', { time: at('08:01') })
    await sendDue(at('08:01'))
    expect(gone.map(({ phone }) => phone)).toEqual([CHEN, CHEN])
    expect(gone[0]?.text).toContain('登录')
    expect(gone[1]?.text).toContain('千分之一')
    for (const { text } of gone) expect(text.length).toBeLessThanOrEqual(5 * 67)
  })

  test('of danger, an outage, or for a person go to a person at once', async () => {
    for (const [text, because, skill] of [
      ['电线掉下来冒火花', 'danger', 'fault'],
      ['我家停电了', 'asked', 'general'],
      ['转人工', 'asked', 'general'],
    ]) {
      const { contactId } = await receive(text ?? '', { from: `1390000${++references + 1000}` })
      const { rows } = await database.pool.query(
        'select t.because, c.skill, c.state from chat_thread t join contact c on c.id = t.contact_id where c.id = $1',
        [contactId],
      )
      expect(rows[0]).toEqual({ because, skill, state: 'queued' })
    }
    await sendDue(at('08:00'))
    expect(gone[0]?.text).toContain('远离')
  })

  test('are answered by the agent who has them, and what he writes leaves by the same channel', async () => {
    const contactId = await inHand()
    await sendDue(at('08:00'))
    const { deliveries } = await answer(contactId, '您好，已为您登记。', 'key-of-answer')
    await answer(contactId, '您好，已为您登记。', 'key-of-answer')
    expect(deliveries.at(-1)).toMatchObject({ state: 'waiting', reason: null })
    gone.length = 0
    await sendDue(at('08:01'))
    expect(gone).toEqual([
      { reference: expect.stringMatching(/^dianhu-\d+$/), phone: CHEN, text: '您好，已为您登记。' },
    ])
    const told = await findTranscript(first.at(at('08:02')), contactId, 0)
    expect(told.deliveries.at(-1)).toMatchObject({ state: 'sent', reason: null })
    await expect(answerChat(second.at(at('08:02')), contactId, { key: 'other-agent', body: '您好' })).rejects.toThrow()
    await sendDue(at('08:03'))
    expect(gone).toHaveLength(1)
  })

  test('are refused where they are too long for the channel, and nothing is written', async () => {
    const contactId = await inHand()
    const before = await texts(contactId)
    await expect(answer(contactId, '长'.repeat(5 * 67 + 1))).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LONG',
      issues: [{ path: 'body' }],
    })
    expect(await texts(contactId)).toEqual(before)
    await answer(contactId, '长'.repeat(5 * 67))
  })

  test('that the provider refuses are seen with the reason, and sent again when the agent says so', async () => {
    const contactId = await inHand()
    await sendDue(at('08:00'))
    await answer(contactId, '您好')
    refuses = new Unacceptable('号码停机')
    await sendDue(at('08:01'))
    const { deliveries } = await findTranscript(first.at(at('08:02')), contactId, 0)
    expect(deliveries.at(-1)).toMatchObject({ state: 'failed', reason: '号码停机' })
    const messageId = deliveries.at(-1)?.messageId ?? 0
    await expect(deliverAgain(second.at(at('08:02')), contactId, messageId)).rejects.toThrow()
    refuses = null
    gone.length = 0
    await deliverAgain(first.at(at('08:02')), contactId, messageId)
    await expect(deliverAgain(first.at(at('08:02')), contactId, messageId)).rejects.toMatchObject({
      code: 'DELIVERY_NOT_POSSIBLE',
    })
    await sendDue(at('08:03'))
    expect(gone).toMatchObject([{ phone: CHEN, text: '您好' }])
    expect((await findTranscript(first.at(at('08:04')), contactId, 0)).deliveries.at(-1)).toMatchObject({
      state: 'sent',
    })
  })

  test('know no page: nobody is left or warned, and who is silent for the hours of the rule is ended without a word sent', async () => {
    const contactId = await inHand()
    await answer(contactId, '您好')
    await sendDue(at('08:02'))
    await markPresent(first.at(at('07:00', '02')))
    await endSilent(database.ctx(at('07:00', '02')))
    expect(await listMyChats(first.at(at('07:00', '02')))).toMatchObject({ chats: [{ endedAt: null }] })
    const sent = gone.length
    await markPresent(first.at(at('08:02', '02')))
    await sweepChats(database.ctx(at('08:02', '02')))
    await endSilent(database.ctx(at('08:02', '02')))
    expect(await listMyChats(first.at(at('08:02', '02')))).toMatchObject({ chats: [{ endedAt: expect.any(String) }] })
    await sendDue(at('08:03', '02'))
    expect(gone).toHaveLength(sent)
  })

  test('of a desk that is lost wait again, and whoever waits is not given up', async () => {
    const contactId = await inHand()
    await sweepChats(database.ctx(at('08:10')))
    await sweepChats(database.ctx(at('20:10', '03')))
    await endSilent(database.ctx(at('20:10', '03')))
    const { rows } = await database.pool.query('select state from contact where id = $1', [contactId])
    expect(rows[0]).toEqual({ state: 'queued' })
  })

  test('are not ended as silent when their agent takes them after a day: that somebody is looked for was no answer', async () => {
    const { contactId } = await receive('转人工')
    await ready(first, at('20:00', '02'))
    await sweepDesk(database.ctx(at('20:00', '02')))
    await answerContact(first.at(at('20:00', '02')), contactId)
    await endSilent(database.ctx(at('20:01', '02')))
    expect(await listMyChats(first.at(at('20:01', '02')))).toMatchObject({ chats: [{ endedAt: null }] })
    await giveBackChat(first.at(at('20:02', '02')), contactId)
    const ended = async () =>
      (await database.pool.query('select ended_by from chat_thread where contact_id = $1', [contactId])).rows[0]
        .ended_by
    await endSilent(database.ctx(at('20:01', '03')))
    expect(await ended()).toBe(null)
    await endSilent(database.ctx(at('20:03', '03')))
    expect(await ended()).toBe('idle')
  })

  test('of more addresses than are listed at once end together when they are silent', async () => {
    for (let each = 0; each < 3; each++) await receive('电费违约金怎么算', { from: `1390000${each + 2000}` })
    const silent = () => listSilent(database.ctx(at('09:00', '02')), 'sms', new Date(at('08:30')))
    expect(await silent()).toHaveLength(3)
    expect(await listSilent(database.ctx(at('09:00', '02')), 'app', new Date(at('08:30')))).toEqual([])
    await endSilent(database.ctx(at('09:00', '02')))
    expect(await silent()).toEqual([])
  })

  test('after the end begin another, which within the hours of the rule shows what was written', async () => {
    const contactId = await inHand()
    const { version } = await findContact(first.at(at('08:01')), contactId)
    await closeContact(first.at(at('08:02')), contactId, { category: 'advice', summary: '问电价', version })
    const { rows } = await database.pool.query(`select title_zh from timeline_entry where subject like 'contact:%'`)
    expect(rows).toEqual([{ title_zh: '95598 短信：问电价' }])
    const next = await receive('还有一个问题', { time: at('09:00') })
    const later = await receive('你好', { time: at('09:00', '09'), from: STRANGE })
    expect(next.contactId).not.toBe(contactId)
    const continues = 'select continues from chat_thread where contact_id = $1'
    expect((await database.pool.query(continues, [next.contactId])).rows).toEqual([{ continues: contactId }])
    expect((await database.pool.query(continues, [later.contactId])).rows).toEqual([{ continues: null }])
  })

  test('go back to the assistant when the agent says so', async () => {
    const contactId = await inHand()
    await giveBackChat(first.at(at('08:02')), contactId)
    await receive('电费违约金怎么算', { time: at('08:03') })
    expect((await texts(contactId)).at(-1)).toContain('千分之一')
  })

  test('keep no address that could be read, and are erased with their contact', async () => {
    const { contactId } = await receive('你好', { channel: 'app', from: 'user-4711-name' })
    const { rows } = await database.pool.query('select * from chat_thread where contact_id = $1', [contactId])
    expect(JSON.stringify(rows).includes('user-4711')).toBe(false)
    await database.pool.query(
      `update contact set state = 'closed', closed_at = '2026-12-02', category = 'advice', summary = 'x'`,
    )
    const calls = deskErasures.find(({ kind }) => kind === 'calls')
    const ctx = database.ctx('2031-01-01T00:00:00Z')
    const over = { before: new Date('2030-01-01'), kept: [], keptOtherwise: [], most: 100 }
    await transact(ctx, async (inner) => void (await calls?.erase(inner, over)))
    for (const table of ['contact', 'chat_thread', 'channel_message', 'channel_delivery'])
      expect((await database.pool.query(`select 1 from ${table}`)).rowCount, table).toBe(0)
  })

  describe('come from a gateway', () => {
    const headers = { authorization: 'Bearer a-shared-secret' }
    const body = { channel: 'sms', from: CHEN, text: '你好', reference: 'g-1', sentAt: at('08:00') }
    const post = async (payload: object, given: Record<string, string> = headers) => {
      const app = await serveAt(database, [callcenter], at('08:00'))
      const url = '/api/callcenter/channel-messages'
      const answered = await app.inject({ method: 'POST', url, payload, headers: given })
      await app.close()
      return { status: answered.statusCode, body: answered.json() }
    }
    beforeEach(() => configureChannels({ channels: { sms: true }, gatewayToken: 'a-shared-secret' }))

    test('that has the secret, and from nobody else', async () => {
      expect(await post(body)).toMatchObject({ status: 200, body: { isNew: true, contactNo: expect.any(String) } })
      expect(await post(body)).toMatchObject({ status: 200, body: { isNew: false } })
      for (const wrong of [{}, { authorization: 'Bearer ' }, { authorization: 'Bearer a-shared-secre' }])
        expect(await post(body, wrong as Record<string, string>)).toMatchObject({
          status: 401,
          body: { error: { code: 'NOT_THE_GATEWAY' } },
        })
      configureChannels({ channels: { sms: true }, gatewayToken: undefined })
      expect((await post(body, { authorization: 'Bearer undefined' })).status).toBe(401)
      expect((await post(body, { authorization: 'Bearer ' })).status).toBe(401)
    })

    test.each([
      ['from', { from: '12345' }],
      ['text', { text: ' ' }],
      ['text', { text: 'x'.repeat(4001) }],
      ['reference', { reference: '' }],
      ['sentAt', { sentAt: 'yesterday' }],
      ['channel', { channel: 'email' }],
    ])('whole: %s is named where it is wrong', async (path, wrong) => {
      const { status, body: told } = await post({ ...body, ...wrong })
      expect(status).toBe(400)
      expect(told.error.issues.map((issue: { path: string }) => issue.path)).toContain(path)
      expect((await database.pool.query('select 1 from contact')).rowCount).toBe(0)
    })

    test('by a channel that is connected, and from one number not without end', async () => {
      expect(await post({ ...body, channel: 'app' })).toMatchObject({
        status: 409,
        body: { error: { code: 'CHANNEL_NOT_CONNECTED' } },
      })
      for (let each = 0; each < 60; each++) await receive(`第${each}条`)
      expect(await post(body)).toMatchObject({ status: 429, body: { error: { code: 'TOO_FAST' } } })
      expect(await post({ ...body, from: STRANGE })).toMatchObject({ status: 200 })
    })
  })
})
