import type { Ctx } from '../../../db/context.ts'
import type { TestDatabase } from '../../support/database.ts'
import { ClerkError, need, type Row } from './tables.ts'

export type StagedAccount = { accountId: number; accountNo: string; name: string }
export type StagedPoint = { pointId: number; name: string; meter: string | null; roles: string[] }

/** One scenario's own company in the database that all share: its county, accounts, points and prices. */
export type Stage = {
  path: string
  at: (now: Date, username?: string) => Ctx
  organisationId: number
  districts: Map<string, number>
  accounts: Map<string, StagedAccount>
  points: Map<string, StagedPoint>
  /** Price codes that the scenario brings itself, as the book has them. */
  ownPrices: Map<string, string>
}

export function setStage(database: TestDatabase, number: number): Stage {
  const path = `S${String(number).padStart(3, '0')}.`
  return {
    path,
    at: (now, username = 'clerk') => ({
      ...database.ctx(now.toISOString(), { roles: ['billing', 'cashier'], username: `${path}${username}` }),
      scope: path,
    }),
    organisationId: 0,
    ...{ districts: new Map(), accounts: new Map(), points: new Map(), ownPrices: new Map() },
  }
}

export function accountOf(stage: Stage, row: Row, column = '户'): StagedAccount {
  return known(stage.accounts, row, column, '没有这一户')
}

export function pointOf(stage: Stage, row: Row, column = '点'): StagedPoint {
  return known(stage.points, row, column, '没有这个计量点')
}

export function priceOf(stage: Stage, code: string): string {
  return stage.ownPrices.get(code) ?? code
}

function known<Thing>(things: Map<string, Thing>, row: Row, column: string, otherwise: string): Thing {
  const name = need(row, column)
  const thing = things.get(name)
  if (!thing) throw new ClerkError(`${row.where}:${otherwise}:${name}`)
  return thing
}
