import { z } from 'zod'

/** Where in a message a value stands: names and numbers joined by dots, '' for the whole; the first of several that is there. */
const path = z.union([z.string().max(200), z.array(z.string().max(200)).min(1).max(8)])

const Source = z.strictObject({
  path,
  /** Turns the maker's unit and sign into the contract's. */
  scale: z.number().optional(),
})
export type Source = z.infer<typeof Source>

/** Phases: a list in the message, or one place for each. */
const Phases = z.union([Source, z.array(Source).min(1).max(3)])

const Fields = z.strictObject({
  importWh: Source.optional(),
  exportWh: Source.optional(),
  q1Varh: Source.optional(),
  q2Varh: Source.optional(),
  q3Varh: Source.optional(),
  q4Varh: Source.optional(),
  uV: Phases.optional(),
  iA: Phases.optional(),
  inA: Source.optional(),
  pW: Source.optional(),
  qVar: Source.optional(),
  pPhaseW: Phases.optional(),
  qPhaseVar: Phases.optional(),
  pf: Source.optional(),
  fHz: Source.optional(),
})
export type Fields = z.infer<typeof Fields>

const MappedMessage = z.strictObject({
  /** With `{topic}`, the name that the terminal's topics carry, and perhaps `{channel}`, a number from 0 to 15. */
  topic: z.string().min(1).max(200).includes('{topic}'),
  /** The time that the message tells; without it, and where it does not tell any, the time of arrival is taken. */
  at: z
    .strictObject({
      path,
      /** Of a time without one: `+08:00`; or seconds since 1970. */
      zone: z.union([z.literal('epoch'), z.string().regex(/^[+-]\d{2}:\d{2}$/)]),
    })
    .optional(),
  /** Says too little for a reading: its values join the terminal's next one, if that comes within so many seconds. */
  joinsWithinSeconds: z.number().positive().max(900).optional(),
  readings: z
    .array(
      z.strictObject({
        /** Which meter: of this channel, of the topic's channel where it has one, else the only one of the terminal. */
        channel: z.number().int().nonnegative().optional(),
        fields: Fields,
      }),
    )
    .min(1)
    .max(32),
})
export type MappedMessage = z.infer<typeof MappedMessage>

/** How a maker's own JSON is read. Data only; `rules/mapping.ts` does what it says. */
export const Mapper = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  /** The maker and the firmware, as an operator knows them. */
  title: z.string().min(1).max(100),
  /** Where the fields and their units are described. */
  document: z.string().min(1).max(500),
  /** The number of the first channel: it is measuring point 1 of the terminal. */
  firstChannel: z.union([z.literal(0), z.literal(1)]).default(0),
  /** Topics that such a device publishes, read or not, as MQTT filters: its rights at the broker. */
  publishes: z.array(z.string().max(200).includes('{topic}')).min(1).max(16),
  messages: z.array(MappedMessage).min(1).max(64),
})
export type Mapper = z.infer<typeof Mapper>
