/** Which registers a unit is asked for next, after what it answered, refused, or left unanswered. From the Modbus specification 1.1b3 §7, and practice. */
import type { Profile } from '../profiles/profile.ts'
import { type Block, planBlocks, splitBlock } from './decode.ts'
import { widthOf } from './words.ts'

/** What a unit has turned out to allow. */
export type KnownBlocks = {
  blocks: readonly Block[]
  /** The most registers at once; absent where only addresses were refused. */
  limit?: number
  /** It said nothing to more; a refusal costs nothing and is tried anew at once, silence a time-out. */
  isLimitBySilence?: boolean
  /** It left a large block unanswered: is it dead, or is the block too large? */
  isInDoubt?: boolean
  sinceMs: number
}

const ILLEGAL_ADDRESS = 2
const ILLEGAL_VALUE = 3
const DEVICE_FAILURE = 4
/** Single fields that failed in the unit, after which the others are not asked for any more. */
const FAILURES = 4
/** So long what was learned is held to; a meter may have been set otherwise since. */
const LEARNED_FOR_MS = 86_400_000

type Layout = Pick<Profile, 'fields' | 'blockLimit' | 'maxHole'>

/** What a layout needs, planned once: most units are asked so, time after time. */
const planned = new WeakMap<Layout, readonly Block[]>()

/** The course of one reading. */
export class BlockPlan {
  private readonly profile: Layout
  private readonly known: KnownBlocks | undefined
  private readonly asked: Block[] = []
  private waiting: Block[]
  private limit: number | undefined
  private isLimitBySilence: boolean
  private most = 0
  private isParted = false
  private failures = 0

  constructor(profile: Layout, known: KnownBlocks | undefined, nowMs: number) {
    this.profile = profile
    this.known = known && nowMs - known.sinceMs > LEARNED_FOR_MS ? widen(known) : known
    this.limit = this.known?.limit
    this.isLimitBySilence = this.known?.isLimitBySilence ?? false
    const blocks = this.known?.blocks ?? []
    this.waiting = [...(blocks.length > 0 ? blocks : this.planAll())]
    this.isParted = this.limit !== undefined || blocks.length > 0
  }

  get next(): Block | undefined {
    return this.waiting[0]
  }

  get isInDoubt(): boolean {
    return this.known?.isInDoubt ?? false
  }

  /** A small part of the next block, by which a unit shows that it lives; undefined where that is as small as can be. */
  get sign(): Block | undefined {
    const { next } = this
    const [first] = next ? this.fieldsIn(next) : []
    const count = first ? widthOf(first.type) : 0
    return next && first && count < next.count ? { address: first.address, count } : undefined
  }

  recordAnswer(): void {
    const block = this.waiting.shift()
    if (!block) return
    this.asked.push(block)
    this.most = Math.max(this.most, block.count)
  }

  /** Whether the reading goes on without this block, or with parts of it. */
  takeRefusal(exceptionCode: number | undefined): boolean {
    const [block, ...others] = this.waiting
    const isAboutRequest = [ILLEGAL_ADDRESS, ILLEGAL_VALUE, DEVICE_FAILURE].includes(exceptionCode ?? 0)
    if (!block || !isAboutRequest) return false
    if (exceptionCode !== ILLEGAL_ADDRESS && this.isTooLarge(block)) return this.narrow(block, false)
    const parts = splitBlock(this.profile, block)
    if (parts.length === 0 && exceptionCode === DEVICE_FAILURE && ++this.failures >= FAILURES) return false
    // A single field that the meter does not have is left out from now on; one that failed only this time.
    this.waiting = [...parts, ...others]
    this.isParted ||= parts.length > 0 || exceptionCode !== DEVICE_FAILURE
    return true
  }

  /** Whether a block that a living unit left unanswered is larger than any that it answered; smaller ones wait now. */
  takeSilence(): boolean {
    const { next } = this
    return next !== undefined && this.isTooLarge(next) && this.narrow(next, true)
  }

  /** What to hold to in the next reading, after all has been asked for. */
  learned(nowMs: number): KnownBlocks | undefined {
    if (!this.isParted || this.failures > 0) return undefined
    const isNew = this.known === undefined || this.known.blocks.length === 0 || this.limit !== this.known.limit
    return { ...this.limits(), blocks: this.asked, sinceMs: isNew ? nowMs : (this.known?.sinceMs ?? nowMs) }
  }

  /** What to begin the next reading with, after one that a silent unit ended. */
  doubted(nowMs: number): KnownBlocks | undefined {
    if (this.known === undefined && this.limit === undefined && !this.sign) return undefined
    const isNarrower = this.limit !== this.known?.limit
    const blocks = isNarrower ? [] : (this.known?.blocks ?? [])
    return { ...this.limits(), blocks, isInDoubt: true, sinceMs: isNarrower ? nowMs : (this.known?.sinceMs ?? nowMs) }
  }

  private limits(): Pick<KnownBlocks, 'limit' | 'isLimitBySilence'> {
    return this.limit === undefined ? {} : { limit: this.limit, isLimitBySilence: this.isLimitBySilence }
  }

  private planAll(): readonly Block[] {
    const { fields, maxHole, blockLimit } = this.profile
    if (this.limit !== undefined && this.limit < blockLimit) {
      return planBlocks({ fields, maxHole, blockLimit: this.limit })
    }
    const known = planned.get(this.profile) ?? planBlocks(this.profile)
    planned.set(this.profile, known)
    return known
  }

  private isTooLarge(block: Block): boolean {
    return block.count > this.most && this.fieldsIn(block).length > 1
  }

  private narrow(block: Block, isLimitBySilence: boolean): boolean {
    const widest = Math.max(...this.fieldsIn(block).map(({ type }) => widthOf(type)))
    const limit = Math.max(widest, this.most, Math.floor(block.count / 2))
    this.limit = limit
    this.isLimitBySilence = isLimitBySilence
    this.isParted = true
    this.waiting = this.waiting.flatMap((each) => this.cut(each, limit))
    return true
  }

  private cut(block: Block, limit: number): Block[] {
    if (block.count <= limit) return [block]
    return planBlocks({ fields: this.fieldsIn(block), blockLimit: limit, maxHole: this.profile.maxHole })
  }

  private fieldsIn({ address, count }: Block): Profile['fields'] {
    return this.profile.fields
      .filter((field) => field.address >= address && field.address + widthOf(field.type) <= address + count)
      .sort((a, b) => a.address - b.address)
  }
}

/** Refusals are asked for anew, silence no further than one step at a time. */
function widen({ limit, isLimitBySilence, sinceMs }: KnownBlocks): KnownBlocks | undefined {
  if (limit === undefined || !isLimitBySilence) return undefined
  return { blocks: [], limit: limit * 2, isLimitBySilence, isInDoubt: true, sinceMs }
}
