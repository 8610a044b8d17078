import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { factOn } from '../rules/run/facts.ts'
import { addChargedKwh, compareSheets, type Tolerance } from '../rules/run/market.ts'
import { listMarketMonth, listMarketTolerances, type MonthRow } from '../sql/market.ts'
import { type MarketMonth, marketStates, type monthQuery } from './contract.ts'
import { energyOf, totalOf } from './sheets.ts'

type Item = MarketMonth['items'][number]

/** Accounts in the market in a month: whose sheet is missing, whose agrees with the meters and whose does not. */
export async function listMonth(
  ctx: Ctx,
  month: string,
  { state, cursor, limit }: z.infer<typeof monthQuery>,
): Promise<MarketMonth> {
  const tolerances = await listMarketTolerances(ctx)
  const all = (await listMarketMonth(ctx, month)).map((row) => itemOf(row, month, tolerances))
  const asked = all.filter((item) => state === undefined || item.state === state)
  const from = cursor ? asked.findIndex(({ accountNo }) => accountNo > cursor) : 0
  const items = from < 0 ? [] : asked.slice(from, from + limit)
  const counts = marketStates.map((each) => [each, all.filter((item) => item.state === each).length])
  const last = items.at(-1)
  return {
    counts: Object.fromEntries(counts),
    items,
    nextCursor: last && last !== asked.at(-1) ? last.accountNo : null,
  }
}

/** How far the sheet of an account's month is off what its bill charges; null: it agrees, or there is nothing to compare. */
export async function findSheetDifference(
  ctx: Ctx,
  { accountId, month }: { accountId: number; month: string },
): Promise<Item['difference']> {
  const row = (await listMarketMonth(ctx, month)).find((each) => each.accountId === accountId)
  const item = row && itemOf(row, month, await listMarketTolerances(ctx))
  return item?.state === 'differing' ? item.difference : null
}

function itemOf(
  { accountId: _, path: __, sheet, bill, ...row }: MonthRow,
  month: string,
  tolerances: Tolerance[],
): Item {
  const told = sheet && {
    ...{ id: sheet.id, sheetNo: sheet.sheetNo, issuedOn: sheet.issuedOn },
    energyKwh: energyOf(sheet.lines),
    totalYuan: totalOf(sheet.lines),
  }
  const settled = bill && bill.segments.length > 0 ? bill : null
  const compared =
    sheet && settled ? compareSheets([sheet], addChargedKwh(settled.segments), factOn(tolerances, `${month}-01`)) : null
  const { agrees = null, ...difference } = compared ?? {}
  return {
    ...row,
    state: stateOf(sheet !== null, agrees),
    sheet: told,
    bill: bill && { id: bill.id, state: bill.state },
    difference: compared && (difference as NonNullable<Item['difference']>),
  }
}

function stateOf(isThere: boolean, agrees: boolean | null): Item['state'] {
  if (!isThere) return 'missing'
  if (agrees === null) return 'waiting'
  return agrees ? 'matched' : 'differing'
}
