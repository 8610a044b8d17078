import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { readChatAttachment } from '../../callcenter/channels/attachments.ts'
import { findTranscript } from '../../callcenter/chat/desk-chat.ts'
import { readOwnFile, sendDeskFile, sendOwnFile } from '../../callcenter/chat/files.ts'
import { beginChat, findOwnChat, leaveChat, writeMessage } from '../../callcenter/chat/own-chat.ts'
import { answerContact } from '../../callcenter/contacts.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

/** A picture of one point. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const pdf = (filling = '') =>
  Buffer.from(
    `%PDF-1.4\n%${filling}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n`,
  ).toString('base64')
const PDF = pdf()

describe('a file in a web chat', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-12-01T${time}+08:00`
  const ctx = (time: string) => database.ctx(at(time))
  let lin: Seat
  let wu: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
  })
  beforeEach(() => emptyTables(database, 'agent_state', 'contact', 'contact_event'))

  const begin = async (time = '08:00:00') => (await beginChat(ctx(time), undefined, { language: 'zh' })).visitor ?? ''
  const send = (visitor: string, more: { name?: string; base64?: string; key?: string; time?: string } = {}) => {
    const { time = '08:00:10', ...file } = more
    return sendOwnFile(ctx(time), visitor, { key: randomUUID(), name: '电表.png', base64: PNG, ...file })
  }
  const inHand = async (visitor: string) => {
    await setMyState(lin.at(at('08:00:20')), { state: 'ready' })
    const { contactId } = await writeMessage(ctx('08:00:21'), visitor, { key: randomUUID(), body: '转人工' })
    await answerContact(lin.at(at('08:00:22')), contactId)
    return contactId
  }
  const filesOf = ({ messages }: { messages: { attachments: { id: number; name: string; mediaType: string }[] }[] }) =>
    messages.flatMap(({ attachments }) => attachments)
  const setRule = (rule: string, figure: number) =>
    database.pool.query('update chat_rule set figure = $2 where rule = $1', [rule, figure])

  test('of the customer stands in his chat, once, is told by its content, and the assistant says that it cannot look at it', async () => {
    const visitor = await begin()
    const key = randomUUID()
    await send(visitor, { key })
    const chat = await send(visitor, { key })
    expect(filesOf(chat)).toMatchObject([{ name: '电表.png', mediaType: 'image/png' }])
    expect(chat.messages.at(-1)).toMatchObject({ sender: 'system', body: expect.stringContaining('看不了文件') })
    await send(visitor, { name: '合同.exe', base64: PDF })
    expect(filesOf(await findOwnChat(ctx('08:00:11'), visitor, 0))[1]).toMatchObject({
      ...{ name: '合同.exe.pdf', mediaType: 'application/pdf' },
    })
  })

  test('is read by its own customer and by no other, and by the agent on the audit record', async () => {
    const visitor = await begin()
    const [file] = filesOf(await send(visitor))
    const id = file?.id ?? 0
    expect((await readOwnFile(ctx('08:00:12'), visitor, id)).bytes.toString('base64')).toBe(PNG)
    const other = await begin()
    await expect(readOwnFile(ctx('08:00:12'), other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(readOwnFile(ctx('08:00:12'), undefined, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const contactId = await inHand(visitor)
    expect(filesOf(await findTranscript(lin.at(at('08:00:23')), contactId, 0))).toMatchObject([{ id }])
    expect((await readChatAttachment(lin.at(at('08:00:24')), id)).mediaType).toBe('image/png')
    const { rows } = await database.pool.query(
      `select count(*)::int as n from audit_entry where action = 'chat-attachment.read'`,
    )
    expect(rows[0].n).toBe(1)
  })

  test('of the agent who has the chat reaches the customer; of another it is refused', async () => {
    const visitor = await begin()
    const contactId = await inHand(visitor)
    const file = { key: randomUUID(), name: '办理指南.pdf', base64: PDF }
    await expect(sendDeskFile(wu.at(at('08:01:00')), contactId, file)).rejects.toMatchObject({ code: 'CHAT_NOT_YOURS' })
    await sendDeskFile(lin.at(at('08:01:00')), contactId, file)
    const [seen] = filesOf(await findOwnChat(ctx('08:01:01'), visitor, 0))
    expect(seen).toMatchObject({ name: '办理指南.pdf' })
    expect((await readOwnFile(ctx('08:01:02'), visitor, seen?.id ?? 0)).mediaType).toBe('application/pdf')
  })

  test.each([
    ['another kind, whatever it is called', Buffer.from('GIF89a......').toString('base64')],
    ['nothing', ''],
    ['half a picture', PNG.slice(0, 40)],
    ['a page', Buffer.from('<html><script>1</script></html>').toString('base64')],
    ['what is no base64', 'a*b='],
  ])('is refused where it is %s, and nothing is written', async (_, base64) => {
    const visitor = await begin()
    await expect(send(visitor, { base64 })).rejects.toMatchObject({ code: 'FILE_REFUSED' })
    expect((await findOwnChat(ctx('08:00:11'), visitor, 0)).messages).toHaveLength(1)
  })

  test('is one of as many, and as large, as the rule of the day says', async () => {
    const visitor = await begin()
    await setRule('files-a-chat', 2)
    await send(visitor)
    await send(visitor)
    await expect(send(visitor)).rejects.toMatchObject({ code: 'FILES_TOO_MANY' })
    await setRule('files-a-chat', 10)
    await setRule('file-pdf-kib', 0)
    await expect(send(visitor, { base64: PDF })).rejects.toMatchObject({ code: 'FILE_REFUSED' })
    await setRule('file-pdf-kib', 1)
    const large = send(visitor, { base64: pdf('x'.repeat(2000)) })
    await expect(large).rejects.toMatchObject({ code: 'FILE_REFUSED', message: '文件超过 1 KiB，请压缩后再发送' })
    await setRule('file-pdf-kib', 8192)
  })

  test('counts among the messages of a minute, and none is taken once the chat is over', async () => {
    const visitor = await begin()
    await setRule('messages-a-minute', 3)
    for (let n = 0; n < 3; n++) await send(visitor)
    await expect(send(visitor)).rejects.toMatchObject({ code: 'TOO_FAST' })
    await setRule('messages-a-minute', 20)
    await leaveChat(ctx('08:00:11'), visitor)
    await expect(send(visitor, { time: '08:00:12' })).rejects.toMatchObject({ code: 'CHAT_ENDED' })
  })
})
