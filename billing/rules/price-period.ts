// Decides the names of the time-of-use periods (尖 峰 平 谷 深谷) and the register that counts each.
export const pricePeriods = ['sharp', 'peak', 'flat', 'valley', 'deepValley'] as const
export type PricePeriod = (typeof pricePeriods)[number]

/** A price without time of use knows one period: the total. */
export const energyPeriods = ['total', ...pricePeriods] as const
export type EnergyPeriod = (typeof energyPeriods)[number]

export const registerOfPeriod = {
  sharp: 'importSharp',
  peak: 'importPeak',
  flat: 'importFlat',
  valley: 'importValley',
  deepValley: 'importDeepValley',
} as const satisfies Record<PricePeriod, string>
