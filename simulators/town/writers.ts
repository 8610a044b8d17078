import { planAccounts } from './plan.ts'
import { draw, pick } from './random.ts'

const FIRST_MS = 30_000
const PERIOD_MS = 150_000
/** Until then nobody asks for a person: who opens the desk for the first time meets a caller. */
const PERSONS_MS = 10 * 60_000
/** One in so many asks for a person. */
const PERSONS = 4

const questions = [
  '电费违约金怎么算',
  '阶梯电价是怎么分档的',
  '我还欠多少电费',
  '峰谷电价几点开始',
  '过户要带什么材料',
  '家里要装充电桩怎么申请',
  '怎么开电子发票',
]
const wishes = ['转人工', '我家停电了，什么时候来电', '账单比上个月多了一倍，帮我查一下，转人工']

/** People who write to 95598 by short message and in the app: what the gateways of both would bring, over the same HTTP. */
export class Writers {
  private readonly url: string
  private readonly token: string
  private readonly timers: NodeJS.Timeout[] = []
  private count = 0

  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  start(): void {
    const began = Date.now()
    const round = () => {
      const now = Date.now()
      void this.write(now, now - began > PERSONS_MS).catch(() => {})
    }
    this.timers.push(setTimeout(round, FIRST_MS), setInterval(round, PERIOD_MS))
  }

  stop(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer)
  }

  /** One message of somebody of the town, by both channels in turn; answers the status. */
  async write(now: number, mayWish: boolean): Promise<number> {
    const second = Math.floor(now / 1000)
    const { customer } = pick(planAccounts(), 'writer', second)
    const isSms = this.count++ % 2 === 0
    const isWish = mayWish && draw('wish', second) < 1 / PERSONS
    const message = {
      channel: isSms ? 'sms' : 'app',
      from: isSms ? customer.phone : `town-${customer.phone.slice(-6)}`,
      text: pick(isWish ? wishes : questions, 'text', second),
      reference: `town-${now}-${this.count}`,
      sentAt: new Date(now).toISOString(),
    }
    const answer = await fetch(`${this.url}/api/callcenter/channel-messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(message),
    })
    return answer.status
  }
}
