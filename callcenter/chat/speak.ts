import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { deliver } from '../channels/deliver.ts'
import { type Phrase, phrase } from '../rules/chat/phrases.ts'
import { findAgentOf } from '../sql/agents.ts'
import { addMessage, type ThreadRow } from '../sql/chat.ts'

/** What the system says in a conversation; both sides are told that there is something. */
export async function say(
  ctx: Ctx,
  { contactId, language }: { contactId: number; language: 'zh' | 'en' },
  name: Phrase,
  values: Record<string, string | number> = {},
): Promise<void> {
  await addMessage(ctx, contactId, { sender: 'system', body: phrase(name, language, values) })
  await tellChange(ctx, contactId)
}

/** The same, and whoever writes from an address is sent it: what is only said stands in the conversation for the desk. */
export async function tell(
  ctx: Ctx,
  thread: ThreadRow,
  name: Phrase,
  values: Record<string, string | number> = {},
): Promise<void> {
  const body = phrase(name, thread.language, values)
  const id = await addMessage(ctx, thread.contactId, { sender: 'system', body })
  if (id !== null) await deliver(ctx, thread, { id, body, isAutomatic: true })
  await tellChange(ctx, thread.contactId)
}

export async function tellChange(ctx: Ctx, contactId: number): Promise<void> {
  await publish(ctx, 'chat.changed', { contactId, agentId: await findAgentOf(ctx, contactId) })
}
