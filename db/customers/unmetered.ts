import type { Ctx } from '../context.ts'

/** Supply that is charged by what was agreed of it: capacity, hours, days. */
export type UnmeteredSupply = {
  /** Capacity of all of one kind, in kW; the share of it that runs at once. */
  loads: { name: string; capacityKw: number; demandFactor: number }[]
  agreedKw: string
  hoursPerDay: number
  /** The first day on which it is no longer supplied. */
  to: string
}

export async function insertUnmetered(
  ctx: Ctx,
  { loads, agreedKw, hoursPerDay, to }: UnmeteredSupply,
  { accountId, from, caseRef }: { accountId: number; from: string; caseRef: string },
): Promise<void> {
  await ctx.db.run(
    `insert into unmetered_supply (account_id, loads, agreed_kw, hours_per_day, valid_from, valid_to, case_ref)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [accountId, JSON.stringify(loads), agreedKw, hoursPerDay, from, to, caseRef],
  )
}
