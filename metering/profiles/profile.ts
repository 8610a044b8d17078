import { z } from 'zod'

/**
 * The order of bytes: `ABCD` high byte first, `CDAB` low word first, `BADC` the bytes of each word swapped, `DCBA` both;
 * for 48 and 64 bits in the same way.
 */
const ByteOrder = z.enum(['ABCD', 'CDAB', 'BADC', 'DCBA'])
export type ByteOrder = z.infer<typeof ByteOrder>

/** `bcd`: decimal digits, four bits each. */
const FieldType = z.enum([
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'bcd16',
  'bcd32',
  'bcd48',
  'bcd64',
])
export type FieldType = z.infer<typeof FieldType>

/**
 * A meter model as data. `scale` turns the number on the wire into the unit that the reading's name ends with.
 */
export const Profile = z.strictObject({
  /** What the meter speaks. */
  protocol: z.literal('modbus').optional(),
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  /** Left out: three where it shows each phase, else nobody says. */
  phase: z.enum(['single', 'three']).optional(),
  vendor: z.string(),
  model: z.string(),
  /** The published document that the layout is from. */
  document: z.string(),
  /** Where a frame or the registers of such a meter, not made by us, are published; the tests decode them. Without any the model is unproven. */
  frame: z.string().optional(),
  functionCode: z.union([z.literal(3), z.literal(4)]),
  order: ByteOrder,
  /** Registers in one request. */
  blockLimit: z.number().int().min(2).max(125),
  /** Unwanted registers that may be read along between two wanted ones; 0 where the meter refuses addresses it does not know. */
  maxHole: z.number().int().min(0).max(125),
  /** Silence on the line before each request, beyond what the gateway keeps; grown for a unit that makes errors. */
  minGapMs: z.number().int().min(0).max(5_000),
  /** How long an answer may take, where the meter needs longer than a line waits. */
  timeoutMs: z.number().int().min(100).max(60_000).optional(),
  /**
   * What the values are: all meters here show the secondary side, those with ratios of their own while these are left at
   * 1; CT × PT is applied where consumption is counted.
   */
  side: z.literal('secondary'),
  /** Whole kWh digits after which a register begins again at 0. */
  energyDigits: z.number().int().min(4).max(9),
  /** Shows the greatest number of a field's type for a value that it does not have: all ones, or 7FFF where there is a sign. */
  absentAs: z.literal('greatest').optional(),
  fields: z
    .array(
      z.strictObject({
        /** Name in the MQTT contract: `importWh`, `uV[0]`, `importByPeriodWh.peak`. */
        reading: z.string().regex(/^[A-Za-z]\w*(\[[0-2]\]|\.[A-Za-z]+)?$/),
        address: z.number().int().min(0).max(0xffff),
        type: FieldType,
        scale: z.number(),
        /** Where this field's bytes are ordered otherwise than the meter's others. */
        order: ByteOrder.optional(),
      }),
    )
    .min(1),
})
export type Profile = z.infer<typeof Profile>
export type ProfileField = Profile['fields'][number]

/** Several values of one kind, two registers each, one after the other. */
export function eachPhase(
  name: string,
  addresses: number[],
  type: ProfileField['type'],
  scale: number,
): ProfileField[] {
  return addresses.map((address, phase) => ({ reading: `${name}[${phase}]`, address, type, scale }))
}
