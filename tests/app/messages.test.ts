import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MessageSender } from '../../app/messages/sender.ts'
import { gateway, pickSmsPort, type ShortMessage, type SmsPort, sandbox } from '../../app/messages/sms-port.ts'
import { configureSecrets, decryptText } from '../../db/customers/secrets.ts'
import { giveUpMessages, type NewMessage, queueMessage } from '../../db/messages.ts'
import { transact } from '../../db/pool.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, openSite } from './site.ts'

configureSecrets(Buffer.alloc(32, 7))

const noon = '2026-03-10T12:00:00+08:00'
const at = (time: string) => new Date(`2026-03-10T${time}+08:00`)

describe('short messages', () => {
  const database = useDatabase()
  let clock = at('12:00:00')
  let server: Server | undefined
  const faults: unknown[] = []

  beforeAll(async () => {
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'X', '安溪县', 'X.')`,
    )
  })
  afterEach(async () => {
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
    server = undefined
    await database.pool.query('truncate message restart identity cascade')
    clock = at('12:00:00')
  })

  const queue = (message: Partial<NewMessage> = {}) =>
    queueMessage(database.ctx(noon), { phone: '13800001234', kind: 'code', text: '验证码 482913', ...message })
  const sender = (port: SmsPort) =>
    new MessageSender({ db: database.ctx(noon).db, clock: () => clock, port, onFault: (fault) => faults.push(fault) })
  const rows = async () =>
    (await database.pool.query('select *, body is not null as readable from message order by id')).rows

  type Seen = ShortMessage & { authorization: string | undefined }
  async function listen(answer: (seen: Seen[]) => { status: number; body?: string }) {
    const seen: Seen[] = []
    server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => (text += chunk))
      request.on('end', () => {
        seen.push({ ...JSON.parse(text), authorization: request.headers.authorization })
        const { status, body = '' } = answer(seen)
        response.writeHead(status).end(body)
      })
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms` }
  }

  test('are not readable in the database, neither number nor text', async () => {
    await queue()
    const { rows: texts } = await database.pool.query('select m::text as row from message m')
    const bytes = texts[0].row as string
    expect(bytes).not.toContain(Buffer.from('13800001234').toString('hex'))
    expect(bytes).not.toContain(Buffer.from('482913').toString('hex'))
    expect(decryptText((await rows())[0].phone)).toBe('13800001234')
  })

  test('are not sent where the act that they tell of was taken back', async () => {
    const failing = transact(database.ctx(noon), async (inner) => {
      await queueMessage(inner, { phone: '13800001234', kind: 'code', text: 'x' })
      throw new Error('taken back')
    })
    await expect(failing).rejects.toThrow('taken back')
    expect(await rows()).toEqual([])
  })

  test('go to the gateway with the token, once, and their text is forgotten', async () => {
    const { seen, url } = await listen(() => ({ status: 200, body: '{"id":"P-7"}' }))
    await queue()
    await sender(gateway(url, 'secret')).sendDue()
    await sender(gateway(url, 'secret')).sendDue()
    expect(seen).toEqual([
      { reference: 'dianhu-1', phone: '13800001234', text: '验证码 482913', authorization: 'Bearer secret' },
    ])
    expect((await rows())[0]).toMatchObject({ readable: false, outcome: 'P-7', sent_at: clock })
  })

  test('are tried again after a fault, under the same reference', async () => {
    const { seen, url } = await listen((all) => ({ status: all.length < 2 ? 503 : 200 }))
    await queue()
    await sender(gateway(url, undefined)).sendDue()
    expect((await rows())[0]).toMatchObject({ sent_at: null, outcome: 'HTTP 503', readable: true })
    await sender(gateway(url, undefined)).sendDue()
    expect(seen).toHaveLength(1)
    clock = at('12:00:02')
    await sender(gateway(url, undefined)).sendDue()
    expect(seen.map(({ reference }) => reference)).toEqual(['dianhu-1', 'dianhu-1'])
    expect((await rows())[0]).toMatchObject({ sent_at: clock, attempts: 2 })
  })

  test('are given up where the gateway refuses for good, and where nobody wants them any more', async () => {
    const { seen, url } = await listen(() => ({ status: 422 }))
    await queue()
    await sender(gateway(url, undefined)).sendDue()
    await sender(gateway(url, undefined)).sendDue()
    expect(seen).toHaveLength(1)
    await queue({ expiresAt: at('12:05:00') })
    clock = at('12:05:00')
    await sender(gateway(url, undefined)).sendDue()
    expect(seen).toHaveLength(1)
    expect(await rows()).toMatchObject([
      { outcome: 'HTTP 422', readable: false, given_up_at: at('12:00:00') },
      { outcome: 'too late', readable: false, given_up_at: at('12:05:00') },
    ])
  })

  test('that open a door go before a month’s bills', async () => {
    for (let n = 0; n < 30; n++) await queue({ kind: 'bill', text: `bill ${n}` })
    await queue({ kind: 'security', text: 'warning' })
    await queue()
    const { seen, url } = await listen(() => ({ status: 200 }))
    await sender(gateway(url, undefined)).sendDue()
    expect(
      seen
        .slice(0, 2)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['warning', '验证码 482913'])
    expect(seen).toHaveLength(32)
  })

  test('wait for their hour', async () => {
    await queue({ kind: 'bill', sendAfter: at('15:00:00') })
    await sender(sandbox).sendDue()
    expect((await rows())[0].sent_at).toBeNull()
    clock = at('15:00:00')
    await sender(sandbox).sendDue()
    expect((await rows())[0]).toMatchObject({ sent_at: clock, readable: true })
  })

  test('that failed wait for the morning where their receiver sleeps by then; a code and a warning do not', async () => {
    const { seen, url } = await listen((all) => ({ status: all.length <= 3 ? 503 : 200 }))
    clock = at('20:59:59')
    await queue({ kind: 'bill', text: 'bill' })
    await queue()
    await queue({ kind: 'security', text: 'warning' })
    await sender(gateway(url, undefined)).sendDue()
    clock = at('21:00:01')
    await sender(gateway(url, undefined)).sendDue()
    expect(seen.slice(3).map(({ text }) => text)).toEqual(['验证码 482913', 'warning'])
    expect((await rows())[0]).toMatchObject({ sent_at: null, attempts: 1 })
    clock = new Date(at('00:00:00').getTime() + 32 * 3_600_000 - 1)
    await sender(gateway(url, undefined)).sendDue()
    expect(seen).toHaveLength(5)
    clock = new Date(clock.getTime() + 1)
    await sender(gateway(url, undefined)).sendDue()
    expect((await rows())[0]).toMatchObject({ sent_at: clock, attempts: 2 })
  })

  test('observe the hours that the receiver chose himself', async () => {
    const userId = await addPerson(database, 'napper', ['customer'])
    await database.pool.query('insert into notice_hours (user_id, quiet_from, quiet_to) values ($1, 720, 840)', [
      userId,
    ])
    await queue({ kind: 'bill', userId })
    await sender(sandbox).sendDue()
    expect((await rows())[0].sent_at).toBeNull()
    clock = at('22:00:00')
    await sender(sandbox).sendDue()
    expect((await rows())[0].sent_at).toEqual(clock)
  })

  test('are given up where their receiver may not be told any more, and one that is out already is out', async () => {
    const userId = await addPerson(database, 'gone', ['customer'])
    const giveUp = () => giveUpMessages(database.ctx(noon), { userId, because: 'closed' })
    await queue({ kind: 'bill', userId, sendAfter: at('15:00:00') })
    await queue({ kind: 'security', text: 'warning', userId, sendAfter: at('15:00:00') })
    await giveUp()
    await queue({ kind: 'progress', userId })
    await sender({ keepsTexts: false, send: () => giveUp().then(() => null) }).sendDue()
    expect(await rows()).toMatchObject([
      { outcome: 'closed', readable: false, given_up_at: new Date(noon), sent_at: null },
      { outcome: null, readable: true, given_up_at: null, sent_at: null },
      { given_up_at: null, sent_at: clock },
    ])
    await queue({ kind: 'progress', userId })
    const failing = async () => {
      await giveUp()
      throw new Error('HTTP 503')
    }
    await sender({ keepsTexts: false, send: failing }).sendDue()
    expect((await rows())[3]).toMatchObject({ outcome: 'closed', given_up_at: new Date(noon), tried_until: null })
  })

  test('of a process that died while it sent are sent by another', async () => {
    await queue()
    const dying: SmsPort = { keepsTexts: false, send: () => new Promise(() => {}) }
    void sender(dying).sendDue()
    await expect.poll(async () => (await rows())[0].tried_until).not.toBeNull()
    const { seen, url } = await listen(() => ({ status: 200 }))
    await sender(gateway(url, undefined)).sendDue()
    expect(seen).toEqual([])
    clock = at('12:05:00')
    await sender(gateway(url, undefined)).sendDue()
    expect(seen).toHaveLength(1)
  })

  test('of two processes each is sent by one', async () => {
    for (let n = 0; n < 60; n++) await queue({ text: `${n}` })
    const { seen, url } = await listen(() => ({ status: 200 }))
    await Promise.all([sender(gateway(url, undefined)).sendDue(), sender(gateway(url, undefined)).sendDue()])
    expect(seen.map(({ text }) => Number(text)).sort((one, other) => one - other)).toEqual([...Array(60).keys()])
  })

  test('are sent soon after the act is committed', async () => {
    const running = sender(sandbox)
    running.start()
    try {
      await queue()
      await expect.poll(async () => (await rows())[0]?.sent_at, { timeout: 10_000 }).toEqual(clock)
    } finally {
      await running.stop()
    }
    expect(faults).toEqual([])
  })

  test('of the simulated town are looked at by the end of a number, newest first', async () => {
    const site = await openSite(database, [], noon)
    try {
      await queue()
      await queue({ phone: '13900005678', text: '账单', kind: 'bill', sendAfter: at('15:00:00') })
      await sender(sandbox).sendDue()
      const look = (query: string) => ask(site, { method: 'GET', url: `/api/town/messages${query}` })
      expect((await look('')).body).toMatchObject({
        items: [
          { phone: '13900005678', text: '账单', sentAt: null, sendAfter: '2026-03-10T07:00:00.000Z' },
          { phone: '13800001234', text: '验证码 482913', sentAt: '2026-03-10T04:00:00.000Z' },
        ],
      })
      expect((await look('?phone=1234')).body).toMatchObject({ items: [{ phone: '13800001234' }] })
      expect((await look('?phone=12x')).status).toBe(400)
    } finally {
      await site.app.close()
    }
  })

  test('leave the simulated town never', () => {
    expect(pickSmsPort({ town: true, smsUrl: 'https://sms.example', smsToken: undefined })).toBe(sandbox)
    expect(pickSmsPort({ town: false, smsUrl: undefined, smsToken: undefined })).toBeNull()
  })
})
