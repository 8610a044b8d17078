import type { Ctx } from '../db/context.ts'
import { readFigures } from '../db/parameters/held.ts'
import { chooseCallBack } from './menu/announce.ts'
import { beginDialling, findSaid, setNotReached, setReached } from './sql/call-backs.ts'
import { commandLine, hangUpDialled } from './sql/telephony.ts'
import type { EngineEvent } from './telephony/port.ts'

export { endAskedLine } from './sql/call-backs.ts'

/** Who waits pressed that he would rather be called back; or he was told that he will be, and his line is free again. */
export async function hearSaid(ctx: Ctx, event: EngineEvent & { told: 'played' | 'digits' }): Promise<void> {
  if (event.told === 'played') return freeAskedLine(ctx, event.callId, event.command)
  const contact = await findSaid(ctx, event.callId, event.command)
  if (contact && event.digits === '1') await chooseCallBack(ctx, contact.contactId, event.at)
}

/** He was told that he will be called back, or could not be: he need not stay on the line. */
export async function freeAskedLine(ctx: Ctx, callId: string, commandId: string): Promise<void> {
  const contact = await findSaid(ctx, callId, commandId)
  if (contact?.callBack === 'asked') await commandLine(ctx, contact.contactId, { act: 'hang-up' })
}

/** Rings who asked to be called back, in the transaction in which an agent takes him. */
export async function dialBack(ctx: Ctx, contactId: number): Promise<void> {
  // He may still be listening to what was said to him.
  await commandLine(ctx, contactId, { act: 'hang-up' })
  await beginDialling(ctx, contactId)
  const seconds = (await readFigures(ctx, 'queue_rule'))('call-back-ring-seconds')
  // The number itself is added as the command is given: it is nowhere kept in the clear.
  await commandLine(ctx, contactId, { act: 'originate', number: '', seconds })
}

/** He picked up: the agent who rang him is joined to him; where none waits for him any more his line is free again. */
export async function hearReached(ctx: Ctx, callId: string): Promise<void> {
  const reached = await setReached(ctx, callId)
  if (reached) await commandLine(ctx, reached.contactId, { act: 'bridge', extension: String(reached.agentId) })
  else await hangUpDialled(ctx, callId)
}

/** Nobody picked up, or the line was lost before. Null where the call was no call-back that was being dialled. */
export async function failToReach(
  ctx: Ctx,
  callId: string,
): Promise<{ contactId: number; agentId: number | null } | null> {
  const rules = await readFigures(ctx, 'queue_rule')
  const after = new Date(ctx.now.getTime() + rules('call-back-gap-minutes') * 60_000)
  return setNotReached(ctx, callId, { tries: rules('call-back-tries'), after })
}
