import { z } from 'zod'
import { delivery } from '../channels/contract.ts'
import { contact, contactStates } from '../contract.ts'
import { handOverReasons } from '../rules/chat/reading.ts'

export const MESSAGE_LENGTH = 1000

export const chatOwners = ['assistant', 'agent', 'nobody'] as const
export const senders = ['customer', 'assistant', 'agent', 'system'] as const
export const chatEnds = ['agent', 'customer', 'idle', 'left'] as const
export type ChatOwner = (typeof chatOwners)[number]

/** Where an answer of the assistant is from. */
export const chatSource = z.discriminatedUnion('is', [
  z.object({ is: z.literal('article'), articleNo: z.string(), number: z.number(), title: z.string() }),
  z.object({ is: z.literal('matter'), matterNo: z.string(), title: z.string() }),
  z.object({
    is: z.literal('file'),
    of: z.enum(['metering', 'billing', 'intake', 'callcenter']),
    at: z.iso.datetime().describe('when it was read'),
  }),
])
export type ChatSource = z.infer<typeof chatSource>

export const chatMessage = z.object({
  id: z.number().describe('increases: whoever knows the last one asks for what came after it'),
  sender: z.enum(senders),
  agentNo: z.string().nullable().describe('the agent’s number (工号), and nothing else of him'),
  body: z.string(),
  sources: z.array(chatSource),
  key: z.string().nullable().describe('of the sender’s own making, told to himself'),
  at: z.iso.datetime(),
  attachments: z.array(z.object({ id: z.number(), name: z.string(), mediaType: z.string(), byteCount: z.number() })),
})
export type ChatMessage = z.infer<typeof chatMessage>

const thread = {
  contactId: z.number(),
  contactNo: z.string(),
  state: z.enum(contactStates),
  owner: z.enum(chatOwners),
  because: z.enum(handOverReasons).nullable().describe('why it went to a person'),
  language: z.enum(['zh', 'en']),
  endedAt: z.iso.datetime().nullable(),
  endedBy: z.enum(chatEnds).nullable(),
}

// ── the customer’s side ──────────────────────────────────────────────────────

/** A visitor is known by this header: what he was given when he began. */
export const VISITOR_HEADER = 'x-chat-visitor'
const key = z.string().regex(/^[\w-]{8,64}$/, '消息编号为 8 至 64 位')
const body = z.string().trim().min(1, '请输入内容').max(MESSAGE_LENGTH)

/** POST /api/callcenter/chat: the conversation that is open, else a new one, which follows on from one that ended shortly before. */
export const chatBeginning = z.strictObject({ language: z.enum(['zh', 'en']) })
/** GET /api/callcenter/chat?after=: how it stands, and the messages after one; all of them without. */
export const ownChat = z.object({
  ...thread,
  agentNo: z.string().nullable(),
  ahead: z.number().nullable().describe('how many wait before him; null where he does not wait'),
  waitSeconds: z.number().nullable().describe('expected; null where nobody is at work'),
  satisfaction: z.number().nullable(),
  messages: z.array(chatMessage),
})
export type OwnChat = z.infer<typeof ownChat>
export const chatBegun = z.object({ visitor: z.string().nullable(), chat: ownChat })
export const chatQuery = z.object({ after: z.coerce.number().int().min(0).default(0) })
/** POST /api/callcenter/chat/messages: under the same key again it is the same message. */
export const newMessage = z.strictObject({ key, body })
/** Of the largest file that a rule may allow, as base64, and some more: a larger one is refused by its field. */
export const FILE_BODY_BYTES = 12_000_000
/**
 * POST /api/callcenter/chat/attachments, and chats/{id}/attachments of the agent: a message that is a picture (JPEG, PNG, WebP) or a PDF. What it
 * is is decided by its content.
 */
export const newFile = z.strictObject({ key, name: z.string().max(2000), base64: z.string() })
/** POST /api/callcenter/chat/rating, once it is over. */
export const chatRating = z.strictObject({ score: z.number().int().min(1).max(5) })

// ── the desk’s side ──────────────────────────────────────────────────────────

/** GET /api/callcenter/chats: offered to me or in my hands, the oldest first. */
export const chatList = z.object({
  chats: z.array(
    z.object({
      contact,
      isLive: z.boolean().describe('keeps calls away while it is in hand'),
      owner: z.enum(chatOwners),
      because: z.enum(handOverReasons).nullable(),
      correspondent: z.string().nullable().describe('who writes by message, app or mail, masked; null in a web chat'),
      subject: z.string().nullable().describe('of mail'),
      mostCharacters: z.number().nullable().describe('of an answer; null where its channel does not limit it'),
      endedAt: z.iso.datetime().nullable(),
      unread: z.number(),
      asked: z
        .string()
        .nullable()
        .describe('what the customer wrote last, but for a bare asking for a person; 200 characters of it'),
    }),
  ),
  mostAtOnce: z.number().describe('live ones'),
  slowAtOnce: z.number().describe('all others'),
})
export type DeskChat = z.infer<typeof chatList>['chats'][number]
/** GET /api/callcenter/chats/{id}?after= */
export const transcript = z.object({
  ...thread,
  messages: z.array(chatMessage),
  deliveries: z.array(delivery).describe('of all that goes out by message, app or mail, whatever `after` says'),
})
export type Transcript = z.infer<typeof transcript>
/** POST /api/callcenter/chats/{id}/reading */
export const chatReading = z.strictObject({ throughId: z.number().int().min(0) })
/** An agent may send an article whole. */
export const agentMessage = z.strictObject({ key, body: z.string().trim().min(1).max(4000) })

/** GET, PUT /api/callcenter/quick-phrases: all of them, in order. */
export const quickPhrases = z.strictObject({ phrases: z.array(z.string().trim().min(2).max(500)).max(60) })
