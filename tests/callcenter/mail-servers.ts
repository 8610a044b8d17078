import type { AddressInfo, Server } from 'node:net'
// @ts-expect-error It has no types of its own.
import createImap from 'hoodiecrow-imap'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

type Stored = { uid: number; flags: string[]; raw: string }
type Imap = {
  listen(port: number, host: string, done: () => void): void
  close(done: () => void): void
  server: Server
  getMailbox(path: string): { messages: Stored[]; uidvalidity: number; uidnext: number }
  appendMessage(mailbox: string, flags: string[], date: Date, raw: string): void
}
const hoodiecrow = createImap as (options: object) => Imap

export type Mailbox = {
  url: string
  /** Text as it comes over the wire. */
  deliver(raw: string): void
  seen(): boolean[]
  /** As after a move of the mailbox: every mail has another number. */
  renumber(): void
  close(): Promise<void>
}

/** A mailbox behind a real socket that speaks IMAP4rev1; its server keeps mail in memory alone, which is all that is stood in for. */
export async function openMailbox(): Promise<Mailbox> {
  const plugins = ['ID', 'NAMESPACE', 'UNSELECT', 'LITERALPLUS', 'UIDPLUS']
  const server = hoodiecrow({ plugins, storage: { INBOX: { messages: [] } } })
  // It writes in small pieces, each of which would else wait 40 ms for the other side.
  server.server.on('connection', (socket) => socket.setNoDelay(true))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const inbox = () => server.getMailbox('INBOX')
  return {
    url: `imap://testuser:testpass@127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    deliver: (raw) =>
      server.appendMessage('INBOX', [], new Date(), Buffer.from(raw.replace(/\r?\n/g, '\r\n')).toString('binary')),
    seen: () => inbox().messages.map(({ flags }) => flags.includes('\\Seen')),
    renumber() {
      inbox().uidvalidity += 1
      for (const [at, message] of inbox().messages.entries()) message.uid = 100 + at
      inbox().uidnext = 100 + inbox().messages.length
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}

export type Outgoing = { url: string; mails: ParsedMail[]; refuse: { code: number | null }; close(): Promise<void> }

/** A real SMTP server that keeps what it takes. */
export async function openOutgoing(): Promise<Outgoing> {
  const mails: ParsedMail[] = []
  const refuse: Outgoing['refuse'] = { code: null }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        if (refuse.code !== null)
          return done(Object.assign(new Error('no such mailbox'), { responseCode: refuse.code }))
        mails.push(mail)
        done()
      }, done)
    },
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse,
    close: () => new Promise((done) => server.close(() => done())),
  }
}
