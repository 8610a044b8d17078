import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { skills } from '../rules/routing.ts'

const note = z.string().trim().min(2, '请写明交接说明').max(500)

/** PUT /api/callcenter/contacts/{id}/hold: of the agent's own line. */
export const holdInput = z.strictObject({ held: z.boolean() })

/** POST /api/callcenter/contacts/{id}/transfers, /api/callcenter/chats/{id}/transfers: to a queue, or to a colleague who is ready; with what he should know. */
export const transferInput = z.union([
  z.strictObject({ skill: z.enum(skills), note }),
  z.strictObject({ agentId: z.number().int().positive(), note }),
])

/** GET /api/callcenter/transfer-targets, /api/callcenter/chats/{id}/transfer-targets: queues with those who wait there and could take it, and colleagues who are ready. */
export const transferTargets = z.object({
  queues: z.array(z.object({ skill: z.enum(skills), waiting: z.number(), readyAgents: z.number() })),
  agents: z.array(
    z.object({
      userId: z.number(),
      name: z.string(),
      skills: z.partialRecord(z.enum(skills), z.number()).describe('levels 1 to 5; none: takes all'),
    }),
  ),
})
export type TransferTargets = z.infer<typeof transferTargets>

/** POST /api/callcenter/outbound-calls: to the number of the account's file. Answers 201 with the contact, active and mine. */
export const outboundCall = z.strictObject({
  accountNo: accountNoShape,
  urgentBecause: z
    .string()
    .trim()
    .min(2)
    .max(200)
    .optional()
    .describe('why it cannot wait for the hours in which one calls'),
})

/** GET /api/callcenter/calls-to-me: of the company's calls to the reader, with the codes by which he knows them. */
export const callsToMe = z.object({
  calls: z.array(z.object({ accountNo: z.string(), code: z.string(), since: z.iso.datetime() })),
})
export type CallsToMe = z.infer<typeof callsToMe>

/** POST and GET /api/callcenter/contacts/{id}/bill-links: bills that were sent to the customer's phone, and what became of them. */
export const billLinks = z.object({
  links: z.array(
    z.object({
      billMonth: z.string(),
      phone: z.string().describe('masked'),
      state: z.enum(['waiting', 'sent', 'given-up', 'gone']),
      sentAt: z.iso.datetime().nullable(),
    }),
  ),
})
export type BillLinks = z.infer<typeof billLinks>
