import { z } from 'zod'
import { terminalProtocol } from '../db/customers/contract.ts'
import { applicationKinds } from './forms.ts'
import { unfitReasons } from './rules/kinds/fitting.ts'
import { statement } from './statement-contract.ts'
import { paperKinds } from './step-data.ts'

// What crosses the wire for forms to be filled in: choices, kinds, an account's facts, a proposed scheme.

const bilingual = z.object({ zh: z.string(), en: z.string() })
const supplies = z.enum(['low-residential', 'low-other', 'high'])

/** GET /api/intake/choices: what the forms of survey, plan and meter installation offer. */
export const choices = z.object({
  organisations: z.array(z.object({ id: z.number(), name: z.string() })),
  districts: z.array(z.object({ id: z.number(), name: z.string(), kind: z.string(), capacityKva: z.number() })),
  terminals: z.array(
    z.object({
      assetNo: z.string(),
      protocol: terminalProtocol,
      districtId: z.number().nullable(),
      /** Unit ids that are taken now, for a Modbus terminal. */
      takenUnitIds: z.array(z.number()),
    }),
  ),
  /** As the network is now; the bar is null where nobody told it. */
  feeders: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      voltageKv: z.number(),
      substation: z.string().nullable(),
      bar: z.string().nullable(),
    }),
  ),
  /** Meters of the store that somebody has in hand (领用), to be put up. */
  metersInHand: z.array(
    z.object({
      assetNo: z.string(),
      profile: z.string(),
      phase: z.enum(['single', 'three']),
      maximumCurrentA: z.number(),
      /** User name. */
      person: z.string(),
    }),
  ),
  /** Meter profiles that can be read. */
  profiles: z.array(z.string()),
  /** For which supply a profile is made; one that does not say is left out. */
  profilePhases: z.record(z.string(), z.enum(['single', 'three'])).default({}),
})

/** GET /api/intake/kinds: what can be asked for, and what is asked of it today. */
export const kindList = z.object({
  items: z.array(
    z.object({
      kind: z.enum(applicationKinds),
      title: bilingual,
      /** True: without an account yet. */
      isNew: z.boolean(),
      papers: z.array(z.enum(paperKinds)),
      rules: z.array(z.object({ rule: z.string(), value: z.number(), clause: z.string(), confirmed: z.boolean() })),
      statements: z.array(statement),
      limits: z.array(
        z.object({
          ...{ clock: z.string(), title: bilingual, workingDays: z.number(), legalBasis: z.string() },
          supply: z
            .object({ code: supplies, title: bilingual })
            .nullable()
            .describe('of several for one clock: how the account is supplied; null: any other way'),
          isConditional: z.boolean().describe('of a step that the survey or the plan may find unneeded'),
        }),
      ),
    }),
  ),
})

/** What the forms of a change ask about an account. Capacity in kVA, demand in kW. */
export const accountFacts = z.object({
  accountNo: z.string(),
  customerName: z.string(),
  address: z.string(),
  class: z.enum(['residential', 'agricultural', 'commercial']),
  parts: z.enum(['single', 'two']),
  baseCharge: z.enum(['capacity', 'contract-demand', 'actual-demand']).nullable(),
  status: z.enum(['active', 'paused', 'removed', 'closed']),
  contractCapacityKva: z.number(),
  runningCapacityKva: z.number(),
  readingDay: z.number(),
  transformers: z.array(
    z.object({ id: z.number(), name: z.string(), capacityKva: z.number(), state: z.string().nullable() }),
  ),
  points: z.array(
    z.object({
      pointNo: z.string(),
      phase: z.enum(['single', 'three']),
      priceCode: z.string().nullable(),
      contractDemandKw: z.number().nullable(),
      meter: z.object({ assetNo: z.string(), roles: z.array(z.string()) }).nullable(),
    }),
  ),
})

/** GET /api/intake/accounts/{accountNo}: its facts, and what of the kinds of change it cannot have as it stands today. */
export const accountOffer = accountFacts.extend({
  supply: supplies.nullable().describe('which of the limits that differ are its own'),
  unfit: z.array(z.object({ kind: z.enum(applicationKinds), because: z.enum(unfitReasons) })),
})

const accountClass = z.enum(['residential', 'agricultural', 'commercial'])

/** GET /api/intake/accounts/{accountNo}/prices */
export const accountPricesQuery = z.object({
  /** Left out: the account's own. */
  accountClass: accountClass.optional(),
  /** In kVA; left out: the account's own. */
  capacityKva: z.coerce.number().positive().max(1e6).optional(),
  day: z.iso.date().optional(),
})
/** GET /api/intake/applications/{id}/prices: of the plan, as far as it is written. */
export const planPricesQuery = z.object({
  phase: z.enum(['single', 'three']).optional(),
  mode: z.enum(['low-low', 'high-low', 'high-high']).optional(),
  capacityKva: z.coerce.number().positive().max(1e6).optional(),
  feederId: z.coerce.number().int().optional(),
})
/** Prices that may be named: any other is refused. */
export const offeredPrices = z.object({
  items: z.array(
    z.object({
      priceCode: z.string(),
      name: bilingual,
      timeOfUse: z.boolean(),
      /** In kV, half-open. */
      voltageKv: z.object({ from: z.number().nullable(), below: z.number().nullable() }),
    }),
  ),
})

/** GET /api/intake/applications/{id}/scheme: what fits the loads, and why. kW, kVA, kV, A, V. */
export const scheme = z.object({
  installedKw: z.number(),
  demandKw: z.number(),
  capacityKva: z.number(),
  voltageKv: z.number(),
  phase: z.enum(['single', 'three']),
  mode: z.enum(['low-low', 'high-low', 'high-high']),
  currentA: z.number(),
  /** Primary over 5 A; null: connected directly. */
  ctPrimaryA: z.number().nullable(),
  /** Primary over 100 V; null: none. */
  ptPrimaryV: z.number().nullable(),
  powerFactorStandard: z.enum(['0.90', '0.85', '0.80']).nullable(),
  parts: z.enum(['single', 'two']),
  reasons: z.array(z.object({ about: z.string(), text: bilingual })),
})
