import { randomBytes } from 'node:crypto'
import { appGateway, appSandbox, type ChannelSettings, smtpPort } from '../callcenter/index.ts'
import type { Config } from './config.ts'

type Settings = Pick<
  Config,
  'town' | 'smsUrl' | 'channelToken' | 'appUrl' | 'appToken' | 'imapUrl' | 'smtpUrl' | 'mailAddress'
>

/** Which written channels lead in and out. In the town short messages and the app are sandboxes, and nothing of them leaves it. */
export function channelsOf({ town, smsUrl, appUrl, imapUrl, channelToken }: Settings): ChannelSettings {
  // The town's own people write too: by a secret that nobody but this process and they have.
  const gatewayToken = channelToken ?? (town ? randomBytes(24).toString('base64url') : undefined)
  const comesIn = gatewayToken !== undefined
  const channels = {
    sms: comesIn && (town || smsUrl !== undefined),
    app: comesIn && (town || appUrl !== undefined),
    email: imapUrl !== undefined,
  }
  return { channels, gatewayToken }
}

export function pickPorts({ town, appUrl, appToken, smtpUrl, mailAddress }: Settings) {
  return {
    app: town ? appSandbox : appUrl ? appGateway(appUrl, appToken) : null,
    email: smtpUrl && mailAddress ? smtpPort({ url: smtpUrl, address: mailAddress }) : null,
  }
}
