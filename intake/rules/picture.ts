// Decides in which facts the customer file is compared, and how one change of it is drawn into them.
import type { FileChange, SupplySource } from '../contract.ts'

export const things = ['account', 'point', 'transformer', 'source', 'district'] as const
export const fields = [
  'customer',
  'class',
  'parts',
  'baseCharge',
  'powerFactorStandard',
  'powerFactorExempt',
  'contractCapacityKva',
  'runningCapacityKva',
  'householdPersons',
  'status',
  'importantGrade',
  'temporaryUntil',
  'unmeteredUse',
  'contractNo',
  'allowance',
  'payment',
  'phone',
  'district',
  'mode',
  'phase',
  'priceCode',
  'contractDemandKw',
  'section',
  'meter',
  'place',
  'ratio',
  'lineLossPercent',
  'exportRegister',
  'transformerState',
  'feeder',
  'standby',
] as const
export type Field = (typeof fields)[number]

/** One fact of the file on a day. A thing that is not in the file yet has an id of its own that no row has. */
export type FileFact = {
  accountId: number
  accountNo: string | null
  thing: (typeof things)[number]
  id: number
  name: string | null
  field: Field
  value: string | null
}
/** What ids of customers, districts and feeders are called. */
export type Names = {
  customers: ReadonlyMap<number, string>
  districts: ReadonlyMap<number, string>
  feeders: ReadonlyMap<number, string>
}

type Thing = Pick<FileFact, 'accountId' | 'accountNo' | 'thing' | 'id' | 'name'>

export class Picture {
  readonly facts: FileFact[] = []
  private readonly byField = new Map<string, FileFact>()
  private readonly byThing = new Map<string, FileFact>()
  private readonly numbers = new Map<number, string | null>()

  constructor(facts: FileFact[]) {
    for (const fact of facts) this.add({ ...fact })
  }

  private add(fact: FileFact): void {
    const thing = `${fact.thing}/${fact.id}`
    this.facts.push(fact)
    this.byField.set(keyOf(fact), fact)
    if (!this.byThing.has(thing)) this.byThing.set(thing, fact)
    if (!this.numbers.has(fact.accountId)) this.numbers.set(fact.accountId, fact.accountNo)
  }

  set(thing: FileFact['thing'], id: number, values: Partial<Record<Field, unknown>>): void {
    const of = this.byThing.get(`${thing}/${id}`)
    if (of) this.setOf(of, values)
  }

  setOf({ accountId, accountNo, thing, id, name }: Thing, values: Partial<Record<Field, unknown>>): void {
    for (const [field, value] of Object.entries(values)) {
      if (value === undefined) continue
      const told = toText(value)
      const next = { accountId, accountNo, thing, id, name, field: field as Field, value: told }
      const fact = this.byField.get(keyOf(next))
      if (fact) fact.value = told
      else this.add(next)
    }
  }

  valueOf(thing: FileFact['thing'], id: number, field: Field): string | undefined {
    return this.facts.find((fact) => fact.thing === thing && fact.id === id && fact.field === field)?.value ?? undefined
  }

  accountNoOf(accountId: number): string | null {
    return this.numbers.get(accountId) ?? null
  }
}

/** Numbers are told without places that mean nothing, as the database tells them. */
function toText(value: unknown): string | null {
  if (value === null) return null
  const text = String(value)
  return /^\d+\.\d+$/.test(text) || typeof value === 'number' ? String(Number(text)) : text
}

type Connected = Extract<FileChange, { change: 'generation-connected' }>

/** A meter for all that is generated is on a point of its own, beside the one where the plant is connected. */
export function addGeneration(picture: Picture, { pointId, accountId, generation }: Connected, freshId: number): void {
  if (!generation.meter || accountId === null) return
  const beside = picture.facts.filter(({ thing, id }) => thing === 'point' && id === pointId)
  const of = { accountId, accountNo: picture.accountNoOf(accountId), thing: 'point' as const, id: freshId, name: null }
  const { phase, meter } = generation.meter
  const like = (field: Field) => beside.find((fact) => fact.field === field)?.value ?? null
  picture.setOf(of, {
    ...{ district: like('district'), mode: like('mode'), phase, meter: meter.assetNo },
    ...{ ratio: ratioOf(meter), exportRegister: exportOf(meter.registers) },
  })
}

/** Each role of an account is a thing of its own, told by its feeder and how it waits. */
export function setSources(
  picture: Picture,
  of: Pick<FileFact, 'accountId' | 'accountNo'>,
  sources: SupplySource[],
  feeders: Names['feeders'],
): void {
  for (const [n, role] of (['main', 'standby'] as const).entries()) {
    const source = sources.find((each) => each.role === role)
    const feeder = source ? (feeders.get(source.feederId) ?? '') : null
    picture.setOf(
      { ...of, thing: 'source', id: of.accountId * 2 + n, name: role },
      { feeder, standby: source?.standby ?? null },
    )
  }
}

/** Current and voltage transformers, primary over secondary. */
export function ratioOf({ ct, pt }: { ct?: number | undefined; pt?: number | undefined }): string {
  return `${ct ?? 1} × ${pt ?? 1}`
}

/** Whether what goes out is counted. */
export function exportOf(registers: { role: string }[]): 'exportTotal' | null {
  return registers.some(({ role }) => role === 'exportTotal') ? 'exportTotal' : null
}

export function keyOf({ thing, id, field }: FileFact): string {
  return `${thing}/${id}/${field}`
}
