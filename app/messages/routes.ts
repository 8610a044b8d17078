import { decryptText } from '../../db/customers/secrets.ts'
import type { App } from '../../db/department.ts'
import { type EndOfRight, endsOfRight } from '../../db/messages.ts'
import { toWire } from '../../db/wire.ts'
import { type SandboxMessage, sandboxMessages, sandboxQuery } from './contract.ts'

const LATEST = 200
const SHOWN = 50

type Row = {
  id: number
  phone: Buffer
  kind: string
  body: Buffer | null
  sentAt: Date | null
  sendAfter: Date
  givenUp: EndOfRight | null
}

/** What the simulated town would have sent; laid only there. */
export function sandboxRoutes(app: App): void {
  app.get(
    '/api/town/messages',
    {
      config: { roles: ['public'] },
      schema: {
        querystring: sandboxQuery,
        response: { 200: sandboxMessages },
        tags: ['town'],
        summary: '模拟县城的短信,新者在前 Short messages of the simulated town, newest first',
      },
    },
    async ({ ctx, query: { phone = '' } }) => {
      const rows = await ctx.db.rows<Row>(
        `select id, phone, kind, body, sent_at as "sentAt", send_after as "sendAfter",
           case when given_up_at is not null then outcome end as "givenUp"
         from message where body is not null or given_up_at is not null and outcome = any($2) order by id desc limit $1`,
        [LATEST, endsOfRight],
      )
      const items = rows.map((row) => ({ ...row, phone: decryptText(row.phone) }))
      const shown = items.filter((item) => item.phone.endsWith(phone)).slice(0, SHOWN)
      return toWire({ items: shown.map(describe) })
    },
  )
}

function describe({ body, ...row }: Omit<Row, 'phone'> & { phone: string }) {
  return { ...row, text: body && decryptText(body) } satisfies Record<keyof SandboxMessage, unknown>
}
