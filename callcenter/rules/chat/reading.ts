/** Reads what a customer wrote to the assistant: what it asks for, by words of the field. House rules; what is not read is looked for in the knowledge. */

export const topics = ['supply', 'balance', 'bill', 'progress'] as const
export type ChatTopic = (typeof topics)[number]
export const handOverReasons = ['asked', 'unsure', 'danger', 'complaint', 'abuse', 'refused', 'mail'] as const
export type HandOverReason = (typeof handOverReasons)[number]

export type Read =
  | { means: 'danger' | 'abuse' | 'complaint' | 'person' | 'report' | 'yes' | 'no' | 'greeting' }
  | { means: 'tell'; topic: ChatTopic }
  | { means: 'question' }

const dangers =
  /触电|电到|被电|电击|漏电|着火|起火|失火|冒烟|冒火|火花|爆炸|断线|电线.{0,4}(掉|断|落|垂)|(掉|断|垂)下?来?.{0,3}电线|倒杆|电杆.{0,3}倒|受伤|electrocut|electric shock|on fire|sparks|smoke|fallen (wire|line)/i
const abuses = /傻[逼比]|妈的|操你|去死|滚蛋|王八|畜生|fuck|bastard/i
const complaints = /投诉|举报|告你们|complain|report theft/i
const persons = /人工|真人|坐席|客服人员|(找|换|叫)(个|一个)?(人|客服)|活人|human|real person|operator|speak to/i
const personAlone =
  /^(请|麻烦)?(您|你)?(帮我|给我)?(我)?(要|想)?(转接|转|接|找|换|叫)?(到)?(人工|真人)(客服|坐席|服务)?(吧|谢谢)?[。.!！~]*$|^(a )?(human|real person|operator)( please)?[.!]*$/i
const reports =
  /报修|抢修|派人(来)?(修|看)|登记.{0,4}(停电|故障)|(来|找)人修|report (a |an )?(fault|outage)|send (a )?crew/i
const yes = /^(是|是的|对|对的|确认|好|好的|可以|要|登记|嗯|行|yes|y|ok|okay|confirm|sure)[。.!！~]*$/i
const no = /^(不|不是|不用|不要|取消|算了|否|no|n|cancel)(了)?[。.!！~]*$/i
const greetings = /^(你好|您好|在吗|在么|有人吗|hi|hello)[。.!！?？~]*$/i
/** How something is done, and what it is: for the knowledge, and not for the file. */
const general =
  /怎么|怎样|如何|为什么|为啥|什么意思|是什么|多久|几天|哪里|在哪|能不能|可不可以|\bhow\b|\bwhy\b|what is|where/i
/** What he asks of a bill of his own is answered by the bill, however he asks. */
const ownBill = /(我|咱)(家|们)?的?.{0,4}(这个?月|上个?月|本月|上期|最近)的?.{0,4}(电费|账单)/
const topicWords: [ChatTopic, RegExp][] = [
  [
    'supply',
    /(我家|我们|这里|这边|小区|楼).{0,6}(停电|没电|断电|没有电)|停电了|没电了|有没有电|是不是停电|outage|no power|power (is )?out/i,
  ],
  ['progress', /进度|办到哪|到哪一步|办好了没|(我的)?(工单|申请).{0,4}(状态|情况)?$|progress|status/i],
  ['balance', /余额|欠(费|多少|了)|(要|该|应)交多少|交多少钱|balance|owe/i],
  [
    'bill',
    /(这个?月|上个?月|本月|最近|上期).{0,4}(电费|账单|用电)|我的(电费|账单)|账单$|^电费$|查.{0,3}(电费|账单)|电费多少|多少电费|(my|latest|last) bill/i,
  ],
]

const plain = (text: string) => text.normalize('NFKC').trim()

/** Whoever is to read it: a danger is told at any time. */
export function tellsOfDanger(text: string): boolean {
  return dangers.test(plain(text))
}

/** Of somebody, or asks how to: whoever else reads it could know of whom and who told it. */
export function tellsOnSomebody(text: string): boolean {
  return complaints.test(plain(text)) || tellsOfDanger(text)
}

/** Asks for a person and says nothing of what it is about. */
export function asksForPersonAlone(text: string): boolean {
  return personAlone.test(plain(text))
}

export function readMessage(text: string): Read {
  const said = plain(text)
  if (dangers.test(said)) return { means: 'danger' }
  if (abuses.test(said)) return { means: 'abuse' }
  if (yes.test(said)) return { means: 'yes' }
  if (no.test(said)) return { means: 'no' }
  if (ownBill.test(said) && !complaints.test(said)) return { means: 'tell', topic: 'bill' }
  if (general.test(said)) return { means: 'question' }
  if (complaints.test(said)) return { means: 'complaint' }
  if (persons.test(said)) return { means: 'person' }
  if (greetings.test(said)) return { means: 'greeting' }
  if (reports.test(said)) return { means: 'report' }
  const topic = topicWords.find(([, words]) => words.test(said))?.[0]
  return topic ? { means: 'tell', topic } : { means: 'question' }
}

/** Which of several accounts he means: by its place in the list, or by the last digits of its number. Null: none, or not one alone. */
export function chooseAccount<T extends { accountNo: string }>(text: string, accounts: T[]): T | null {
  const digits = text.normalize('NFKC').replace(/\D/g, '')
  if (digits === '') return null
  if (digits.length <= 2) return accounts[Number(digits) - 1] ?? null
  const fitting = accounts.filter(({ accountNo }) => accountNo.endsWith(digits))
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}
