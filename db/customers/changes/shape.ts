import type { MeterExchange } from '../exchange.ts'
import type { NewMeter } from '../install.ts'
import type { NewAccount } from '../open.ts'
import type { RegisterValues } from '../removal.ts'
import type { TwoPart } from '../two-part.ts'

/** What of an account may change from a day on. A field left out stays as it is. Capacity in kVA. */
export type TermSet = Partial<{
  customerId: number
  class: 'residential' | 'agricultural' | 'commercial'
  parts: 'single' | 'two'
  baseCharge: 'capacity' | 'contract-demand' | 'actual-demand' | null
  powerFactorStandard: '0.90' | '0.85' | '0.80' | null
  /** Why it is not adjusted although of its size. */
  powerFactorExempt: string | null
  contractCapacityKva: string
  runningCapacityKva: string
  householdPersons: number | null
  status: 'active' | 'paused' | 'removed' | 'closed'
  importantGrade: string | null
  temporaryUntil: string | null
}>

export type PointSet = Partial<{
  districtId: number | null
  mode: 'high-high' | 'high-low' | 'low-low'
  phase: 'single' | 'three'
  priceCode: string | null
}>

/** Where supply comes from; `standby` says how the other source waits (热备用、冷备用、同时供电). */
export type SupplySource = {
  role: 'main' | 'standby'
  feederId: number
  standby: 'hot' | 'cold' | 'simultaneous' | null
}

/** 分布式电源: a plant behind a point feeds in from a day on. */
export type Generation = {
  mode: 'surplus' | 'full'
  plantKw: string
  /** Province, two digits: by it what is fed in is paid. */
  region: string
  /** 发电表, on a point of its own; null: none. */
  meter: { at: Date; phase: 'single' | 'three'; meter: NewMeter } | null
}

export type TransformerState = 'in-use' | 'hot-standby' | 'paused' | 'cold-standby' | 'exchanged'

/**
 * One change of the customer file (档案变更). `from` and `on` are civil days and the first day of what is new: the day on
 * which it happened, not on which it is archived. `at` are instants.
 */
export type FileChange =
  | { change: 'account-opened'; account: Omit<NewAccount, 'caseRef' | 'reason'> }
  /** `readings`: what was read at the hand-over; by them the two are billed. */
  | {
      change: 'customer-set'
      accountId: number
      from: string
      customer: NewAccount['customer']
      readings?: { pointId: number; readAt: Date; registers: RegisterValues }[]
    }
  /** The same customer under another name. */
  | { change: 'customer-renamed'; accountId: number; from: string; name: string }
  | { change: 'allowance-ended'; accountId: number; from: string }
  /** It pays by itself again. */
  | { change: 'payer-ended'; accountId: number; from: string }
  | { change: 'term-set'; accountId: number; from: string; set: TermSet }
  | { change: 'account-closed'; accountId: number; on: string }
  | { change: 'point-set'; pointId: number; from: string; set: PointSet }
  | { change: 'meter-installed'; pointId: number; at: Date; meter: NewMeter }
  | { change: 'meter-removed'; pointId: number; at: Date; person: string; endRegisters: RegisterValues }
  | { change: 'meter-exchanged'; exchange: Omit<MeterExchange, 'caseRef' | 'reason'> }
  | {
      change: 'transformer-added'
      accountId: number
      /** Whose loss is the point's; null: the meter is on the high side. */
      pointId: number | null
      from: string
      transformer: Omit<TwoPart['transformers'][number], 'states'>
    }
  | {
      change: 'transformer-set'
      transformerId: number
      from: string
      state: TransformerState
      /** Of a pause: the day on which it is over as agreed, and the base charge goes on. */
      agreedUntil?: string | null
    }
  | { change: 'transformer-removed'; transformerId: number; from: string }
  /** Of the meter that is on the point, since it was put there. */
  | { change: 'ratio-corrected'; pointId: number; from: string; ct: number; pt: number }
  /** 自行缴费, or 银行代扣 from the account of `name`. */
  | {
      change: 'payer-set'
      accountId: number
      from: string
      payer:
        | { method: 'self'; name: string }
        | { method: 'collection'; name: string; bankName: string; bankAccount: string }
    }
  /** Of the customer who holds the account now. */
  | { change: 'phone-set'; accountId: number; from: string; phone: string }
  /** 安装位置, within the account's address. */
  | { change: 'place-set'; pointId: number; from: string; place: string }
  | { change: 'demand-set'; pointId: number; from: string; contractDemandKw: string }
  /** 线损 in percent of what the point meters. */
  | { change: 'line-loss-set'; pointId: number; from: string; percent: string; reactivePercent: string }
  | { change: 'contract-renewed'; accountId: number; from: string; contractNo: string; signedOn: string }
  /** `accountId` and `pointId` null: of the account that these changes open. Publishes `generation.connected`. */
  | {
      change: 'generation-connected'
      accountId: number | null
      pointId: number | null
      from: string
      generation: Generation
    }
  /** All that the account is supplied from, in place of what was. */
  | { change: 'sources-set'; accountId: number; from: string; sources: SupplySource[] }
  | { change: 'section-set'; pointIds: number[]; from: string; sectionNo: string }
  | { change: 'points-moved'; pointIds: number[]; from: string; districtId: number }
  | { change: 'district-cut-over'; districtId: number; at: Date; feederId: number }

/** The case that a change comes from, such as `application:YK…`, and why. */
export type Why = { caseRef: string; reason: string }
