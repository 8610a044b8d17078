import { z } from 'zod'

/** What regulations say of a change of supply in words: who pays for the work, and what becomes of the base charge. */
export const statement = z.discriminatedUnion('about', [
  z.object({ about: z.literal('work-cost'), code: z.enum(['company', 'applicant', 'by-ownership']), ...said() }),
  z.object({
    about: z.literal('base-charge'),
    code: z.enum([
      'remitted',
      'by-remainder',
      'resumed',
      'by-replacement',
      'ended',
      'ended-and-begun',
      'unchanged',
      'by-part',
      'joined',
      'by-new-terms',
    ]),
    ...said(),
  }),
])
export type Statement = z.infer<typeof statement>

function said() {
  return { text: z.object({ zh: z.string(), en: z.string() }), clause: z.string(), confirmed: z.boolean() }
}
