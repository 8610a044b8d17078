/** Frames that a terminal passed through, read by the meter's profile. Whatever is not that meter's answer says nothing. */
import type { MeterValues } from '../mqtt-contract.ts'
import type { Dlt645Profile } from '../profiles/dlt645-profile.ts'
import { decodeFrame, isFrom, WireFault } from '../wire/dlt645-frame.ts'
import { readMessage } from '../wire/dlt645-messages.ts'
import { decodeBlock, toReading } from './dlt645-values.ts'

export type PassedThrough = { reading: MeterValues; notes: string[] }

export function readPassedThrough(
  frames: readonly (string | null)[],
  meter: { address: string; profile: Dlt645Profile; day: string },
): PassedThrough {
  const values: { reading: string; value: number }[] = []
  const notes: string[] = []
  for (const hex of frames) {
    const payload = hex === null ? { note: 'no answer' } : payloadOf(hex, meter.address)
    if ('note' in payload) notes.push(payload.note)
    else values.push(...valuesOf(payload, meter.profile))
  }
  return { reading: toReading(values, meter.profile, meter.day), notes }
}

function payloadOf(hex: string, address: string): { di: string; bytes: Uint8Array } | { note: string } {
  try {
    const pairs = hex.match(/../g) ?? []
    const frame = decodeFrame(Uint8Array.from(pairs.map((pair) => Number.parseInt(pair, 16))))
    if (!isFrom(address, frame.address)) return { note: `answer of meter ${frame.address}` }
    const message = readMessage(frame)
    if (message.kind === 'data') return { di: message.di, bytes: message.payload }
    return { note: message.kind === 'refused' ? `refused: ${message.reasons.join(', ')}` : message.kind }
  } catch (fault) {
    if (!(fault instanceof WireFault)) throw fault
    return { note: fault.message }
  }
}

function valuesOf({ di, bytes }: { di: string; bytes: Uint8Array }, profile: Dlt645Profile) {
  const block = profile.blocks.find((each) => each.di === di)
  const fields = block?.fields ?? profile.blocks.flatMap((each) => each.fields).filter((field) => field.di === di)
  return decodeBlock(bytes, fields).values
}
