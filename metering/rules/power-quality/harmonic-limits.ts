/** How much of each harmonic a voltage and a user's current may have: GB/T 14549-93, tables 1 and 2, appendices B and C. */

export type HarmonicLimit = {
  kind: 'voltage' | 'current'
  nominalKv: number
  /** Voltage: `thd`, `odd` or `even`, in % of the fundamental. Current: the order in A, or `base-mva`. */
  item: string
  from: string
  figure: number
  basis: string
  confirmed: boolean
}

const SINCE = '1994-03-01'

const voltagePercent: [nominalKv: number, thd: number, odd: number, even: number][] = [
  [0.38, 5, 4, 2],
  [6, 4, 3.2, 1.6],
  [10, 4, 3.2, 1.6],
  [35, 3, 2.4, 1.2],
  [66, 3, 2.4, 1.2],
  [110, 2, 1.6, 0.8],
]

/** From the 2nd to the 25th order, at the base short-circuit capacity. */
const currentA: [nominalKv: number, baseMva: number, amperes: number[]][] = [
  [0.38, 10, [78, 62, 39, 62, 26, 44, 19, 21, 16, 28, 13, 24, 11, 12, 9.7, 18, 8.6, 16, 7.8, 8.9, 7.1, 14, 6.5, 12]],
  [6, 100, [43, 34, 21, 34, 14, 24, 11, 11, 8.5, 16, 7.1, 13, 6.1, 6.8, 5.3, 10, 4.7, 9, 4.3, 4.9, 3.9, 7.4, 3.6, 6.8]],
  [
    10,
    100,
    [26, 20, 13, 20, 8.5, 15, 6.4, 6.8, 5.1, 9.3, 4.3, 7.9, 3.7, 4.1, 3.2, 6, 2.8, 5.4, 2.6, 2.9, 2.3, 4.5, 2.1, 4.1],
  ],
  [
    35,
    250,
    [
      15, 12, 7.7, 12, 5.1, 8.8, 3.8, 4.1, 3.1, 5.6, 2.6, 4.7, 2.2, 2.5, 1.9, 3.6, 1.7, 3.2, 1.5, 1.8, 1.4, 2.7, 1.3,
      2.5,
    ],
  ],
  [
    66,
    500,
    [16, 13, 8.1, 13, 5.4, 9.3, 4.1, 4.3, 3.3, 5.9, 2.7, 5, 2.3, 2.6, 2, 3.8, 1.8, 3.4, 1.6, 1.9, 1.5, 2.8, 1.4, 2.6],
  ],
  [
    110,
    750,
    [12, 9.6, 6, 9.6, 4, 6.8, 3, 3.2, 2.4, 4.3, 2, 3.7, 1.7, 1.9, 1.5, 2.8, 1.3, 2.5, 1.2, 1.4, 1.1, 2.1, 1, 1.9],
  ],
]

export const shippedHarmonicLimits: readonly HarmonicLimit[] = [
  ...voltagePercent.flatMap(([nominalKv, thd, odd, even]) =>
    Object.entries({ thd, odd, even }).map(([item, figure]): HarmonicLimit => {
      return { kind: 'voltage', nominalKv, item, from: SINCE, figure, basis: 'GB/T 14549-93 表 1', confirmed: false }
    }),
  ),
  ...currentA.flatMap(([nominalKv, baseMva, amperes]) =>
    [['base-mva', baseMva] as const, ...amperes.map((figure, n) => [String(n + 2), figure] as const)].map(
      ([item, figure]): HarmonicLimit => {
        return { kind: 'current', nominalKv, item, from: SINCE, figure, basis: 'GB/T 14549-93 表 2', confirmed: false }
      },
    ),
  ),
]

export type HarmonicLimits = {
  /** The level of the tables that was taken: the nearest that is not above the supply's. */
  nominalKv: number
  thdPercent: number
  oddPercent: number
  evenPercent: number
  baseMva: number
  /** By order, at the base short-circuit capacity. */
  currentA: Map<number, number>
}

/** What holds on a day for a supply; what a site has set comes after what is shipped. */
export function harmonicLimitsOn(day: string, nominalV: number, own: readonly HarmonicLimit[] = []): HarmonicLimits {
  const kv = nominalV <= 1_000 ? 0.38 : nominalV / 1_000
  const all = [...shippedHarmonicLimits, ...own.filter(({ from }) => from <= day)]
  const levels = all.map(({ nominalKv }) => nominalKv).filter((level) => level <= kv)
  const nominalKv = Math.max(0.38, ...levels)
  const figures = new Map(
    all
      .filter((each) => each.nominalKv === nominalKv)
      .toSorted((a, b) => a.from.localeCompare(b.from))
      .map(({ kind, item, figure }) => [`${kind} ${item}`, figure]),
  )
  const figure = (key: string) => figures.get(key) ?? Number.NaN
  const orders = [...figures].flatMap(([key, amperes]) => {
    const order = Number(/^current (\d+)$/.exec(key)?.[1])
    return Number.isInteger(order) ? [[order, amperes] as const] : []
  })
  return {
    nominalKv,
    thdPercent: figure('voltage thd'),
    oddPercent: figure('voltage odd'),
    evenPercent: figure('voltage even'),
    baseMva: figure('current base-mva'),
    currentA: new Map(orders),
  }
}

/** In % of the fundamental, for an order from 2 on. */
export function voltageLimitPercent({ oddPercent, evenPercent }: HarmonicLimits, order: number): number {
  return order % 2 === 0 ? evenPercent : oddPercent
}

/** What a user has agreed on and what supplies him. */
export type Supply = {
  /** Least short-circuit capacity of the point of common coupling. */
  shortCircuitMva: number | null
  /** The user's agreed capacity and that of the equipment that supplies the point; without them the limit is the point's. */
  agreedMva?: number | null
  supplyMva?: number | null
}

/** Of the user's share: α by order, 2 where none is named. */
const alphas = new Map([
  [3, 1.1],
  [5, 1.2],
  [7, 1.4],
  [11, 1.8],
  [13, 1.9],
])

/**
 * What all users of a point may let into it together of an order, in A: I_h = S_k1 / S_k2 · I_hp. With capacities the share of one:
 * I_hi = I_h (S_i / S_t)^(1/α). Null for an order that the table does not have.
 */
export function currentLimitA(limits: HarmonicLimits, order: number, supply: Supply): number | null {
  const base = limits.currentA.get(order)
  if (base === undefined) return null
  const point = supply.shortCircuitMva === null ? base : (supply.shortCircuitMva / limits.baseMva) * base
  const { agreedMva, supplyMva } = supply
  if (!agreedMva || !supplyMva) return point
  return point * Math.min(1, agreedMva / supplyMva) ** (1 / (alphas.get(order) ?? 2))
}

/** K_h of two sources whose angle is not known. */
const combining = new Map([
  [3, 1.62],
  [5, 1.28],
  [7, 0.72],
  [11, 0.18],
  [13, 0.08],
])

/** Currents of one order out of several sources, one added to the other: √(I₁² + I₂² + K_h I₁ I₂), or by the angle between two. */
export function combineSourcesA(order: number, currents: readonly number[], angleDeg?: number): number {
  const factor =
    angleDeg !== undefined && currents.length === 2
      ? 2 * Math.cos((angleDeg * Math.PI) / 180)
      : (combining.get(order) ?? 0)
  return currents.reduce((sum, current) => Math.sqrt(sum ** 2 + current ** 2 + factor * sum * current), 0)
}

/** Total harmonic distortion of ratios from the 2nd order on, in %. */
export function thdPercent(ratios: readonly number[]): number {
  return Math.sqrt(ratios.reduce((sum, ratio) => sum + ratio ** 2, 0))
}
