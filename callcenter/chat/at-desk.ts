import type { Ctx } from '../../db/context.ts'
import { endThread, holdThread } from '../sql/chat.ts'
import { joinThread } from '../sql/chat-owners.ts'
import { say } from './speak.ts'

/** Who took the contact answers from now on, if it is a chat; the customer reads his number and nothing else of him. */
export async function joinChat(ctx: Ctx, contactId: number): Promise<void> {
  if ((await joinThread(ctx, contactId)) === 0) return
  const thread = await holdThread(ctx, contactId)
  if (thread) await say(ctx, thread, 'agent-joined', { agent: thread.agentNo ?? '' })
}

/** The contact is written and closed: so is the chat, if it is one. */
export async function endForDesk(ctx: Ctx, contactId: number): Promise<void> {
  const thread = await holdThread(ctx, contactId)
  if (!thread || thread.endedAt !== null) return
  await say(ctx, thread, thread.channel === 'chat' ? 'ended-agent' : 'ended-written')
  await endThread(ctx, contactId, 'agent')
}
