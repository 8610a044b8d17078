import { Unacceptable } from '../../db/gateway.ts'
import type { MailPort, OutgoingMail } from './ports.ts'

const TIMEOUT_MS = 20_000

/** Sends by the company's server. What the server refuses for good (5yz, RFC 5321 §4.2.1) is not tried again. */
export function smtpPort({ url, address }: { url: string; address: string }): MailPort {
  const limits = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS }
  const opened = import('nodemailer').then(({ createTransport }) => createTransport({ url, ...limits }))
  return {
    address,
    async send(mail) {
      try {
        const transport = await opened
        const sent = await transport.sendMail(compose(address, mail))
        return sent.response.slice(0, 100)
      } catch (fault) {
        const { responseCode = 0, response, message } = fault as Error & { responseCode?: number; response?: string }
        if (responseCode >= 500) throw new Unacceptable((response ?? message).slice(0, 200))
        throw fault
      }
    },
  }
}

function compose(address: string, { messageId, to, subject, text, answers, isAutomatic }: OutgoingMail) {
  return {
    from: address,
    to,
    subject,
    text,
    messageId: `<${messageId}>`,
    ...(answers && { inReplyTo: `<${answers}>`, references: [`<${answers}>`] }),
    // Nothing that answers by itself answers this (RFC 3834 §5).
    headers: { 'Auto-Submitted': isAutomatic ? 'auto-replied' : 'no', 'X-Auto-Response-Suppress': 'All' },
    // Nothing of a customer's is read from files or from elsewhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
