import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ExportedList } from './audit-acts.ts'
import type { Ctx, Role } from './context.ts'
import type { Erasure } from './erasures.ts'
import type { Subscriber } from './events.ts'
import type { AnyPersonalData } from './personal-data.ts'

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** Work by the clock. `cron` is in Asia/Shanghai civil time; a job runs once however many processes there are. */
export type Job = { name: string; cron: string; run(ctx: Ctx): Promise<void> }

/** Something with a beginning and an end: a collector, a sweep. The constructor does nothing. */
export type Service = { name: string; start(): Promise<void> | void; stop(): Promise<void> | void }

/** The door of a department, wired by hand in the application's one list. */
export type Department = {
  name: string
  routes(app: App): void
  subscribers: Subscriber[]
  jobs: Job[]
  /** All that it keeps of the customer who is logged in, for himself to read. */
  personalData?: AnyPersonalData[]
  /** What it keeps no longer than a rule says. */
  erasures?: Erasure[]
}

declare module 'fastify' {
  interface FastifyRequest {
    ctx: Ctx
  }
  interface FastifyContextConfig {
    /** Who may call; `public` needs no session. A route without it is refused at start. */
    roles?: (Role | 'public')[]
    /** Which list its answer is a file of: that it left the house is put on the audit record. */
    exports?: ExportedList
  }
}
