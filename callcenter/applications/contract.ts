import { z } from 'zod'
import { applicationKinds } from '../../intake/contract.ts'
import { identityLevel } from '../identity/contract.ts'

const said = z.object({ zh: z.string(), en: z.string() })

/** GET /api/callcenter/contacts/{id}/application-offer: what may be asked for in the agent's own contact that is going on. */
export const applicationOffer = z.object({
  accountNo: z.string().nullable().describe('that the contact is about: a change is of this one'),
  level: identityLevel.nullable(),
  needs: identityLevel
    .nullable()
    .describe('which level a change of this account takes; null: it is reached, or there is no account'),
  kinds: z.array(
    z.object({
      kind: z.enum(applicationKinds),
      title: said,
      taken: z.boolean(),
      basis: z.string().describe('why it is taken at the desk, or not'),
    }),
  ),
  units: z
    .array(z.object({ id: z.number(), name: z.string() }))
    .describe('which may take a new supply; empty where nobody has to choose'),
})
export type ApplicationOffer = z.infer<typeof applicationOffer>

/** What was handed in, as far as the desk is told. */
export const handedIn = z.object({ id: z.number(), applicationNo: z.string(), kindTitle: said })
export type HandedIn = z.infer<typeof handedIn>
