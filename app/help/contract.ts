import { z } from 'zod'
import { roles } from '../../db/context.ts'

const said = z.object({ zh: z.string(), en: z.string() })
const role = z.enum(roles)

/** GET /api/help: the guide of each of the reader's own roles, and whom he turns to. */
export const help = z.object({
  guides: z.array(
    z.object({
      role,
      title: said,
      steps: z.array(z.object({ to: z.string(), title: said, text: said })),
    }),
  ),
  /** Whether a guide of his roles is new to him. */
  isNew: z.boolean(),
  contacts: z.array(z.object({ what: said, name: z.string(), phone: z.string().nullable() })),
})
export type Help = z.infer<typeof help>

/** GET /api/help/glossary */
export const glossaryList = z.object({ items: z.array(z.object({ term: said, explained: said })) })
export type GlossaryList = z.infer<typeof glossaryList>
