import { z } from 'zod'
import { roles } from '../db/context.ts'

export const logIn = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) })

export const passwordChange = z.strictObject({
  oldPassword: z.string().min(1).max(256),
  password: z.string().min(1).max(256),
})

/** Of an authenticator, or one of the recovery codes. */
export const codeGiven = z.strictObject({ code: z.string().trim().min(6).max(32) })

export const enrolment = z.strictObject({ password: z.string().min(1).max(256).optional() })

/** Shown once: the secret as text, as an authenticator's address, and as a picture of that (svg). */
export const enrolmentSecret = z.object({ secret: z.string(), uri: z.string(), picture: z.string() })
export type EnrolmentSecret = z.infer<typeof enrolmentSecret>

/** Shown once. */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })
export type RecoveryCodes = z.infer<typeof recoveryCodes>

const figure = z.number().nullable()

export const ownSecurity = z.object({
  sessions: z.array(
    z.object({
      id: z.uuid(),
      since: z.iso.datetime(),
      usedAt: z.iso.datetime(),
      /** System and browser; empty where the device did not say. */
      device: z.string(),
      /** `open`, or what is still owed. */
      stage: z.enum(['code', 'password', 'enrol', 'open']),
      current: z.boolean(),
    }),
  ),
  /** As it was when this session began: the log-in before, the latest failure, and how many there were since. */
  before: z.object({
    previousAt: z.iso.datetime().nullable(),
    failedAt: z.iso.datetime().nullable(),
    failures: z.number(),
    /** Somebody took the second factor away since. */
    factorReset: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
  }),
  password: z.object({
    setAt: z.iso.datetime(),
    endsAt: z.iso.datetime().nullable(),
    rules: z.object({ leastLength: figure, kinds: figure, formerPasswords: figure }),
  }),
  secondFactor: z.object({ since: z.iso.datetime().nullable(), recoveryCodesLeft: z.number(), required: z.boolean() }),
  /** One of the simulated town's, which everybody uses: nothing of it is changed. */
  demo: z.boolean(),
})
export type OwnSecurity = z.infer<typeof ownSecurity>

export const whoAmI = z.object({
  username: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)),
  organisation: z.string(),
  /** The simulated town is running: the screens say so. */
  town: z.boolean(),
  /** What is owed before anything else opens: the code, another password, enrolment of a second factor. */
  pending: z.enum(['code', 'password', 'enrol']).optional(),
  /** The privacy text is another than the citizen has agreed to: he is asked again, and may leave instead. */
  agreementDue: z.literal(true).optional(),
})
export type WhoAmI = z.infer<typeof whoAmI>

export const parkedEvent = z.object({
  subscriber: z.string(),
  eventId: z.number(),
  kind: z.string(),
  payload: z.record(z.string(), z.unknown()),
  attempts: z.number(),
  parkedAt: z.iso.datetime(),
  error: z.string(),
})

/** One line of `GET /api/live` (server-sent events): `id` is the cursor to send back as `Last-Event-ID`. */
export const liveEvent = z.object({
  id: z.string(),
  kind: z.string(),
  at: z.iso.datetime(),
  payload: z.record(z.string(), z.unknown()),
})
export type LiveEvent = z.infer<typeof liveEvent>
