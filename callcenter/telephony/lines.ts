import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { hangUpCall, receiveCall } from '../contacts.ts'
import type { incomingCall } from '../contract.ts'
import type { SimulatedEngine } from './simulator.ts'

let simulated: SimulatedEngine | undefined

/** From now on calls that are told over HTTP ring on lines of this engine; the function returned ends it. */
export function wireLines(engine: SimulatedEngine): () => void {
  simulated = engine
  return () => {
    simulated = undefined
  }
}

/**
 * Somebody rings. On the simulated engine's line the contact follows from what the engine tells; a call of an engine that
 * takes no commands joins the queue at once. The same `callId` again changes nothing.
 */
export async function ringIn(ctx: Ctx, call: z.output<typeof incomingCall>): Promise<{ contactId: number | null }> {
  if (!simulated) return receiveCall(ctx, { callId: call.callId, callerPhone: call.callerPhone })
  simulated.dial(call.callId, {
    number: call.callerPhone,
    patienceMs: call.patienceSeconds * 1000,
    talkMs: call.talkSeconds === undefined ? null : call.talkSeconds * 1000,
    presses: call.presses,
    rates: call.rates,
  })
  return { contactId: null }
}

export async function ringOff(ctx: Ctx, callId: string): Promise<void> {
  if (simulated) simulated.hangUpOutside(callId)
  else await hangUpCall(ctx, callId)
}
