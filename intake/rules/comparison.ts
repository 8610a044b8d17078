// Decides what a list of file changes makes of the customer file, field by field, and how two pictures of it differ.
import { civilDay } from '../../db/time.ts'
import type { FileChange } from '../contract.ts'
import {
  addGeneration,
  exportOf,
  type FileFact,
  fields,
  keyOf,
  type Names,
  Picture,
  ratioOf,
  setSources,
  things,
} from './picture.ts'

export { type FileFact, fields, type Names, things } from './picture.ts'

export type Difference = Pick<FileFact, 'accountNo' | 'thing' | 'name' | 'field'> & {
  before: string | null
  after: string | null
  /** The first day of what is new. */
  from: string
}

/**
 * What of the file is compared. A number by which people are reached, whose round a point is read on and what a district
 * hangs on are told where the changes are about them alone: elsewhere they follow from who holds or supplies an account.
 */
export type Scope = { accountIds: number[]; districtIds: number[]; tellsPhone: boolean; tellsSection: boolean }

export function scopeOf(accountIds: number[], changes: FileChange[]): Scope {
  return {
    accountIds,
    districtIds: changes.flatMap((change) => (change.change === 'district-cut-over' ? change.districtId : [])),
    tellsPhone: changes.some(({ change }) => change === 'phone-set'),
    tellsSection: changes.some(({ change }) => change === 'section-set'),
  }
}

/** The days on which a list of changes begins to hold, in order. */
export function daysOf(changes: FileChange[]): string[] {
  return [...new Set(changes.map(dayOf))].sort()
}

function dayOf(change: FileChange): string {
  if ('from' in change) return change.from
  if ('on' in change) return change.on
  if ('at' in change) return civilDay(change.at)
  return civilDay(change.change === 'meter-exchanged' ? change.exchange.at : change.account.energisedAt)
}

/** What is a person's own, whatever else changes with him. */
const personal: readonly Difference['field'][] = ['customer', 'phone', 'payment', 'allowance', 'householdPersons']

/** Of a transfer each owner sees that the other's facts change, not what they say. */
export function hideOthers(rows: Difference[], reader: 'old' | 'new' | null): Difference[] {
  const others = reader === 'new' ? 'before' : 'after'
  return rows.map((row) =>
    reader === null || !personal.includes(row.field) || row[others] === null ? row : { ...row, [others]: HIDDEN },
  )
}
const HIDDEN = '***'

/** The file on a day, as it will be once the changes are written. */
export function applyToFacts(known: FileFact[], changes: FileChange[], day: string, names: Names): FileFact[] {
  const picture = new Picture(known)
  for (const [position, change] of changes.entries()) {
    if (dayOf(change) <= day) applyOne(picture, change, -1 - position, names)
  }
  return picture.facts
}

function applyOne(picture: Picture, change: FileChange, freshId: number, names: Names): void {
  const nameOf = (customer: { id: number } | { name: string }) =>
    'name' in customer ? customer.name : (names.customers.get(customer.id) ?? '')
  switch (change.change) {
    case 'account-opened':
      openAccount(picture, change.account, freshId, { ...names, nameOf })
      return
    case 'customer-set':
      picture.set('account', change.accountId, { customer: nameOf(change.customer) })
      return
    case 'customer-renamed':
      picture.set('account', change.accountId, { customer: change.name })
      return
    case 'allowance-ended':
      picture.set('account', change.accountId, { allowance: null })
      return
    case 'term-set': {
      const { customerId, ...terms } = change.set
      const customer = customerId === undefined ? undefined : names.customers.get(customerId)
      picture.set('account', change.accountId, { ...terms, customer })
      return
    }
    case 'account-closed':
      picture.set('account', change.accountId, { status: 'closed', contractNo: null })
      return
    case 'contract-renewed':
      picture.set('account', change.accountId, { contractNo: change.contractNo })
      return
    case 'payer-set': {
      const { payer } = change
      const payment =
        payer.method === 'self' ? 'self' : `${payer.bankName} ****${payer.bankAccount.slice(-4)} ${payer.name}`
      picture.set('account', change.accountId, { payment })
      return
    }
    case 'payer-ended':
      picture.set('account', change.accountId, { payment: null })
      return
    case 'phone-set':
      picture.set('account', change.accountId, { phone: `*******${change.phone.slice(-4)}` })
      return
    case 'district-cut-over':
      picture.set('district', change.districtId, { feeder: names.feeders.get(change.feederId) ?? '' })
      return
    default:
      applyToSupply(picture, change, freshId, names)
  }
}

type OfAccount =
  | 'account-opened'
  | 'customer-set'
  | 'customer-renamed'
  | 'allowance-ended'
  | 'term-set'
  | 'account-closed'
  | 'contract-renewed'
  | 'phone-set'
  | 'payer-set'
  | 'payer-ended'
  | 'district-cut-over'
type OfSupply = Exclude<FileChange, { change: OfAccount }>

/** Points, their meters, and transformers. */
function applyToSupply(picture: Picture, change: OfSupply, freshId: number, { districts, feeders }: Names): void {
  switch (change.change) {
    case 'point-set': {
      const { districtId, ...terms } = change.set
      const district = districtId === undefined ? undefined : (districts.get(districtId ?? 0) ?? null)
      picture.set('point', change.pointId, { ...terms, district })
      return
    }
    case 'points-moved':
      for (const id of change.pointIds) picture.set('point', id, { district: districts.get(change.districtId) })
      return
    case 'meter-installed':
      picture.set('point', change.pointId, metered(change.meter))
      return
    case 'meter-removed':
      picture.set('point', change.pointId, { meter: null, ratio: null, exportRegister: null })
      return
    case 'meter-exchanged':
      picture.set('point', change.exchange.pointId, metered(change.exchange.new))
      return
    case 'generation-connected':
      addGeneration(picture, change, freshId)
      return
    case 'sources-set': {
      const { accountId, sources } = change
      setSources(picture, { accountId, accountNo: picture.accountNoOf(accountId) }, sources, feeders)
      return
    }
    case 'ratio-corrected':
      picture.set('point', change.pointId, { ratio: ratioOf(change) })
      return
    case 'section-set':
      for (const id of change.pointIds) picture.set('point', id, { section: change.sectionNo })
      return
    case 'place-set':
      picture.set('point', change.pointId, { place: change.place })
      return
    case 'line-loss-set':
      picture.set('point', change.pointId, { lineLossPercent: change.percent })
      return
    case 'demand-set':
      picture.set('point', change.pointId, { contractDemandKw: change.contractDemandKw })
      return
    case 'transformer-added': {
      const { accountId, transformer } = change
      const added = { accountId, accountNo: picture.accountNoOf(accountId), thing: 'transformer' as const, id: freshId }
      picture.setOf({ ...added, name: nameOfTransformer(transformer) }, { transformerState: 'in-use' })
      return
    }
    case 'transformer-set':
      picture.set('transformer', change.transformerId, { transformerState: change.state })
      return
    case 'transformer-removed':
      picture.set('transformer', change.transformerId, { transformerState: null })
      return
  }
}

function metered(meter: {
  assetNo: string
  ct?: number | undefined
  pt?: number | undefined
  registers: { role: string }[]
}) {
  return { meter: meter.assetNo, ratio: ratioOf(meter), exportRegister: exportOf(meter.registers) }
}

type Opened = Extract<FileChange, { change: 'account-opened' }>['account']
type Naming = Names & { nameOf: (customer: Opened['customer']) => string }

function openAccount(picture: Picture, account: Opened, freshId: number, { nameOf, districts, feeders }: Naming): void {
  const of = { accountId: freshId, accountNo: null, name: null }
  const { twoPart, point, contractCapacityKva } = account
  const carried = (field: 'importantGrade' | 'allowance' | 'payment') =>
    account.carriedFrom === undefined ? undefined : picture.valueOf('account', account.carriedFrom, field)
  picture.setOf(
    { ...of, thing: 'account', id: freshId },
    {
      customer: nameOf(account.customer),
      class: account.class,
      parts: twoPart ? 'two' : 'single',
      baseCharge: twoPart?.baseCharge,
      powerFactorStandard: twoPart?.powerFactorStandard ?? account.powerFactorStandard,
      powerFactorExempt: account.powerFactorExempt,
      contractCapacityKva,
      runningCapacityKva: contractCapacityKva,
      householdPersons: account.householdPersons,
      status: 'active',
      importantGrade: account.importantGrade ?? carried('importantGrade'),
      ...{ allowance: carried('allowance'), payment: carried('payment') },
      temporaryUntil: account.temporaryUntil,
      unmeteredUse:
        account.unmetered && `${Number(account.unmetered.agreedKw)} kW × ${account.unmetered.hoursPerDay} h`,
      contractNo: account.contract.contractNo,
    },
  )
  picture.setOf(
    { ...of, thing: 'point', id: freshId },
    {
      district: districts.get(point.districtId ?? 0),
      mode: point.mode,
      phase: point.phase,
      priceCode: point.priceCode,
      contractDemandKw: twoPart?.contractDemandKw,
      ...(account.meter && metered(account.meter)),
    },
  )
  if (account.sources && account.sources.length > 0) {
    setSources(picture, { accountId: freshId, accountNo: null }, account.sources, feeders)
  }
  for (const [n, transformer] of (twoPart?.transformers ?? []).entries()) {
    const id = freshId * 1000 - n
    const name = nameOfTransformer(transformer)
    picture.setOf({ ...of, thing: 'transformer', id, name }, { transformerState: 'in-use' })
  }
}

function nameOfTransformer({ name, capacityKva }: { name: string; capacityKva: string }): string {
  return `${name} ${Number(capacityKva)} kVA`
}

/** How the file of one day differs before and after; what differs already on an earlier day is not told again. */
export function compareDays(days: { day: string; before: FileFact[]; after: FileFact[] }[]): Difference[] {
  const told = new Map<string, string | null>()
  return days.flatMap(({ day, before, after }) => {
    const earlier = new Map(before.map((fact) => [keyOf(fact), fact.value]))
    return after
      .filter((fact) => (earlier.get(keyOf(fact)) ?? null) !== fact.value)
      .filter((fact) => told.get(keyOf(fact)) !== fact.value)
      .map((fact): Difference => {
        told.set(keyOf(fact), fact.value)
        const { accountNo, thing, name, field, value } = fact
        return { accountNo, thing, name, field, before: earlier.get(keyOf(fact)) ?? null, after: value, from: day }
      })
      .sort(inOrder)
  })
}

/** Accounts before points before transformers, each in the order of its fields. */
function inOrder(one: Difference, other: Difference): number {
  const place = (each: Difference) => [
    things.indexOf(each.thing),
    each.accountNo ?? '',
    each.name ?? '',
    fields.indexOf(each.field),
  ]
  const [first, second] = [place(one), place(other)]
  const at = first.findIndex((value, n) => value !== second[n])
  if (at < 0) return 0
  return (first[at] ?? '') < (second[at] ?? '') ? -1 : 1
}
