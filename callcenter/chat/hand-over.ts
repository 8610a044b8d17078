import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { findPlace } from '../routing.ts'
import type { HandOverReason } from '../rules/chat/reading.ts'
import type { Skill } from '../rules/routing.ts'
import { handOver, type ThreadRow } from '../sql/chat.ts'
import { findContactRow } from '../sql/contacts.ts'

const skillOf: Record<HandOverReason, Skill> = {
  danger: 'fault',
  complaint: 'complaint',
  abuse: 'general',
  asked: 'general',
  unsure: 'general',
  refused: 'general',
}

/** Into the queue of those who can help, where danger comes before what waited long. The caller routes once he has committed. */
export async function toPerson(ctx: Ctx, thread: ThreadRow, because: HandOverReason): Promise<boolean> {
  const contact = await findContactRow({ ...ctx, scope: '' }, thread.contactId)
  const place = await findPlace(ctx, { accountId: contact?.accountId ?? null, hash: null })
  const danger = because === 'danger' ? (await readFigures(ctx, 'chat_rule'))('danger-head-start-seconds') : 0
  const headStartSeconds = Math.max(place.headStartSeconds, danger)
  const to = { because, skill: skillOf[because], place: { ...place, headStartSeconds }, from: 'assistant' as const }
  return handOver(ctx, thread.contactId, to)
}
