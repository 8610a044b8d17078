import type { Ctx } from '../../db/context.ts'

/** What departments know that a sheet may name. */
export type Ports = {
  listPriceCodes: (ctx: Ctx) => Promise<{ code: string; tariffSystem: string; nameZh: string }[]>
  listProfiles: () => string[]
  isIdentityNumber: (text: string) => boolean
  isCreditCode: (text: string) => boolean
  listPowerFactorDuties: (
    ctx: Ctx,
  ) => Promise<{ accountClass: string; fromKva: number; usualStandard: string; from: string; to: string | null }[]>
  /** Whether a contract demand may be agreed with a capacity. */
  isDemandWithin: (demandKw: number, capacityKva: number) => boolean
  /** What is charged of a capacity at least. */
  leastDemandKw: (capacityKva: number) => number
}
