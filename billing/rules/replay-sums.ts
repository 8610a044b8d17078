// Decides what a replay says of a draft: revenue, who pays less, who pays more, how many bills move far (发布前测算).
import { type Exact, exact, yuanToText } from './money.ts'

export type Pair = { accountNo: string; billMonth: string; billedYuan: string; draftYuan: string }

const LARGEST = 20

type Sums = { bills: number; billed: Exact; draft: Exact }
const none = (): Sums => ({ bills: 0, billed: exact(0), draft: exact(0) })

/** Adds pair by pair, so that a city's bills need not be kept. */
export class ReplaySums {
  private readonly thresholdPercent: number
  private readonly all = none()
  private readonly months = new Map<string, Sums>()
  private readonly accounts = new Map<string, Sums>()
  private over = 0

  constructor(thresholdPercent: number) {
    this.thresholdPercent = thresholdPercent
  }

  add({ accountNo, billMonth, billedYuan, draftYuan }: Pair): void {
    for (const sums of [this.all, at(this.months, billMonth), at(this.accounts, accountNo)]) {
      sums.bills += 1
      sums.billed = sums.billed.plus(billedYuan)
      sums.draft = sums.draft.plus(draftYuan)
    }
    const moved = exact(draftYuan).minus(billedYuan).abs()
    if (moved.times(100).gt(exact(billedYuan).abs().times(this.thresholdPercent))) this.over += 1
  }

  tell() {
    const accounts = [...this.accounts].map(([accountNo, sums]) => ({ accountNo, ...show(sums) }))
    const sign = ({ differenceYuan }: { differenceYuan: string }) => Math.sign(Number(differenceYuan))
    return {
      ...show(this.all),
      accounts: accounts.length,
      winners: accounts.filter((each) => sign(each) < 0).length,
      losers: accounts.filter((each) => sign(each) > 0).length,
      unchanged: accounts.filter((each) => sign(each) === 0).length,
      thresholdPercent: this.thresholdPercent,
      billsOverThreshold: this.over,
      months: [...this.months].sort().map(([billMonth, sums]) => ({ billMonth, ...show(sums) })),
      largest: accounts
        .filter((each) => sign(each) !== 0)
        .sort((one, other) => Math.abs(Number(other.differenceYuan)) - Math.abs(Number(one.differenceYuan)))
        .slice(0, LARGEST)
        .map(({ bills: _, ...each }) => each),
    }
  }
}

function at(map: Map<string, Sums>, key: string): Sums {
  const known = map.get(key)
  if (known) return known
  const fresh = none()
  map.set(key, fresh)
  return fresh
}

function show({ bills, billed, draft }: Sums) {
  return {
    bills,
    billedYuan: yuanToText(billed),
    draftYuan: yuanToText(draft),
    differenceYuan: yuanToText(draft.minus(billed)),
  }
}
