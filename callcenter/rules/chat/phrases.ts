/** What assistant and system say of themselves, in the language of the conversation. */

export type Spoken = { zh: string; en: string }

export const phrases = {
  welcome: {
    zh: '您好，我是智能客服，可以查停电、电费、账单和办理进度，也可以解答用电问题。需要人工请说“转人工”。',
    en: 'Hello, I am the self-service assistant. I can look up outages, your balance, bill and progress, and answer questions. Say “human” for a person.',
  },
  'welcome-written': {
    zh: '您好，这里是供电服务热线 95598 智能客服，可以解答用电问题。需要人工请回复“转人工”。',
    en: 'Hello, this is the self-service assistant of 95598. I can answer questions about electricity; reply “human” for a person.',
  },
  more: { zh: '……内容较长，回复“转人工”由坐席说明。', en: '… There is more: reply “human” and a person explains.' },
  receipt: {
    zh: '您的邮件已收到，联系编号 {contactNo}，坐席会尽快答复。补充情况请直接回复本邮件。有人身危险、停电抢修请拨打 95598。',
    en: 'We have received your mail under number {contactNo}; an agent will answer. To add something reply to this mail. For danger or outages call 95598.',
  },
  danger: {
    zh: '请您立刻远离，注意安全，不要触碰电线和设备；有人受伤请拨打 120，着火请拨打 119。正在为您优先转接人工。',
    en: 'Please move away and stay safe; do not touch wires or equipment. If somebody is hurt call 120, for a fire 119. You are being connected to a person first of all.',
  },
  'hand-over': { zh: '正在为您转接人工，请稍候。', en: 'Connecting you to a person.' },
  unsure: {
    zh: '这个问题我没有把握，为您转接人工。',
    en: 'I am not sure about this one and am connecting you to a person.',
  },
  refused: {
    zh: '这件事我现在查不到，为您转接人工。',
    en: 'I cannot look this up just now and am connecting you to a person.',
  },
  'log-in': {
    zh: '查询您的停电、电费和进度需要先登录客户端并绑定户号。登录后再来问我，或说“转人工”。',
    en: 'To look up your outage, bills and progress please log in and bind your account first, or say “human”.',
  },
  'which-account': {
    zh: '您名下有多个用电户，请回复序号或户号末 4 位：',
    en: 'You have several accounts. Reply with the number in the list or the last 4 digits:',
  },
  'confirm-report': {
    zh: '为您登记报修：户号尾号 {tail}。登记后会派抢修人员上门。确认请回复“确认”，不需要请回复“取消”。',
    en: 'Report a fault for the account ending in {tail}? A crew will be sent. Reply “confirm” or “cancel”.',
  },
  'report-again': {
    zh: '请回复“确认”登记报修，或回复“取消”。',
    en: 'Please reply “confirm” to report the fault, or “cancel”.',
  },
  'file-taken': {
    zh: '文件已收到。智能客服看不了文件内容，需要坐席查看请说“转人工”。',
    en: 'The file has arrived. The assistant cannot look at it; say “human” for a person who can.',
  },
  cancelled: { zh: '好的，没有登记。还有什么可以帮您？', en: 'All right, nothing was recorded. Anything else?' },
  'may-report': { zh: '需要登记报修请回复“报修”。', en: 'To report a fault reply “report a fault”.' },
  'nothing-asked': { zh: '请问您想了解什么？', en: 'What would you like to know?' },
  'agent-joined': { zh: '坐席 {agent} 为您服务。', en: 'Agent {agent} is with you.' },
  'given-back': { zh: '已转回智能客服。', en: 'You are back with the assistant.' },
  transferred: {
    zh: '已为您转给其他坐席，前面的内容会一并转过去，请稍候。',
    en: 'A colleague goes on with this; what was written goes with it. One moment, please.',
  },
  'queued-again': { zh: '坐席暂时离线，正在为您重新转接。', en: 'The agent is off line; connecting you to another.' },
  warning: {
    zh: '您还在吗？{minutes} 分钟内没有回复，会话将结束。',
    en: 'Are you still there? The conversation ends in {minutes} minutes without a reply.',
  },
  'ended-idle': {
    zh: '因长时间没有回复，会话已结束。随时欢迎再来。',
    en: 'Ended, since there was no reply. Come back at any time.',
  },
  'ended-agent': { zh: '会话已结束，请为本次服务评分。', en: 'The conversation is over. Please rate it.' },
  'ended-written': { zh: '会话已结束。', en: 'The conversation is over.' },
  'ended-customer': { zh: '客户已结束会话。', en: 'The customer has ended the conversation.' },
} satisfies Record<string, Spoken>

export type Phrase = keyof typeof phrases

export function phrase(name: Phrase, language: 'zh' | 'en', values: Record<string, string | number> = {}): string {
  return phrases[name][language].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''))
}
