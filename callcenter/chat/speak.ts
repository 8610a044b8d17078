import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { type Phrase, phrase } from '../rules/chat/phrases.ts'
import { addMessage } from '../sql/chat.ts'

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

export function tellChange(ctx: Ctx, contactId: number): Promise<void> {
  return publish(ctx, 'chat.changed', { contactId })
}
