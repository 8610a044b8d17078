import { postToGateway } from '../../db/gateway.ts'

/** What goes out to a user of the app. */
export type AppMessage = {
  /** The same at every try. */
  reference: string
  /** As the gateway named him when he wrote. */
  userId: string
  text: string
}
/** Who sends in the app. Rejects with `Unacceptable` what would be refused again, with anything else what may go later. */
export type AppPort = { send(message: AppMessage): Promise<string | null> }

/** Posts `{ reference, userId, text }` to the company's own gateway. */
export function appGateway(url: string, token: string | undefined): AppPort {
  return { send: (message) => postToGateway(url, token, message) }
}

/** Sends nothing: what the town's app would show stands in the conversation. */
export const appSandbox: AppPort = { send: async () => null }

export type OutgoingMail = {
  /** Without brackets; the same at every try. */
  messageId: string
  to: string
  subject: string
  text: string
  /** The mail that it answers, without brackets. */
  answers: string | null
  isAutomatic: boolean
}
/** Who sends mail; rejects as `AppPort` does. */
export type MailPort = { address: string; send(mail: OutgoingMail): Promise<string | null> }
