import { createHash, timingSafeEqual } from 'node:crypto'
import { type AddressedChannel, addressedChannels } from '../rules/chat/written.ts'

/** What the company has connected: where each channel leads out, and the secret by which its gateway is known. */
export type ChannelSettings = {
  channels: Partial<Record<AddressedChannel, boolean>>
  gatewayToken: string | undefined
}

let settings: ChannelSettings = { channels: {}, gatewayToken: undefined }

export function configureChannels(given: ChannelSettings): void {
  settings = given
}

export function listConnected(): AddressedChannel[] {
  return addressedChannels.filter((channel) => settings.channels[channel])
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Whether a request comes from the gateway, and says nothing of how much of its secret was right; nobody's does where none is set. */
export function isFromGateway(authorization: string | undefined): boolean {
  const { gatewayToken } = settings
  if (!gatewayToken || !authorization) return false
  return timingSafeEqual(digest(authorization), digest(`Bearer ${gatewayToken}`))
}
