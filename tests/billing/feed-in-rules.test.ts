import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { exact, sumYuan } from '../../billing/rules/money.ts'
import {
  cutFeedIn,
  type FeedInBook,
  type FeedInCut,
  feedInDays,
  type Plant,
  rateStatement,
} from '../../billing/rules/run/feed-in.ts'

const plant = (more: Partial<Plant> = {}): Plant => ({
  ...{
    from: '2025-01-01',
    to: null,
    pointId: 1,
    pointNo: 'P-1',
    mode: 'surplus',
    region: '33',
    register: 'exportTotal',
  },
  ...{ generation: null, subsidyCode: null },
  ...more,
})
const price = (from: string, to: string | null, yuanPerKwh: string) => ({
  ...{ from, to, yuanPerKwh, region: '33', mode: 'surplus' as const, official: true, clause: `价自 ${from}` },
})
const book: FeedInBook = {
  prices: [price('2017-07-01', '2025-03-11', '0.4153'), price('2025-03-11', null, '0.4')],
  subsidies: [
    { code: 'fit', from: '2018-01-01', to: '2025-03-21', yuanPerKwh: '0.03', official: true, clause: '补贴' },
  ],
}
const march = { from: '2025-03-01', to: '2025-04-01' }
const daysOf = (cuts: FeedInCut[]) => cuts.map(({ from, to }) => `${from}–${to}`)

describe('the days of a plant', () => {
  test.each([
    ['are cut where the price changes', plant(), ['2025-03-01–2025-03-11', '2025-03-11–2025-04-01']],
    [
      'and where the subsidy ends',
      plant({ subsidyCode: 'fit' }),
      ['2025-03-01–2025-03-11', '2025-03-11–2025-03-21', '2025-03-21–2025-04-01'],
    ],
    ['begin with it', plant({ from: '2025-03-20' }), ['2025-03-20–2025-04-01']],
    ['end with it', plant({ to: '2025-03-05' }), ['2025-03-01–2025-03-05']],
    ['are none before it', plant({ from: '2025-04-01' }), []],
  ])('%s', (_, asked, days) => {
    const verdict = cutFeedIn([asked], march, book)
    expect(verdict.ok && daysOf(verdict.cuts)).toEqual(days)
  })

  it('are none of no plants', () => expect(feedInDays([plant({ from: '2025-05-01' })], march)).toBeNull())

  it('want a price of their region and mode', () => {
    expect(cutFeedIn([plant({ mode: 'full' })], march, book)).toMatchObject({ ok: false, because: 'NO_PRICE' })
  })
})

describe('a statement', () => {
  const cutsOf = (asked: Plant) => {
    const verdict = cutFeedIn([asked], march, book)
    if (!verdict.ok) throw new Error('no cuts')
    return verdict.cuts
  }

  it('pays what is fed in, and the subsidy on all that is generated', () => {
    const cuts = cutsOf(plant({ subsidyCode: 'fit', to: '2025-03-11' }))
    const rated = rateStatement(cuts.map((cut) => ({ cut, fedIn: { exportedWh: 100_000, generatedWh: 250_000 } })))
    expect(rated).toMatchObject({ totalYuan: '49.03', generatedWh: 250_000 })
    expect(rated.ok && rated.lines.map(({ item, amountYuan, clause }) => [item, amountYuan, clause])).toEqual([
      ['feed-in', '41.53', '价自 2017-07-01'],
      ['generation-subsidy', '7.50', '补贴'],
    ])
  })

  it('is refused where more is fed in than was generated', () => {
    const [cut] = cutsOf(plant())
    const rated = rateStatement(cut ? [{ cut, fedIn: { exportedWh: 2, generatedWh: 1 } }] : [])
    expect(rated).toMatchObject({
      ok: false,
      because: 'NOT_COMPUTABLE',
      detail: { because: 'EXPORT_EXCEEDS_GENERATION' },
    })
  })

  it('is the sum of its lines, never negative, and cut anywhere unrounded the same', () => {
    const wh = fc.integer({ min: 0, max: 50_000_000 })
    fc.assert(
      fc.property(wh, wh, (one, other) => {
        const [first, second] = cutsOf(plant({ to: '2025-03-11' })).flatMap((cut) => [cut, cut])
        if (!first || !second) throw new Error('no cuts')
        const rate = (energies: number[]) => {
          const rated = rateStatement(
            energies.map((exportedWh) => ({ cut: first, fedIn: { exportedWh, generatedWh: null } })),
          )
          if (!rated.ok) throw new Error(rated.because)
          return rated
        }
        const [whole, parts] = [rate([one + other]), rate([one, other])]
        for (const { lines, totalYuan } of [whole, parts]) {
          expect(totalYuan).toBe(sumYuan(lines.map(({ amountYuan }) => amountYuan)))
          expect(totalYuan.startsWith('-')).toBe(false)
        }
        const exactOf = ({ lines }: typeof whole) => lines.reduce((sum, line) => sum.plus(line.unroundedYuan), exact(0))
        expect(exactOf(whole).eq(exactOf(parts))).toBe(true)
      }),
    )
  })
})
