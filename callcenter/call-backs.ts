import type { Ctx } from '../db/context.ts'
import { readFigures } from '../db/parameters/held.ts'
import { drawProofCode } from './call/proof.ts'
import { chooseCallBack } from './menu/announce.ts'
import { findNextTry, settlePromises } from './promises/sweep.ts'
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

/**
 * Rings who asked to be called back, or was promised it, in the transaction in which an agent takes him. The code by which he knows
 * whose promise is kept is in his log-in before the phone rings.
 */
export async function dialBack(ctx: Ctx, contactId: number, isPromised: boolean): Promise<void> {
  // He may still be listening to what was said to him.
  await commandLine(ctx, contactId, { act: 'hang-up' })
  const call = await readFigures(ctx, 'call_rule')
  await beginDialling(ctx, contactId, isPromised ? drawProofCode(call('proof-digits')) : null)
  const seconds = (await readFigures(ctx, 'queue_rule'))('call-back-ring-seconds')
  const after = new Date(ctx.now.getTime() + (isPromised ? call('proof-lead-seconds') * 1000 : 0))
  // The number itself is added as the command is given: it is nowhere kept in the clear.
  await commandLine(ctx, contactId, { act: 'originate', number: '', seconds }, after)
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
  const after = minutesFrom(ctx.now, rules('call-back-gap-minutes'))
  const promise = await readFigures(ctx, 'promise_rule')
  const again = await findNextTry(ctx)
  const gone = await setNotReached(ctx, callId, {
    asked: { tries: rules('call-back-tries'), after, preferUntil: null },
    promised: { tries: promise('tries'), after: again, preferUntil: minutesFrom(again, promise('prefer-minutes')) },
  })
  if (gone?.isPromised) await settlePromises(ctx, gone.contactId)
  return gone
}

const minutesFrom = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000)
