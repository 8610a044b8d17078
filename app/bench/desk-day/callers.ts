import type { Caller } from '../../../callcenter/index.ts'
import { draw, pick } from '../../../simulators/town/random.ts'

export type Known = { accountNo: string; phone: string }

/** Ways through the shipped flow; `account` stands for the number that the caller reads from his bill. */
const ways: { share: number; isKnown: boolean; presses: string[] }[] = [
  { share: 0.26, isKnown: false, presses: ['1', '0'] },
  { share: 0.2, isKnown: false, presses: ['1', '1'] },
  { share: 0.12, isKnown: true, presses: ['1', '2', 'account'] },
  { share: 0.06, isKnown: true, presses: ['1', '2', '9999999999999', 'account', '0'] },
  { share: 0.08, isKnown: true, presses: ['1', '1', '1'] },
  { share: 0.08, isKnown: false, presses: ['1', '4', '1'] },
  { share: 0.05, isKnown: false, presses: ['1', '5'] },
  { share: 0.05, isKnown: false, presses: ['2', '0'] },
  { share: 0.05, isKnown: false, presses: [] },
  { share: 0.05, isKnown: false, presses: ['7', '7', '8'] },
]
/** What is pressed when the call is to be rated: nothing, a key that means nothing before another, or a score. */
const AT_RATING = [['5'], ['4'], ['5'], ['2'], ['9', '3'], ['', '4'], []]
/** What is pressed at an announcement: somebody in three would rather be called back. */
const AT_ANNOUNCEMENT = ['', '', '1']

/** The n-th caller of a day: the same for the same seed. Some ring again under a number that has rung before. */
export function callerOf(seed: number, n: number, known: Known[]): Caller {
  const way = wayOf(draw('way', seed, n))
  const account = way.isKnown && known.length > 0 ? pick(known, 'account', seed, n) : undefined
  const patience = -Math.log(1 - draw('patience', seed, n)) * 240
  return {
    number: account?.phone ?? `139${String(Math.floor(draw('number', seed, n) * 40_000)).padStart(8, '0')}`,
    patienceMs: Math.round((4 + patience) * 1000),
    talkMs: draw('who-ends', seed, n) < 0.8 ? Math.round((30 + draw('talk', seed, n) * 240) * 1000) : null,
    presses: [
      ...way.presses.map((press) => (press === 'account' ? (account?.accountNo ?? '0') : press)),
      pick(AT_ANNOUNCEMENT, 'rather', seed, n),
    ],
    rates: pick(AT_RATING, 'rates', seed, n),
  }
}

function wayOf(drawn: number) {
  let left = drawn
  for (const way of ways) {
    left -= way.share
    if (left < 0) return way
  }
  return ways[0] as (typeof ways)[number]
}
