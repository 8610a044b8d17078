import type { MeterAnswer } from '../../contract.ts'
import type { MeterValues } from '../../mqtt-contract.ts'
import { findProfile } from '../../profiles/all.ts'
import type { Profile } from '../../profiles/profile.ts'
import { type Answer, type Block, decodeAnswers, planBlocks, splitBlock } from '../../rules/decode.ts'
import { type Bus, BusFault, findBus } from './bus.ts'

const ILLEGAL_ADDRESS = 2
const isFinal = new Set<BusFault['kind']>(['refused', 'unreachable'])

/** Blocks by profile as each meter has turned out to answer them. */
const learned = new Map<string, Block[]>()

export type MeterReading = { values: MeterValues; unread: string[]; answers: (Answer & { functionCode: 3 | 4 })[] }

/** Reads every block of a meter; `tries` counts for each request by itself. Call it while holding the bus. Throws `BusFault`. */
export async function readUnit(bus: Bus, unit: number, profile: Profile, tries: number): Promise<MeterReading> {
  const key = `${bus.host}:${bus.port}/${unit}/${profile.name}`
  const waiting = [...(learned.get(key) ?? planBlocks(profile))]
  const asked: Block[] = []
  let isParted = false
  const answers: MeterReading['answers'] = []
  for (let block = waiting.shift(); block; block = waiting.shift()) {
    try {
      answers.push({ functionCode: profile.functionCode, ...(await readBlock(bus, unit, profile, block, tries)) })
      asked.push(block)
    } catch (fault) {
      const refused = fault instanceof BusFault && fault.exceptionCode === ILLEGAL_ADDRESS
      if (!refused) throw fault
      // A single field that the meter does not have is left out from now on.
      waiting.unshift(...splitBlock(profile, block))
      isParted = true
    }
  }
  if (answers.length === 0) throw new BusFault('refused', `unit ${unit} knows none of the registers of ${profile.name}`)
  if (isParted) learned.set(key, asked)
  const { reading, unread } = decodeAnswers(profile, answers)
  return { values: reading, unread, answers }
}

async function readBlock(bus: Bus, unit: number, profile: Profile, block: Block, tries: number): Promise<Answer> {
  const { functionCode, minGapMs } = profile
  for (let left = tries; ; left--) {
    try {
      return { address: block.address, words: await bus.request({ unit, functionCode, minGapMs, ...block }) }
    } catch (fault) {
      const again = fault instanceof BusFault && !isFinal.has(fault.kind) && left > 1
      if (!again) throw fault
    }
  }
}

export type MeterAddress = { profile: string; host: string; port: number; unit: number }

export class UnknownProfile extends Error {}

/**
 * Asks one meter now, through the one owner of its bus, and answers with what it shows and the words that it sent.
 * Throws `UnknownProfile`, or `BusFault` when it does not answer.
 */
export async function readMeter(address: MeterAddress, clock: () => Date): Promise<MeterAnswer> {
  const profile = findProfile(address.profile)
  if (!profile) throw new UnknownProfile(`no meter profile ${address.profile}`)
  const bus = findBus(address.host, address.port)
  return bus.hold(async () => {
    const { values, answers } = await readUnit(bus, address.unit, profile, 2)
    return {
      profile: profile.name,
      unit: address.unit,
      at: clock().toISOString(),
      reading: values,
      raw: answers.map(({ functionCode, address: from, words }) => ({
        functionCode,
        address: from,
        words: [...words],
      })),
    }
  })
}
