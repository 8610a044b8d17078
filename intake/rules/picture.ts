// Decides what a picture of the customer file holds: one fact for each field of a thing, found without looking through all.
import type { Field, FileFact } from './comparison.ts'

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

export function keyOf({ thing, id, field }: FileFact): string {
  return `${thing}/${id}/${field}`
}
