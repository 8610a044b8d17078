import type { Ctx } from '../db/context.ts'

/** Asks billing for a price code of the price book: whether it needs registers by period of the day, whose it is, and what it is called. */
export type PricePort = (
  ctx: Ctx,
  priceCode: string,
) => Promise<{ timeOfUse: boolean; accountClass?: string; nameZh?: string } | undefined>

/** Asks billing which prices are in force on a day in a province, and what speaks against each for such a supply. */
export type AdvicePort = (
  ctx: Ctx,
  asked: {
    region?: string | undefined
    accountClass?: 'residential' | 'agricultural' | 'commercial' | undefined
    voltageKv?: number | undefined
    capacityKva?: number | undefined
    day?: string | undefined
  },
) => Promise<{
  items: {
    priceCode: string
    name: { zh: string; en: string }
    timeOfUse: boolean
    voltageKv: { from: number | null; below: number | null }
    applicable: boolean
    reasons: { zh: string; en: string }[]
  }[]
}>

/** Asks billing what is unpaid on accounts, in yuan, bills not yet due included; those that owe nothing are left out. */
export type ArrearsPort = (ctx: Ctx, accountIds: number[]) => Promise<ReadonlyMap<number, string>>

/** Asks billing on which accounts a plant feeds in already. */
export type FeedInPort = (ctx: Ctx, accountIds: number[]) => Promise<ReadonlySet<number>>

/** Asks metering which meter models it can read. */
export type ProfilePort = () => string[]

/** Asks metering for which supply a meter model is made; undefined: nobody says. */
export type PhasePort = (profile: string) => 'single' | 'three' | undefined

/** Asks metering for the largest demand of points on days `[from, to)`, in W, and the latest currents by phase, in A. */
export type LoadPort = (
  ctx: Ctx,
  asked: { pointIds: number[]; from: string; to: string },
) => Promise<{ peakW: number | null; phasesA: (number | null)[] | null }[]>

/** Asks metering for the last registers that meters told at or before an instant, as they show them, in Wh or varh. */
export type RegisterPort = (
  ctx: Ctx,
  asked: { pointId: number; at: Date }[],
) => Promise<({ at: Date; registers: Record<string, number | undefined> } | undefined)[]>

/** What other departments answer. */
export type Ports = {
  findPrice: PricePort
  /** Left out: no price is narrowed. */
  advisePrices?: AdvicePort
  listArrears: ArrearsPort
  listProfiles: ProfilePort
  /** Left out: no model is known to be for one supply alone. */
  findModelPhase?: PhasePort
  /** Left out: no plant is known. */
  listFeedingIn?: FeedInPort
  /** Left out: no load is known. */
  listLoads?: LoadPort
  /** Left out: no register is known. */
  listLastRegisters?: RegisterPort
}
