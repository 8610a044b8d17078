import { z } from 'zod'

const di = z.string().regex(/^[0-9A-F]{8}$/)
const reading = z.string().regex(/^([A-Za-z]\w*(\[[0-2]\])?|rate\.([1-9]|[1-5]\d|6[0-3]))$/)
const period = z.enum(['sharp', 'peak', 'flat', 'valley', 'deepValley'])

/** One value: where it is, how its BCD is laid out, and what turns it into the unit that the reading's name ends with. */
const Field = z.strictObject({
  /** Name in the MQTT contract, such as `uV[0]`; `rate.1` is the energy of rate 1, named by the profile's `rates`. */
  reading,
  /** Asked for by itself where the meter does not know the block. */
  di,
  /** As the standard prints it, `±` before it where the top bit is the sign. */
  format: z.string().regex(/^±?[XN]+(\.[XN]+)?$/),
  scale: z.number().positive(),
})

/**
 * A DL/T 645-2007 meter model as data. A block's answer holds its fields' bytes one behind the other; meters with fewer
 * rates or phases answer less, and what did not come is left out.
 */
export const Dlt645Profile = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  protocol: z.literal('dlt645'),
  phase: z.enum(['single', 'three']).optional(),
  vendor: z.string(),
  model: z.string(),
  /** The published document that the layout is from. */
  document: z.string(),
  side: z.literal('secondary'),
  energyDigits: z.number().int().min(4).max(9),
  /** Silence on the line before each request. The standard leaves at least 30 ms between frames. */
  minGapMs: z.number().int().min(0).max(5_000),
  /** The standard lets a meter take 500 ms to begin; over 2400 baud a frame of 200 bytes takes another second. */
  timeoutMs: z.number().int().min(100).max(30_000),
  blocks: z.array(z.strictObject({ di: di.optional(), fields: z.array(Field).min(1) })).min(1),
  /** Which period each rate number is, from a day on: that is how a site has programmed its meters, not the standard's. */
  rates: z
    .array(z.strictObject({ validFrom: z.iso.date(), periods: z.array(period).min(1).max(63), basis: z.string() }))
    .min(1),
  /** Whether the meter shows its clock at `04000101` and `04000102`. */
  hasClock: z.boolean(),
  /** What the meter keeps of its own past. */
  keeps: z.strictObject({
    /** Civil days frozen at `0506nn01` and on, none where it has no day freeze. */
    dayFreezes: z.number().int().min(0).max(254),
    /** Settlement days, at the last byte 01–0C of each register. */
    settlements: z.number().int().min(0).max(12),
    /** Class of the load record that holds the registers (`06nn0001`), and every how many minutes it keeps one. */
    loadRecord: z
      .strictObject({ class: z.number().int().min(0).max(6), minutes: z.number().int().min(1).max(60) })
      .optional(),
    /** Most records that one request may ask for. */
    recordsAtOnce: z.number().int().min(1).max(99),
  }),
})
export type Dlt645Profile = z.infer<typeof Dlt645Profile>
export type Dlt645Field = z.infer<typeof Field>
