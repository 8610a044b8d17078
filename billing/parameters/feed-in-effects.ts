import type { Ctx } from '../../db/context.ts'
import { count, differing, pastOf } from '../../db/parameters/effect.ts'
import type { Effect, ParameterChange } from '../../db/parameters/set.ts'
import { exact, roundToFen, sumYuan, yuanToText } from '../rules/money.ts'
import { listPastFeedIns } from '../sql/parameter-effects.ts'

const DAYS = 365

/** Statements of the past year, each line paid at the new price. */
export function feedInEffect(item: 'feed-in' | 'generation-subsidy') {
  return async (ctx: Ctx, change: ParameterChange): Promise<Effect> => {
    const { key, value } = change
    const days = pastOf(ctx, change, DAYS)
    const { region = null, mode = null, code = null } = key
    const price = exact(value?.yuan_per_kwh ?? '0')
    const lines = (await listPastFeedIns(ctx, { item, region, mode, code, fromDay: days.from })).map((line) => ({
      ...line,
      newYuan: yuanToText(roundToFen(exact(line.quantity).times(price))),
    }))
    const statements = new Set(lines.map(({ statementNo }) => statementNo)).size
    const said = (amount: string) => ({ zh: `${amount} 元`, en: `${amount} yuan` })
    return {
      ...days,
      about: {
        zh: `这段时间按此价结算的 ${statements} 份结算单，逐行重算`,
        en: `${statements} statements that were paid at this price, each line again`,
      },
      figures: [
        count({ zh: '结算单', en: 'Statements' }, statements, statements, { zh: '份', en: '' }),
        {
          title: { zh: '付款合计', en: 'Paid' },
          before: sumYuan(lines.map(({ amountYuan }) => amountYuan)),
          after: sumYuan(lines.map(({ newYuan }) => newYuan)),
          unit: { zh: '元', en: 'yuan' },
        },
      ],
      ...differing(
        lines.map(({ statementNo, path, amountYuan, newYuan }) => {
          return { ref: statementNo, path, before: said(amountYuan), after: said(newYuan) }
        }),
      ),
    }
  }
}
