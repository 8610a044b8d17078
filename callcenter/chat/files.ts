import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { decideContent, nameToSave } from '../../intake/index.ts'
import { cleanName } from '../channels/attachments.ts'
import { addAgentMessage, addMessage, hasMessage } from '../sql/chat.ts'
import { countFiles, findOwnAttachment, insertAttachments, type NewAttachment } from '../sql/chat-attachments.ts'
import type { newFile, OwnChat, Transcript } from './contract.ts'
import { findTranscript, notYours, readThread } from './desk-chat.ts'
import { findOwnChat, findOwnThread, takeOnce } from './own-chat.ts'
import { say, tellChange } from './speak.ts'

type FileInput = z.output<typeof newFile>

/**
 * A picture or a PDF of the customer's, as a message of his; the assistant cannot look at it, and says so. Under a known key nothing happens
 * again. Refuses with `NOT_FOUND`, `CHAT_ENDED`, `TOO_FAST`, `FILES_TOO_MANY` and `FILE_REFUSED`.
 */
export async function sendOwnFile(ctx: Ctx, visitor: string | undefined, input: FileInput): Promise<OwnChat> {
  await takeOnce(ctx, visitor, input.key, async (inner, thread) => {
    const { contactId } = thread
    const most = (await readFigures(inner, 'chat_rule'))('files-a-chat')
    if ((await countFiles(inner, contactId)) >= most)
      throw new Refusal('FILES_TOO_MANY', `一次会话最多发送 ${most} 个文件`)
    const file = await readFile(inner, input)
    const id = await addMessage(inner, contactId, { sender: 'customer', body: file.name, key: input.key })
    if (id !== null) await insertAttachments(inner, id, [file])
    if (thread.owner === 'assistant') await say(inner, thread, 'file-taken')
    await tellChange(inner, contactId)
  })
  return findOwnChat(ctx, visitor, 0)
}

/**
 * A file of the agent's who has the conversation. Refuses with `NOT_FOUND`, `NO_FILES_HERE` where it is no web chat, `FILE_REFUSED` and
 * `CHAT_NOT_YOURS`.
 */
export function sendDeskFile(ctx: Ctx, contactId: number, input: FileInput): Promise<Transcript> {
  return transact(ctx, async (inner) => {
    const thread = await readThread(inner, contactId)
    if (thread.channel !== 'chat') throw new Refusal('NO_FILES_HERE', '这个渠道不能发送文件，请在网页会话中发送')
    const file = await readFile(inner, input)
    const id = await addAgentMessage(inner, contactId, { body: file.name, key: input.key })
    if (id === null && !(await hasMessage(inner, contactId, 'agent', input.key))) throw notYours()
    if (id !== null) {
      await insertAttachments(inner, id, [file])
      await tellChange(inner, contactId)
    }
    return findTranscript(inner, contactId, (id ?? 1) - 1)
  })
}

/** Whatever was sent in his own conversation. Refuses with `NOT_FOUND`. */
export async function readOwnFile(ctx: Ctx, visitor: string | undefined, id: number): Promise<NewAttachment> {
  const { contactId } = await findOwnThread(ctx, visitor)
  const file = await findOwnAttachment(ctx, contactId, id)
  if (!file) throw notFound('附件')
  return file
}

const because = {
  EMPTY: '文件是空的，请重新选择',
  TYPE_UNKNOWN: '只能发送图片（JPG、PNG、WebP）或 PDF',
  TRUNCATED: '文件不完整，请重新选择',
  SOMETHING_ELSE_TOO: '文件中夹带了其他内容，请重新拍照或另存后再发送',
  ACTIVE_CONTENT: 'PDF 中带有脚本、附件或可执行内容，请另存为普通 PDF 后再发送',
} as const

/** What it is by its content, whole, of one kind, and within the limits of the day (`chat_rule`). */
async function readFile(ctx: Ctx, { name, base64 }: FileInput): Promise<NewAttachment> {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw refuse(because.TRUNCATED)
  const bytes = Buffer.from(base64, 'base64')
  const content = decideContent(bytes)
  if (!content.ok) throw refuse(because[content.because])
  const { mediaType } = content
  const kib = (await readFigures(ctx, 'chat_rule'))(mediaType === 'application/pdf' ? 'file-pdf-kib' : 'file-image-kib')
  if (kib === 0) throw refuse(because.TYPE_UNKNOWN)
  if (bytes.length > kib * 1024) throw refuse(`文件超过 ${kib} KiB，请压缩后再发送`)
  return { name: nameToSave(cleanName(name), mediaType), mediaType, bytes }
}

function refuse(message: string): Refusal {
  return new Refusal('FILE_REFUSED', message, { status: 400, issues: [{ path: 'base64', message }] })
}
