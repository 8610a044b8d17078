import type { Ctx } from '../../db/context.ts'

/** What departments know that a sheet may name. */
export type Ports = {
  listPriceCodes: (ctx: Ctx) => Promise<{ code: string; tariffSystem: string; nameZh: string }[]>
  listProfiles: () => string[]
  isIdentityNumber: (text: string) => boolean
  isCreditCode: (text: string) => boolean
}
