import type { Ctx } from '../db/context.ts'
import { systemCtx } from '../db/context.ts'
import type { Db } from '../db/pool.ts'
import { type VendorRoutes, vendorRoutes } from './collect/mqtt/vendor.ts'
import { findMapper } from './mappers/all.ts'
import { findVendorTerminal, listVendorTerminals } from './sql/vendor-terminals.ts'

/** Which topics of makers are read how, as the file has it now. */
export async function loadVendorRoutes(ctx: Ctx): Promise<VendorRoutes> {
  return vendorRoutes(await listVendorTerminals(ctx), findMapper)
}

/** What a terminal that speaks its maker's JSON may publish beside our contract, as MQTT filters. */
export async function listVendorFilters(db: Db, terminal: string): Promise<string[]> {
  const speaks = await findVendorTerminal(systemCtx(db, new Date(), 'broker'), terminal)
  const mapper = speaks && findMapper(speaks.mapper)
  return mapper?.publishes.map((filter) => filter.replaceAll('{topic}', speaks?.vendorTopic ?? '')) ?? []
}
