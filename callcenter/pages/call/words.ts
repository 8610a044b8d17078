import { codeWords } from '../../../app/web/kit/code-words.ts'
import { defineWords } from '../../../app/web/kit/words.ts'
import { skillTitles } from '../../board/contract.ts'

export const callWords = defineWords('call', {
  ...codeWords('skill', skillTitles),
  'line.hold': ['保持', 'Hold'],
  'line.resume': ['恢复通话', 'Resume'],
  'line.held': ['通话保持中', 'On hold'],
  'line.heldFor': ['已保持 {{time}}', 'held for {{time}}'],
  'line.hangUp': ['挂机', 'Hang up'],
  'line.hangUp.sure': ['结束这次通话？', 'End this call?'],
  'line.transfer': ['转接', 'Transfer'],
  'key.hold': ['Alt+H', 'Alt+H'],
  'key.transfer': ['Alt+T', 'Alt+T'],
  'key.hangUp': ['Alt+X', 'Alt+X'],
  cancel: ['取消', 'Cancel'],
  'transfer.title': ['转接来电', 'Transfer the call'],
  'transfer.to': ['转给', 'To'],
  'transfer.queues': ['队列（排在最前）', 'Queues (at the head)'],
  'transfer.agents': ['就绪坐席', 'Agents who are ready'],
  'transfer.queue': [
    '{{name}} · 排队 {{waiting}} · 就绪 {{ready}}',
    '{{name}} · {{waiting}} waiting · {{ready}} ready',
  ],
  'transfer.note': ['交接说明', 'What the colleague should know'],
  'transfer.note.bad': ['请写明交接说明', 'Say what the colleague should know'],
  'transfer.note.example': [
    '客户诉求、已核实的情况、还要做什么',
    'What is asked, what was checked, what is left to do',
  ],
  'transfer.about': [
    '户号、已写的记录随来电一并转过去；无人接听时客户排在队列最前，不会断线。',
    'The account and what is written go with the call; if nobody takes it, the caller stays first in the queue.',
  ],
  'transfer.done': ['来电已转接', 'The call was transferred'],
  'transfer.from': ['{{name}} 转来', 'Transferred by {{name}}'],
  'transfer.draft': ['已写的记录', 'Written so far'],
  'out.call': ['外呼', 'Call'],
  'key.call': ['Alt+C', 'Alt+C'],
  'out.urgent': ['紧急原因（留痕）', 'Why it is urgent (on record)'],
  'out.callAnyhow': ['仍要外呼', 'Call anyhow'],
  'out.dialling': ['正在呼叫', 'Ringing'],
  'out.proof': ['外呼校验码', 'Proof code'],
  'out.proof.shown': [
    '客户登录后可在自己的页面看到这个校验码；请客户先核对，再谈事情。',
    'The customer sees this code in his own log-in; let him check it before you talk.',
  ],
  'out.proof.unseen': [
    '这位客户没有自助登录，看不到校验码；不要用短信或口头报码代替，可请客户回拨 95598 核实。',
    'This customer has no log-in and cannot see the code. Do not send or dictate it; ask him to ring 95598 himself.',
  ],
  'toMe.title': ['95598 正在致电您', '95598 is calling you'],
  'toMe.code': ['校验码', 'Proof code'],
  'toMe.about': [
    '户号 {{no}}。能说出这个校验码的才是 95598；请不要告诉来电人，让对方先说。通话结束后校验码失效。',
    'Account {{no}}. Only 95598 can say this code: let the caller say it first, never tell it. It ends with the call.',
  ],
  'error.QUIET_HOURS': [
    '现在不是外呼时段。确属紧急的，请写明原因。',
    'Customers are not called at this hour. If it is urgent, say why.',
  ],
  'error.NO_LINE': ['现在没有可用的电话线路。', 'There is no telephone line at the moment.'],
  'error.NO_NUMBER': ['档案里没有这位客户的电话。', 'The file has no number of this customer.'],
  'error.LINE_NOT_YOURS': [
    '这条线路已不在您这里，或现在不能这样操作。',
    'The line is not yours any more, or this cannot be done with it now.',
  ],
  'error.AGENT_NOT_READY': [
    '这名坐席现在没有就绪，请另选坐席或转到队列。',
    'This agent is not ready; choose another or a queue.',
  ],
})
