import type { MeterValues } from '../../mqtt-contract.ts'
import type { Profile } from '../../profiles/profile.ts'
import { type Answer, type Block, decodeAnswers, planBlocks, splitBlock } from '../../rules/decode.ts'
import { BusFault } from '../lines/fault.ts'
import type { Line } from '../lines/line.ts'
import { AnswerOwed } from './owed-answers.ts'
import { requestRegisters } from './request.ts'

const ILLEGAL_ADDRESS = 2
const isFinal = new Set<BusFault['kind']>(['refused', 'unreachable'])

/** Blocks by profile as each meter has turned out to answer them. */
const learned = new Map<string, Block[]>()

export type MeterReading = { values: MeterValues; unread: string[]; answers: (Answer & { functionCode: 3 | 4 })[] }

/** Reads every block of a meter; `tries` counts for each request by itself. Call it while holding the line. Throws `BusFault`. */
export async function readUnit(line: Line, unit: number, profile: Profile, tries: number): Promise<MeterReading> {
  const key = `${line.name}/${unit}/${profile.name}`
  const waiting = [...(learned.get(key) ?? planBlocks(profile))]
  const asked: Block[] = []
  let isParted = false
  const answers: MeterReading['answers'] = []
  for (let block = waiting.shift(); block; block = waiting.shift()) {
    try {
      answers.push({ functionCode: profile.functionCode, ...(await readBlock(line, unit, profile, block, tries)) })
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

async function readBlock(line: Line, unit: number, profile: Profile, block: Block, tries: number): Promise<Answer> {
  const { functionCode, minGapMs } = profile
  for (let left = tries; ; left--) {
    try {
      return { address: block.address, words: await requestRegisters(line, { unit, functionCode, minGapMs, ...block }) }
    } catch (fault) {
      const again = fault instanceof BusFault && !isFinal.has(fault.kind) && left > 1
      if (!again) throw fault
      if (fault instanceof AnswerOwed) await new Promise((resolve) => setTimeout(resolve, fault.waitMs))
    }
  }
}
