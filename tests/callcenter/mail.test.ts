// Over real sockets: a real SMTP server (`smtp-server`) and an IMAP server that keeps its mail in memory (`hoodiecrow-imap`, which is
// long unchanged): the mailbox behind the IMAP protocol is the one thing that is stood in for.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { markPresent, setMyState } from '../../callcenter/agents.ts'
import { findBoard } from '../../callcenter/board/board.ts'
import { findCallerFile } from '../../callcenter/caller-file.ts'
import { tryMailAgain } from '../../callcenter/channels/aside.ts'
import { readChatAttachment } from '../../callcenter/channels/attachments.ts'
import { deliverAgain } from '../../callcenter/channels/deliver.ts'
import { MailReader } from '../../callcenter/channels/mailbox.ts'
import { DeliverySender } from '../../callcenter/channels/sender.ts'
import { smtpPort } from '../../callcenter/channels/smtp.ts'
import { answerChat, findTranscript, giveBackChat, listMyChats } from '../../callcenter/chat/desk-chat.ts'
import { endSilent, sweepChats } from '../../callcenter/chat/sweep.ts'
import { answerContact, closeContact, findContact, nameContactAccount } from '../../callcenter/contacts.ts'
import { attachmentErasure } from '../../callcenter/sql/chat-attachments.ts'
import { png } from '../intake/files.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'
import { type Mailbox, type Outgoing, openMailbox, openOutgoing } from './mail-servers.ts'

const OWN = 'service@power.example'
const CHEN = 'Chen.Guilan@mail.example'
const at = (time: string, day = '01') => `2026-12-${day}T${time}:00+08:00`

type Mail = { id?: string; from?: string; subject?: string; body?: string; more?: string[] }

describe('mail', () => {
  const database = useDatabase()
  let mailbox: Mailbox
  let outgoing: Outgoing
  let first: Seat
  let lead: Seat
  let foreign: Seat
  let accountNo: string
  let ids = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    accountNo = (await openChenGuilan(ctx, await layNetwork(ctx))).accountNo
    first = await seat(database, 'first')
    lead = await seat(database, 'lead', { roles: ['lead'] })
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    foreign = await seat(database, 'foreign', { scope: 'Y.' })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message', 'mailbox_cursor', 'mail_failure')
    mailbox = await openMailbox()
    outgoing = await openOutgoing()
    return async () => {
      await mailbox.close()
      await outgoing.close()
    }
  })

  const mailOf = ({
    id = `m-${++ids}@mail.example`,
    from = CHEN,
    subject = '电费有疑问',
    body = '您好',
    more = [],
  }: Mail) =>
    [
      `Message-ID: <${id}>`,
      `From: =?utf-8?B?${Buffer.from('陈桂兰').toString('base64')}?= <${from}>`,
      `To: ${OWN}`,
      `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
      'Date: Tue, 01 Dec 2026 07:59:00 +0800',
      ...more,
      ...(more.some((each) => /^content-type/i.test(each)) ? [] : ['Content-Type: text/plain; charset=utf-8']),
      '',
      body,
    ].join('\r\n')
  const deliver = (mail: Mail) => mailbox.deliver(mailOf(mail))
  const readerAt = (time: string) => {
    const { db } = database.ctx(time)
    return new MailReader({ db, clock: () => new Date(time), url: mailbox.url, address: OWN, onFault: () => {} })
  }
  const look = async (time = at('08:00')) => {
    const reader = readerAt(time)
    await reader.look()
    await reader.stop()
  }
  const send = (time = at('08:00')) => {
    const email = smtpPort({ url: outgoing.url, address: OWN })
    const parts = { db: database.ctx(time).db, clock: () => new Date(time), ports: { app: null, email } }
    return new DeliverySender({ ...parts, onFault: () => {} }).sendDue()
  }
  const contacts = async () =>
    (
      await database.pool.query(
        `select c.id, c.contact_no as no, c.state, c.channel, t.because, t.subject, t.continues from contact c
         join chat_thread t on t.contact_id = c.id order by c.id`,
      )
    ).rows
  const inHand = async (mail: Mail = {}) => {
    await setMyState(first.at(at('08:00')), { state: 'ready' })
    await markPresent(first.at(at('08:00')))
    deliver(mail)
    await look()
    const { id } = (await contacts()).at(-1)
    await answerContact(first.at(at('08:00')), id)
    return id as number
  }
  const texts = async (id: number) =>
    (await findTranscript(first.at(at('08:01')), id, 0)).messages
      .filter(({ sender }) => sender === 'customer')
      .map(({ body }) => body)

  test('goes to a person, is told once that it came, and is seen only once it is kept', async () => {
    deliver({ subject: '电费有疑问' })
    deliver({ subject: 'Re: 电费有疑问', body: '补充一句' })
    await look()
    expect(await contacts()).toMatchObject([
      { state: 'queued', channel: 'email', because: 'mail', subject: '电费有疑问' },
    ])
    expect(mailbox.seen()).toEqual([true, true])
    await send()
    const [{ no }] = await contacts()
    expect(outgoing.mails).toHaveLength(1)
    expect(outgoing.mails[0]).toMatchObject({
      subject: `Re: 电费有疑问 [${no}]`,
      text: expect.stringContaining(no),
      to: { value: [{ address: CHEN.toLowerCase() }] },
    })
    expect(outgoing.mails[0]?.headers.get('auto-submitted')).toBe('auto-replied')
    await look(at('08:05'))
    expect(await contacts()).toHaveLength(1)
  })

  test('that is read again, after a crash or under other numbers, is no second mail', async () => {
    deliver({ id: 'once@mail.example' })
    await look()
    // The process died before the cursor: as it never had read anything.
    await database.pool.query('delete from mailbox_cursor')
    mailbox.renumber()
    mailbox.deliver(mailOf({ id: 'once@mail.example' }))
    deliver({ body: '第二封' })
    await look(at('08:01'))
    const [{ id }] = await contacts()
    const { rows } = await database.pool.query(
      `select body from chat_message where contact_id = $1 and sender = 'customer' order by id`,
      [id],
    )
    expect(rows).toEqual([{ body: '您好' }, { body: '第二封' }])
  })

  test('is kept when the process dies as it takes it in: nothing is seen, and the next reads it', async () => {
    deliver({})
    await database.pool.query(`alter table channel_message add constraint broken check (channel <> 'email')`)
    await expect(look()).rejects.toThrow()
    expect(mailbox.seen()).toEqual([false])
    expect(await contacts()).toEqual([])
    await database.pool.query('alter table channel_message drop constraint broken')
    await look(at('08:06'))
    expect(await contacts()).toHaveLength(1)
    expect(mailbox.seen()).toEqual([true])
  })

  test('is read by one process at a time, and by another once the lease of a dead one is over', async () => {
    deliver({})
    const dead = readerAt(at('08:00'))
    await dead.look()
    deliver({ body: '第二封' })
    await look(at('08:02'))
    expect(mailbox.seen()).toEqual([true, false])
    await look(at('08:06'))
    expect(mailbox.seen()).toEqual([true, true])
  })

  test('is answered by mail that belongs to it, from nobody but the company', async () => {
    const id = await inHand({ id: 'asked@mail.example' })
    await answerChat(first.at(at('08:01')), id, { key: 'answer-1', body: '您好，\n已为您核对。' })
    await send(at('08:01'))
    const mail = outgoing.mails.at(-1)
    const [{ no }] = await contacts()
    expect(mail).toMatchObject({
      from: { value: [{ address: OWN }] },
      to: { value: [{ address: CHEN.toLowerCase() }] },
      subject: `Re: 电费有疑问 [${no}]`,
      inReplyTo: '<asked@mail.example>',
      text: expect.stringContaining('已为您核对。'),
      messageId: expect.stringMatching(/^<dianhu-desk-\d+\.[0-9a-f]{16}@power\.example>$/),
    })
    expect(mail?.headers.get('auto-submitted')).toBe('no')
    const { deliveries } = await findTranscript(first.at(at('08:02')), id, 0)
    expect(deliveries.at(-1)).toMatchObject({ state: 'sent' })
    await expect(giveBackChat(first.at(at('08:02')), id)).rejects.toMatchObject({ code: 'NO_ASSISTANT' })
    await send(at('08:03'))
    expect(outgoing.mails).toHaveLength(2)
  })

  test('that is refused for good has failed with the reason; what may go later is tried again under the same number', async () => {
    const id = await inHand()
    await send()
    await answerChat(first.at(at('08:01')), id, { key: 'answer-1', body: '您好' })
    outgoing.refuse.code = 451
    await send(at('08:01'))
    const latest = async (time: string) => (await findTranscript(first.at(at(time)), id, 0)).deliveries.at(-1)
    expect(await latest('08:01')).toMatchObject({ state: 'waiting' })
    outgoing.refuse.code = 550
    await send(at('08:10'))
    expect(await latest('08:10')).toMatchObject({ state: 'failed', reason: expect.stringContaining('550') })
    outgoing.refuse.code = null
    await deliverAgain(first.at(at('08:11')), id, (await latest('08:10'))?.messageId ?? 0)
    await send(at('08:11'))
    expect(await latest('08:12')).toMatchObject({ state: 'sent' })
    expect(outgoing.mails).toHaveLength(2)
  })

  test('that comes back marks what was sent as failed, only where it names what we sent, and opens nothing', async () => {
    const id = await inHand()
    await answerChat(first.at(at('08:01')), id, { key: 'answer-1', body: '您好' })
    await send(at('08:01'))
    const sent = outgoing.mails.at(-1)?.messageId ?? ''
    const report = (named: string) => ({
      from: 'MAILER-DAEMON@mail.example',
      more: ['Return-Path: <>', 'Auto-Submitted: auto-replied'],
      body: `could not be delivered\n\nMessage-ID: ${named}`,
    })
    const latest = async () => (await findTranscript(first.at(at('08:05')), id, 0)).deliveries.at(-1)
    deliver(report(sent.replace(/\.[0-9a-f]{16}@/, '.0123456789abcdef@')))
    await look(at('08:02'))
    expect(await latest()).toMatchObject({ state: 'sent' })
    deliver(report(sent))
    await look(at('08:03'))
    expect(await latest()).toMatchObject({ state: 'failed', reason: '退信' })
    expect(await contacts()).toHaveLength(1)
  })

  test.each([
    ['a list', { more: ['Precedence: list'] }, 1],
    ['a machine', { more: ['Auto-Submitted: auto-generated'] }, 1],
    ['an answering program', { more: ['Auto-Submitted: auto-replied'] }, 0],
    ['a bounce', { more: ['Return-Path: <>'] }, 0],
    ['the company itself', { from: OWN }, 0],
  ])('of %s is never told that it came', async (_name, mail, opened) => {
    deliver(mail)
    await look()
    await send()
    expect(await contacts()).toHaveLength(opened)
    expect(outgoing.mails).toEqual([])
    expect(mailbox.seen()).toEqual([true])
  })

  test('of one address is told no oftener in a day than the rule says, however many conversations it begins', async () => {
    for (let each = 0; each < 4; each++) {
      deliver({ subject: `第${each}次` })
      await look(at(`08:0${each}`))
      await database.pool.query(`update chat_thread set owner = 'nobody', ended_at = $1, ended_by = 'agent'`, [
        at('08:05'),
      ])
    }
    await send(at('08:06'))
    expect(await contacts()).toHaveLength(4)
    expect(outgoing.mails).toHaveLength(2)
  })

  test('that waits behind slow ones is held only when its turn comes: no second process sends it too', async () => {
    for (let each = 0; each < 4; each++) deliver({ from: `c${each}@mail.example` })
    await look()
    const sent: string[] = []
    let now = new Date(at('08:01')).getTime()
    const parts = { db: database.ctx(at('08:01')).db, clock: () => new Date(now), onFault: () => {} }
    const sender = (send: (to: string) => Promise<void>) => {
      const email = { address: OWN, send: async ({ to }: { to: string }) => send(to).then(() => null) }
      return new DeliverySender({ ...parts, ports: { app: null, email } })
    }
    const other = sender(async (to) => void sent.push(to))
    await sender(async (to) => {
      sent.push(to)
      now += 400_000
      if (sent.length === 2) await other.sendDue()
    }).sendDue()
    expect(sent.sort()).toEqual([0, 1, 2, 3].map((each) => `c${each}@mail.example`))
  })

  test('proves nothing: it names no account, and of one that the agent chooses the level is none', async () => {
    const id = await inHand()
    const contact = await findContact(first.at(at('08:01')), id)
    expect(contact).toMatchObject({ accountNo: null, callerPhone: null, matches: [] })
    await nameContactAccount(first.at(at('08:01')), id, { accountNo, version: contact.version })
    expect(await findContact(first.at(at('08:02')), id)).toMatchObject({ level: 'none' })
    const file = await findCallerFile(first.at(at('08:02')), accountNo)
    expect(file).toMatchObject({ identity: { level: 'none' }, balance: { known: false }, account: { phone: null } })
    expect(await listMyChats(first.at(at('08:02')))).toMatchObject({
      chats: [{ correspondent: 'ch***@mail.example', subject: '电费有疑问', mostCharacters: 4000 }],
    })
  })

  test('is read as plain text without earlier mails, and what is not taken is named', async () => {
    const parts = [
      ...['--x', 'Content-Type: text/html; charset=utf-8', ''],
      '<style>p{}</style><p>新的<b>问题</b></p><script>alert(1)</script><p>谢谢</p>',
      ...['--x', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename="bill.pdf"'],
      ...['Content-Transfer-Encoding: base64', '', Buffer.alloc(3000).toString('base64'), '--x--'],
    ]
    deliver({ more: ['Content-Type: multipart/mixed; boundary=x'], body: parts.join('\r\n') })
    deliver({ body: '再补充\n\n在 2026年11月30日, 供电 <service@power.example> 写道：\n> 您好\n> 请补充' })
    await look()
    const [{ id }] = await contacts()
    await setMyState(first.at(at('08:00')), { state: 'ready' })
    await sweepChats(database.ctx(at('08:00')))
    const read = await texts(id)
    expect(read[0]).toMatch(/^新的问题\s+谢谢$/)
    expect(read[1]).toBe('附件未收取：bill.pdf（3 KiB，只收图片和 PDF，且不含其他内容）')
    expect(read[2]).toBe('再补充')
    expect(read[3]).toBe('（引用的往来 3 行已收起）')
  })

  describe('with files', () => {
    type File = { name: string; bytes: Buffer; inline?: boolean }
    const withFiles = (files: File[], text = '见附件') => {
      const part = ({ name, bytes, inline }: File, at: number) => [
        ...['--x', 'Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64'],
        `Content-Disposition: ${inline ? 'inline' : 'attachment'}; filename="=?utf-8?B?${Buffer.from(name).toString('base64')}?="`,
        ...(inline ? [`Content-ID: <${at}@x>`] : []),
        ...['', bytes.toString('base64')],
      ]
      const body = ['--x', 'Content-Type: text/plain; charset=utf-8', '', text, ...files.flatMap(part), '--x--']
      return {
        more: [`Content-Type: multipart/${files.some(({ inline }) => inline) ? 'related' : 'mixed'}; boundary=x`],
        body: body.join('\r\n'),
      }
    }
    const fileOf = async (id: number) =>
      (await findTranscript(first.at(at('08:01')), id, 0)).messages.flatMap(({ attachments }) => attachments)
    const setRule = (rule: string, figure: number) =>
      database.pool.query('update channel_rule set figure = $2 where rule = $1', [rule, figure])

    test('keeps what the rules let in, named for what it is, and says of each other why not', async () => {
      await setRule('email-attachments', 2)
      const id = await inHand(
        withFiles([
          { name: '电表照片.jpg', bytes: png() },
          { name: '../..\u202egnp.exe', bytes: png() },
          { name: '第三个.png', bytes: png() },
          { name: '表格.xlsx', bytes: Buffer.from('PK') },
        ]),
      )
      await setRule('email-attachments', 10)
      const files = await fileOf(id)
      expect(files.map(({ name, mediaType }) => [name, mediaType])).toEqual([
        ['电表照片.jpg.png', 'image/png'],
        ['.._.._gnp.exe.png', 'image/png'],
      ])
      expect(await texts(id)).toEqual([
        '见附件',
        '附件未收取：第三个.png（1 KiB，超过个数上限）\n附件未收取：表格.xlsx（1 KiB，只收图片和 PDF，且不含其他内容）',
      ])
      const read = await readChatAttachment(first.at(at('08:02')), files[0]?.id ?? 0)
      expect(read.bytes.equals(png())).toBe(true)
    })

    test('passes over the small pictures of a signature, and keeps none that is too large', async () => {
      await setRule('email-inline-kib', 1)
      const id = await inHand(withFiles([{ name: 'logo.png', bytes: png(), inline: true }]))
      expect([await fileOf(id), await texts(id)]).toEqual([[], ['见附件']])
      await setRule('email-inline-kib', 0)
      deliver(withFiles([{ name: '截图.png', bytes: png(), inline: true }]))
      await look(at('08:02'))
      expect(await fileOf(id)).toHaveLength(1)
      await setRule('email-image-kib', 0)
      deliver(withFiles([{ name: '照片.png', bytes: png() }]))
      await look(at('08:03'))
      await setRule('email-image-kib', 5120)
      await setRule('email-inline-kib', 20)
      expect((await texts(id)).at(-1)).toContain('照片.png')
      expect(await fileOf(id)).toHaveLength(1)
    })

    test('is saved by whoever may read the conversation, never shown in place, each time on the audit record', async () => {
      const id = await inHand(withFiles([{ name: '电表.png', bytes: png() }]))
      const [file] = await fileOf(id)
      await expect(readChatAttachment(foreign.at(at('08:02')), file?.id ?? 0)).resolves.toBeDefined()
      await nameContactAccount(first.at(at('08:02')), id, {
        accountNo,
        version: (await findContact(first.at(at('08:02')), id)).version,
      })
      await expect(readChatAttachment(foreign.at(at('08:03')), file?.id ?? 0)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
      await expect(readChatAttachment(first.at(at('08:03')), 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const { rows } = await database.pool.query(
        `select actor from audit_entry where action = 'chat-attachment.read' order by id desc limit 1`,
      )
      expect(rows).toEqual([{ actor: 'foreign' }])
    })

    test('loses them by their own term, but not while what came of it is still to be done', async () => {
      const id = await inHand(withFiles([{ name: '电表.png', bytes: png() }]))
      const ctx = database.ctx('2029-01-01T00:00:00Z')
      const over = { before: new Date('2028-12-01'), kept: [], keptOtherwise: [], most: 10 }
      expect(await attachmentErasure.count(ctx, over)).toBe(0)
      const { version } = await findContact(first.at(at('08:01')), id)
      await closeContact(first.at(at('08:01')), id, { category: 'advice', summary: '已答复', version })
      expect(await attachmentErasure.count(ctx, { ...over, before: new Date('2026-11-01') })).toBe(0)
      expect(await attachmentErasure.count(ctx, over)).toBe(1)
      expect(await attachmentErasure.erase(ctx, over)).toBe(1)
      expect(await texts(id)).toEqual(['见附件'])
    })
  })

  test('of marks that nothing ends is read to its end, and what came after it too', async () => {
    for (const mark of ['<', '<!--'])
      deliver({
        more: ['Content-Type: text/html; charset=utf-8'],
        body: mark.repeat(5_000).replace(/(.{900})/gs, '$1\r\n'),
      })
    deliver({ body: '着火了' })
    await look()
    const [contact] = await contacts()
    expect(contact).toMatchObject({ because: 'danger' })
    const read = (await texts(contact.id)).map((text) => text.replace(/\s/g, ''))
    for (const form of [/^<{3000,4000}$/, /^(<!--){900,1000}/])
      expect(read.filter((text) => form.test(text)).length, String(form)).toBeGreaterThan(0)
  })

  describe('that cannot be taken', () => {
    const broken = async (check: string, work: () => Promise<void>) => {
      await database.pool.query(
        `alter table ${check.split(' ')[0]} add constraint broken check (${check.split(' ')[1]} <> '毒')`,
      )
      try {
        await work()
      } finally {
        await database.pool.query(`alter table ${check.split(' ')[0]} drop constraint broken`)
      }
    }
    /** By a process of its own each time. */
    const fail = async (times: number) => {
      for (let round = 0; round < times; round++) {
        const reader = readerAt(at('08:00'))
        await expect(reader.look()).rejects.toThrow('broken')
        await reader.stop()
      }
    }
    const aside = async () => (await findBoard(lead.at(at('08:01')))).chats.mailsAside

    test('is taken by its heading after three rounds, whoever counts them, and what came after it then', async () => {
      deliver({ subject: '电线着火', body: '毒' })
      deliver({ from: 'other@mail.example', subject: '第二封' })
      await broken('chat_message body', async () => {
        await fail(3)
        expect(await contacts()).toEqual([])
        await look()
      })
      const [one, other] = await contacts()
      expect(one).toMatchObject({ subject: '电线着火', because: 'danger', state: 'queued' })
      expect(other).toMatchObject({ subject: '第二封' })
      expect(await texts(one.id)).toEqual(['（正文无法读取，只收了标题；原信在信箱中）'])
      expect(mailbox.seen()).toEqual([true, true])
      expect(await aside()).toEqual([])
    })

    test('nor by its heading is laid aside, told to the lead, holds up no other, and is tried again when he says so', async () => {
      deliver({ subject: '毒' })
      deliver({ from: 'other@mail.example', subject: '第二封' })
      await broken('chat_thread subject', async () => {
        await fail(6)
        expect(await aside()).toMatchObject([{ uid: 1, reason: expect.stringContaining('broken') }])
        await look()
        await look(at('08:01'))
        expect(await contacts()).toMatchObject([{ subject: '第二封' }])
        expect(mailbox.seen()).toEqual([false, true])
        // Tried in vain it holds up nothing new.
        const [{ id } = { id: 0 }] = await aside()
        await tryMailAgain(lead.at(at('08:02')), id)
        await expect(tryMailAgain(lead.at(at('08:02')), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
        expect(await aside()).toEqual([])
        deliver({ from: 'third@mail.example', subject: '第三封' })
        for (let round = 0; round < 6; round++) await look(at('08:03'))
        expect((await contacts()).map(({ subject }) => subject)).toEqual(['第二封', '第三封'])
      })
      const [{ id } = { id: 0 }] = await aside()
      await tryMailAgain(lead.at(at('08:04')), id)
      await look(at('08:05'))
      await look(at('08:06'))
      expect((await contacts()).map(({ subject }) => subject)).toEqual(['第二封', '第三封', '毒'])
      expect(mailbox.seen()).toEqual([true, true, true])
    })

    test('while the mailbox is read for the first time is passed over once it is laid aside', async () => {
      deliver({ subject: '毒' })
      deliver({ from: 'other@mail.example', subject: '第二封' })
      await database.pool.query(
        `update channel_rule set figure = 1 where rule in ('email-tries', 'email-heading-tries')`,
      )
      await broken('chat_thread subject', async () => {
        await fail(2)
        await look()
      })
      await database.pool.query(
        `update channel_rule set figure = 3 where rule in ('email-tries', 'email-heading-tries')`,
      )
      expect((await contacts()).map(({ subject }) => subject)).toEqual(['第二封'])
      expect(await aside()).toHaveLength(1)
      // Under other numbers it is another mail, which nobody has seen.
      mailbox.renumber()
      await look(at('08:07'))
      expect((await contacts()).map(({ subject }) => subject)).toEqual(['第二封', '毒'])
      expect(await aside()).toEqual([])
    })
  })

  test.each([
    ['its subject', { subject: '电线掉下来了', body: '请看' }, 'danger'],
    ['what stands far down', { body: `${'长'.repeat(30_000)}\n配电箱冒火花` }, 'danger'],
    ['what stands under the mail of another', { body: '请看\n\n发件人: 王五\n主题: 求助\n\n电线着火' }, 'danger'],
    ['what was quoted', { body: '谢谢\n> 着火请拨打 119' }, 'mail'],
  ])('is of danger by %s', async (_where, mail, because) => {
    deliver(mail)
    await look()
    expect(await contacts()).toMatchObject([{ because }])
  })

  test('whose sender quotes what we wrote is read without it, and with all that he wrote above, between and below', async () => {
    const id = await inHand()
    await answerChat(first.at(at('08:01')), id, { key: 'answer-1', body: '您好，\n着火请拨打 119。' })
    await send(at('08:01'))
    const body = [
      '上面',
      '',
      'From: service@power.example',
      'Subject: Re',
      '',
      '您好，',
      '',
      '着火请拨打 119。',
      '',
      '下面',
    ]
    deliver({ body: [...body, '王五 写道：', '邻居的话', 'From: 王五', '转发的话'].join('\n') })
    await look(at('08:02'))
    const read = (await texts(id)).slice(1)
    expect(read[0]?.replace(/\s+/g, ' ')).toBe('上面 下面 王五 写道： 邻居的话 From: 王五 转发的话')
    expect(read[1]).toBe('（引用的往来 4 行已收起）')
    expect(await contacts()).toMatchObject([{ because: 'mail' }])
  })

  test.each([
    ['delivery-status', 'failed', 'failed'],
    ['delivery-status', null, 'failed'],
    ['delivery-status', 'delayed', 'sent'],
    ['delivery-status', 'relayed', 'sent'],
    ['disposition-notification', null, 'sent'],
  ])('report of %s with %s leaves what was sent as %s', async (type, action, state) => {
    const id = await inHand()
    await answerChat(first.at(at('08:01')), id, { key: 'answer-1', body: '您好' })
    await send(at('08:01'))
    const status = [
      '--x',
      'Content-Type: message/delivery-status',
      '',
      `Final-Recipient: rfc822;a`,
      `Action: ${action}`,
    ]
    const original = ['--x', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${outgoing.mails.at(-1)?.messageId}`]
    deliver({
      from: 'postmaster@mail.example',
      more: [`Content-Type: multipart/report; report-type=${type}; boundary=x`, 'Return-Path: <>'],
      body: ['--x', '', 'told', ...(action ? status : []), ...original, '--x--'].join('\r\n'),
    })
    await look(at('08:02'))
    expect((await findTranscript(first.at(at('08:03')), id, 0)).deliveries.at(-1)).toMatchObject({ state })
    expect(await contacts()).toHaveLength(1)
  })

  test('of a person who looks after a server is taken in as any', async () => {
    deliver({ from: 'postmaster@mail.example' })
    await look()
    expect(await contacts()).toMatchObject([{ state: 'queued' }])
  })

  test('that is larger than the rule allows is taken by its heading alone', async () => {
    await database.pool.query(`update channel_rule set figure = 64 where rule = 'email-size-kib'`)
    deliver({ subject: '很长', body: '长'.repeat(40_000) })
    await look()
    await database.pool.query(`update channel_rule set figure = 10240 where rule = 'email-size-kib'`)
    const [{ id, subject }] = await contacts()
    expect(subject).toBe('很长')
    expect(await texts(id)).toEqual([expect.stringMatching(/来信 \d+ KiB，超过上限，只收了标题/)])
  })

  test('that names an ended conversation of the same address follows on from it, however old; another’s never', async () => {
    const id = await inHand()
    const { version, contactNo } = await findContact(first.at(at('08:01')), id)
    await closeContact(first.at(at('08:01')), id, { category: 'advice', summary: '已答复', version })
    await database.pool.query(`update chat_thread set ended_at = '2026-01-01'`)
    deliver({ subject: `Re: 电费有疑问 [${contactNo}]` })
    deliver({ subject: `Re: 电费有疑问 [${contactNo}]`, from: 'stranger@mail.example' })
    await look(at('08:02'))
    expect((await contacts()).map(({ continues }) => continues)).toEqual([null, id, null])
  })

  test('that nobody goes on with ends after the days of the rule', async () => {
    const id = await inHand()
    await answerChat(first.at(at('08:01')), id, { key: 'answer-1', body: '您好' })
    const open = async (day: string) => {
      await markPresent(first.at(at('08:02', day)))
      await endSilent(database.ctx(at('08:02', day)))
      return (await listMyChats(first.at(at('08:02', day)))).chats[0]?.endedAt === null
    }
    expect(await open('05')).toBe(true)
    expect(await open('06')).toBe(false)
  })
})
