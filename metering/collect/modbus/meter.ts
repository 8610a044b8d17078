import { setTimeout as sleep } from 'node:timers/promises'
import type { MeterValues } from '../../mqtt-contract.ts'
import type { Profile } from '../../profiles/profile.ts'
import { BlockPlan } from '../../rules/block-plan.ts'
import { type Answer, type Block, decodeAnswers, keepWhole } from '../../rules/decode.ts'
import { BusFault } from '../lines/fault.ts'
import type { Line } from '../lines/line.ts'
import { findKnownBlocks, keepKnownBlocks } from './known-blocks.ts'
import { AnswerOwed } from './owed-answers.ts'
import { requestRegisters } from './request.ts'

/** Acknowledge and busy: the unit is at work and will answer soon. */
const soon = new Set([5, 6])
/** Pauses before it is asked again, together less than one time-out. */
const BUSY_PAUSES_MS = [100, 200, 400]
const SILENT_BLOCKS = 8
const isFinal = new Set<BusFault['kind']>(['refused', 'unreachable'])

export type MeterReading = {
  values: MeterValues
  unread: string[]
  answers: (Answer & { functionCode: 3 | 4 })[]
  /** Why the rest could not be read, where the unit refused it after it had answered. */
  stoppedBy?: BusFault
}

/**
 * Reads every block of a meter; `tries` counts for each request by itself. A unit that refuses a block, or says nothing to
 * a large one and answers a small one, is asked for less at once from then on. Call it while holding the line. Throws
 * `BusFault`.
 */
export async function readUnit(
  line: Line,
  unit: number,
  profile: Profile,
  tries: number,
  timeoutMs?: number,
): Promise<MeterReading> {
  const known = findKnownBlocks(line.name, unit, profile.name)
  const plan = new BlockPlan(profile, known, Date.now())
  const ask: Ask = (block) => {
    const { functionCode, minGapMs } = profile
    return requestRegisters(line, { unit, functionCode, minGapMs, ...block, timeoutMs: timeoutMs ?? profile.timeoutMs })
  }
  const answers: MeterReading['answers'] = []
  const keep = (block: Block, words: number[]) =>
    answers.push({ functionCode: profile.functionCode, address: block.address, words })
  let stoppedBy: BusFault | undefined
  try {
    stoppedBy = await askFor(plan, ask, keep, tries)
  } catch (fault) {
    if (fault instanceof BusFault && fault.kind === 'timeout') {
      keepKnownBlocks(line.name, unit, profile.name, plan.doubted(Date.now()))
    }
    throw fault
  }
  if (answers.length === 0) {
    throw stoppedBy ?? new BusFault('refused', `unit ${unit} knows none of the registers of ${profile.name}`)
  }
  const { reading, unread } = decodeAnswers(profile, answers)
  if (stoppedBy) return { values: keepWhole(reading, unread), unread, answers, stoppedBy }
  const learned = plan.learned(Date.now())
  if (learned !== known) keepKnownBlocks(line.name, unit, profile.name, learned)
  return { values: reading, unread, answers }
}

type Ask = (block: Block) => Promise<number[]>

/** Goes through the plan; returns the refusal that ended it early. Throws `BusFault` for what is no refusal. */
async function askFor(
  plan: BlockPlan,
  ask: Ask,
  keep: (block: Block, words: number[]) => void,
  tries: number,
): Promise<BusFault | undefined> {
  const pauses = [...BUSY_PAUSES_MS]
  let isAlive = false
  let silent = 0
  let left = tries
  if (plan.isInDoubt && plan.sign) {
    await askSign(plan, ask)
    isAlive = true
  }
  for (let block = plan.next; block; block = plan.next) {
    try {
      keep(block, await ask(block))
      plan.recordAnswer()
      isAlive = true
      left = tries
    } catch (fault) {
      if (!(fault instanceof BusFault)) throw fault
      if (fault.kind === 'refused') {
        isAlive = true
        const pauseMs = soon.has(fault.exceptionCode ?? 0) ? pauses.shift() : undefined
        if (pauseMs !== undefined) await sleep(pauseMs)
        else if (!plan.takeRefusal(fault.exceptionCode)) return fault
        continue
      }
      left--
      const isSilent = fault.kind === 'timeout' && !(fault instanceof AnswerOwed)
      if (left > 0 && !isFinal.has(fault.kind)) {
        if (fault instanceof AnswerOwed) await sleep(fault.waitMs)
        if (isSilent && !isAlive && plan.sign) {
          await askSign(plan, ask)
          isAlive = true
          left = tries
        }
        continue
      }
      const mayPart = isSilent && isAlive && (tries > 1 || plan.isInDoubt) && ++silent <= SILENT_BLOCKS
      // In a poll a time-out is all that a unit may cost: the smaller blocks are asked for next time.
      if (!mayPart || !plan.takeSilence() || tries === 1) throw fault
      left = tries
    }
  }
  return undefined
}

/** Whether anybody is there, asked for as little as can be; a refusal is an answer too. */
async function askSign(plan: BlockPlan, ask: Ask): Promise<void> {
  if (!plan.sign) return
  await ask(plan.sign).catch((fault: unknown) => {
    if (!(fault instanceof BusFault) || fault.kind !== 'refused') throw fault
  })
}
