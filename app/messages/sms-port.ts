import { postToGateway } from '../../db/gateway.ts'
import type { Config } from '../config.ts'

/** A short message as a gateway takes it. */
export type ShortMessage = {
  /** The same at every try, so that a gateway can tell a message that it has from a new one. */
  reference: string
  /** Mainland mobile, 11 digits. */
  phone: string
  text: string
}

/** Who sends short messages. Rejects with `Unacceptable` what would be refused again, with anything else what may go later. */
export type SmsPort = {
  /** Whether texts stay readable after they are sent: a sandbox's whole purpose, and nobody else's. */
  keepsTexts: boolean
  /** Gives the gateway's own number of the message, if it has one. */
  send(message: ShortMessage): Promise<string | null>
}

/** Where the town is simulated nothing leaves it; null: the company has not said who sends. */
export function pickSmsPort(config: Pick<Config, 'town' | 'smsUrl' | 'smsToken'>): SmsPort | null {
  if (config.town) return sandbox
  return config.smsUrl ? gateway(config.smsUrl, config.smsToken) : null
}

/** Sends nothing: what would be sent is looked at in the simulated town. */
export const sandbox: SmsPort = { keepsTexts: true, send: async () => null }

/**
 * Posts each message as JSON `{ reference, phone, text }` to an address of the company's own, which hands it to its
 * provider (they all differ in signature and templates).
 */
export function gateway(url: string, token: string | undefined): SmsPort {
  return { keepsTexts: false, send: (message) => postToGateway(url, token, message) }
}
