import { z } from 'zod'

// What the forms of orders offer to choose from.

/** GET /api/callcenter/order-units: to which an order may be handed. */
export const orderUnits = z.object({ units: z.array(z.object({ id: z.number(), name: z.string() })) })

/** GET /api/callcenter/order-people?q=: staff, of whom a complaint or a report may be; by name, or by the number that customers are told. */
export const orderPeopleQuery = z.object({ q: z.string().trim().min(1).max(40) })
export const orderPeople = z.object({
  people: z.array(
    z.object({
      username: z.string(),
      name: z.string(),
      unit: z.string(),
      agentNo: z.string().nullable().describe('工号, of who answers customers'),
    }),
  ),
})
export type OrderPeople = z.infer<typeof orderPeople>
