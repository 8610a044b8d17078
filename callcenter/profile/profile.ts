import { findBalance, sumBills } from '../../billing/index.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { addMonths, civilDay, startOfDay, startOfMonth } from '../../db/time.ts'
import { findGate, isWithheld } from '../identity/gate.ts'
import { bandOfLoyalty, bandOfRisk, bandOfValue, yearsBetween } from '../rules/profile.ts'
import { countChannels, countComplaints, findHeldSince, sumScores } from '../sql/profiles.ts'
import type { Profile } from './contract.ts'

const withheld = { known: false, because: 'withheld' } as const
const none = { known: false, because: 'none' } as const
const known = <T>(value: T) => ({ known: true as const, value })

/**
 * What an agent is to know of who he talks to, each figure with what it is made of; asked for after the file is on the screen. What the
 * level of the contact in hand does not allow is left out. Refuses with `NOT_FOUND`.
 */
export async function findProfile(ctx: Ctx, accountNo: string): Promise<Profile> {
  const { accountId } = await findAccountFile(ctx, { accountNo })
  const gate = await findGate(ctx, accountId)
  const figure = await readFigures(ctx, 'profile_rule')
  const months = figure('months')
  const heldSince = await findHeldSince(ctx, accountId)
  const money = isWithheld(gate, 'money')
    ? { value: withheld, risk: withheld }
    : await describeMoney(ctx, accountId, { figure, months, heldSince })
  const history = isWithheld(gate, 'history')
    ? { loyalty: withheld, channel: withheld, complaints: withheld, satisfaction: withheld }
    : await describeHistory(ctx, accountId, { figure, months, heldSince })
  return { months, ...money, ...history }
}

/** What a former holder did is no word of who holds the account now. */
type By = { figure: (rule: string) => number; months: number; heldSince: string | null }

async function describeMoney(
  ctx: Ctx,
  accountId: number,
  { figure, months, heldSince }: By,
): Promise<Pick<Profile, 'value' | 'risk'>> {
  const fromMonth = addMonths(startOfMonth(civilDay(ctx.now)), -months).slice(0, 7)
  const { bills, totalYuan } = await sumBills(ctx, accountId, { fromMonth, months, heldSince })
  const limits = { highYuan: figure('value-high-yuan'), middleYuan: figure('value-middle-yuan') }
  const { arrearsYuan, unpaidBills, oldestDueOn } = await findBalance(ctx, accountId)
  const owed = { arrearsYuan: Number(arrearsYuan), unpaidBills }
  return {
    value: bills === 0 ? none : known({ band: bandOfValue(Number(totalYuan), limits), totalYuan, bills }),
    // Who was never billed can owe nothing, and that says nothing of him.
    risk:
      bills === 0 && owed.arrearsYuan === 0
        ? none
        : known({ band: bandOfRisk(owed, { riskBills: figure('risk-bills') }), arrearsYuan, unpaidBills, oldestDueOn }),
  }
}

async function describeHistory(
  ctx: Ctx,
  accountId: number,
  { figure, months, heldSince }: By,
): Promise<Pick<Profile, 'loyalty' | 'channel' | 'complaints' | 'satisfaction'>> {
  const today = civilDay(ctx.now)
  const from = addMonths(today, -months)
  const since = startOfDay(heldSince !== null && heldSince > from ? heldSince : from)
  const limits = { longYears: figure('long-years'), newYears: figure('new-years') }
  const years = heldSince === null ? 0 : yearsBetween(heldSince, today)
  const counts = await countChannels(ctx, accountId, since)
  const { rated, sum } = await sumScores(ctx, accountId, since)
  const [most] = counts
  return {
    loyalty: heldSince === null ? none : known({ band: bandOfLoyalty(years, limits), since: heldSince, years }),
    channel: most ? known({ preferred: most.channel, counts }) : none,
    // That nobody complained is known: the desk takes every complaint down.
    complaints: known({ count: await countComplaints(ctx, accountId, since) }),
    satisfaction: rated === 0 ? none : known({ mean: Math.round((sum / rated) * 100) / 100, rated }),
  }
}
