import { planAccounts } from './plan.ts'
import { draw } from './random.ts'

const PERIOD_MS = 75_000
const PATIENCE_MS = 120_000
const SHORTEST_TALK_SECONDS = 60
const TALK_SPREAD_SECONDS = 240
/** What callers press in the voice menu: most want to speak to somebody, some about an outage or to complain, some press nothing. */
const PRESSES = [['1', '0'], ['1', '0'], ['1', '0'], ['1', '1', '0'], ['1', '1', '0'], ['1', '5'], []]
/** What they press when the agent has ended the call: most a score, some nothing. */
const RATES = [['5'], ['5'], ['4'], ['', '5'], ['3'], ['2'], []]
/** Longer than anybody waits and talks. */
const CALL_MS = PATIENCE_MS + (SHORTEST_TALK_SECONDS + TALK_SPREAD_SECONDS) * 1000

/** People who ring 95598: the telephone engine in front of the desk, over the same HTTP as a real one would use. */
export class Callers {
  private readonly url: string
  private readonly lead: { username: string; password: string }
  private cookie = ''
  private readonly timers: NodeJS.Timeout[] = []
  /** Calls that may still be on the line. */
  private readonly calls = new Map<string, NodeJS.Timeout>()

  constructor(url: string, lead: { username: string; password: string }) {
    this.url = url
    this.lead = lead
  }

  async start(): Promise<void> {
    await this.logIn()
    this.timers.push(
      setTimeout(() => void this.ring(), 5_000),
      setInterval(() => void this.ring(), PERIOD_MS),
    )
  }

  /** The engine hangs up for all who are still on the line. */
  async stop(): Promise<void> {
    for (const timer of this.timers.splice(0)) clearTimeout(timer)
    await Promise.all([...this.calls.keys()].map((callId) => this.hangUp(callId)))
  }

  private async hangUp(callId: string): Promise<void> {
    clearTimeout(this.calls.get(callId))
    this.calls.delete(callId)
    await this.call('DELETE', `/api/callcenter/calls/${callId}`).catch(() => {})
  }

  private async logIn(): Promise<void> {
    const answer = await this.call('POST', '/api/session', this.lead)
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  }

  private async ring(): Promise<void> {
    const now = Date.now()
    const accounts = planAccounts()
    const caller = accounts[Math.floor(draw('caller', Math.floor(now / 1000)) * accounts.length)]
    const callId = `town-${now}`
    const taken = await this.call('POST', '/api/callcenter/calls', {
      callId,
      callerPhone: caller?.customer.phone,
      patienceSeconds: PATIENCE_MS / 1000,
      presses: PRESSES[Math.floor(draw('presses', Math.floor(now / 1000)) * PRESSES.length)],
      rates: RATES[Math.floor(draw('rates', Math.floor(now / 1000)) * RATES.length)],
      talkSeconds: SHORTEST_TALK_SECONDS + Math.floor(draw('talk', Math.floor(now / 1000)) * TALK_SPREAD_SECONDS),
    }).catch(() => null)
    if (taken?.status === 401) await this.logIn()
    this.calls.set(
      callId,
      setTimeout(() => void this.hangUp(callId), CALL_MS),
    )
  }

  private async call(method: string, path: string, body?: object): Promise<Response> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { cookie: this.cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const rotated = answer.headers.getSetCookie()[0]?.split(';')[0]
    if (rotated) this.cookie = rotated
    return answer
  }
}
