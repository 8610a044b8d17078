import type { Ctx } from '../../db/context.ts'
import { freeAskedLine, hearReached, hearSaid } from '../call-backs.ts'
import { hangUpCall, receiveCall, returnOffer } from '../contacts.ts'
import { endKeys, giveUpKeys, hearKeys } from '../follow-up/keys.ts'
import { endListenings, hearLeft, hearListening, hearRefused } from '../listening/listening.ts'
import { askAgain, hearMenu, leaveMenu } from '../menu/calls.ts'
import { recordCall } from '../quality/recordings.ts'
import { dropHold } from '../sql/lines.ts'
import { dropRecordingTold, insertRecording } from '../sql/telephony.ts'
import type { CommandAnswer, EngineEvent, LiveCall, NumberedCommand } from './port.ts'

/** What becomes of an event, in its transaction: the desk is told of lines that come, ring in vain and end. */
export async function hearEvent(ctx: Ctx, engine: string, event: EngineEvent): Promise<void> {
  switch (event.told) {
    case 'arrived':
      await receiveCall(ctx, { callId: event.callId, callerPhone: event.from, engine, arrivedAt: event.at })
      return
    case 'ended':
      await endKeys(ctx, event.callId)
      await hangUpCall(ctx, event.callId)
      await endListenings(ctx)
      return
    case 'unanswered':
      // What the desk took back itself is no news to it.
      if (event.because !== 'cancelled') await returnOffer(ctx, event.callId, Number(event.extension))
      return
    case 'monitored':
      await hearListening(ctx, event)
      return
    case 'unmonitored':
      await hearLeft(ctx, event.callId, Number(event.extension))
      return
    case 'played':
    case 'digits':
      if (!(await hearMenu(ctx, event)) && !(await hearKeys(ctx, event))) await hearSaid(ctx, event)
      return
    case 'connected':
      await hearReached(ctx, event.callId)
      return
    case 'bridged':
      await recordCall(ctx, event.callId)
      return
    case 'recorded':
      await insertRecording(ctx, event)
      return
    default:
  }
}

/** What an engine would not do: a ring or a joining that failed is an offer that nobody took. */
export async function hearAnswer(ctx: Ctx, command: NumberedCommand, answer: CommandAnswer): Promise<void> {
  if (answer !== 'refused') return
  if (command.act === 'offer' || command.act === 'bridge')
    await returnOffer(ctx, command.callId, Number(command.extension))
  // A line that is not held would else be told to be.
  if (command.act === 'hold') await dropHold(ctx, command.callId)
  if (command.act === 'monitor') await hearRefused(ctx, command.callId, Number(command.extension))
  if (command.act === 'originate') await hangUpCall(ctx, command.callId)
  if (command.act === 'play' || command.act === 'collect') {
    await dropRecordingTold(ctx, command.callId, command.id)
    await leaveMenu(ctx, command.callId)
    await freeAskedLine(ctx, command.callId, command.id)
    await giveUpKeys(ctx, command.callId, command.id)
  }
}

/** A line of which the desk still thinks, and which is no more. */
export async function hearGhost(ctx: Ctx, callId: string): Promise<void> {
  await endKeys(ctx, callId)
  await hangUpCall(ctx, callId)
}

/** A line of which the desk may never have heard, or not what was pressed there. `known`: where the desk believes it to be. */
export async function hearLine(
  ctx: Ctx,
  engine: string,
  call: LiveCall,
  known: 'in-menu' | 'elsewhere' | undefined,
): Promise<void> {
  if (call.direction === 'out') return call.state === 'open' ? hearReached(ctx, call.callId) : undefined
  if (known === 'in-menu') await askAgain(ctx, call.callId)
  if (known === undefined)
    await receiveCall(ctx, { callId: call.callId, callerPhone: call.number, engine, arrivedAt: call.since })
}
