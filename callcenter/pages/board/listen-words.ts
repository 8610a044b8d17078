import { codeWords } from '../../../app/web/kit/code-words.ts'
import { defineWords } from '../../../app/web/kit/words.ts'
import { listenTitles } from '../../listening/contract.ts'

export const listenWords = defineWords('listening', {
  ...codeWords('how', listenTitles),
  'how.listen.note': ['只听，双方听不到您', 'You hear both; nobody hears you'],
  'how.whisper.note': ['只有坐席听得到您', 'The agent alone hears you'],
  'how.barge.note': ['三方通话，坐席总会被告知', 'All three talk; the agent is always told'],
  column: ['监听', 'Listening'],
  by: ['{{name}} · {{how}}', '{{name}} · {{how}}'],
  open: ['监听', 'Listen'],
  change: ['切换', 'Change'],
  stop: ['结束监听', 'Stop'],
  title: ['监听 {{name}} 的通话', 'Listen to the call of {{name}}'],
  lead: [
    '确定后您的分机会振铃；原因记入审计，通话结束时监听随之结束。',
    'Your extension rings. The reason is put on the audit record; it ends with the call.',
  ],
  how: ['方式', 'How'],
  reason: ['原因', 'Reason'],
  required: ['请填写，至少 2 个字', 'At least 2 characters'],
  start: ['开始', 'Start'],
  started: ['分机正在振铃', 'Your extension rings'],
  cancel: ['取消', 'Cancel'],
  listened: ['班长 {{name}} 正在{{how}}', '{{name}}: {{how}}'],
  'error.LISTEN_NOT_POSSIBLE': ['这通电话现在不能监听。', 'This call cannot be listened to now.'],
  'error.LISTENED_ALREADY': [
    '已有班长在监听这通电话，或您正在监听另一通。',
    'Another lead listens to it, or you listen to another call.',
  ],
  'error.OWN_CALL': ['不能监听自己的通话。', 'This is your own call.'],
})
