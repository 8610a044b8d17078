import { defineWords } from '../../web/kit/words.ts'

export const noticeWords = defineWords('notices', {
  title: ['通知', 'Notices'],
  lead: [
    '账单、交费和申请的进度都在这里，短信只是提醒。',
    'Bills, payments and the progress of applications; a message to your phone only points here.',
  ],
  unread: ['{{count}} 条未读', '{{count}} unread'],
  'read.all': ['全部标为已读', 'Mark all as read'],
  settings: ['通知设置', 'Settings'],
  none: ['还没有通知', 'No notices yet'],
  'none.next': [
    '出账单、收到交费、申请有进展时，会在这里告诉您。',
    'When there is a bill, a payment or progress, you are told here.',
  ],
  'settings.lead': [
    '站内通知总会保留；您可以决定哪些再发到手机，以及什么时段不打扰。',
    'Notices always stay here; choose which come to your phone too, and when it stays quiet.',
  ],
  'settings.back': ['返回通知', 'Back to notices'],
  'settings.sms': ['短信提醒', 'To your phone'],
  'settings.quiet': ['免打扰时段', 'Quiet hours'],
  'settings.quiet.next': [
    '这段时间里的短信等到结束后再发；验证码和安全提醒不受影响。',
    'What falls into them waits for their end; codes and security warnings do not.',
  ],
  'settings.from': ['从', 'From'],
  'settings.to': ['到', 'To'],
  'settings.usual': ['恢复默认 {{from}}–{{to}}', 'Back to {{from}}–{{to}}'],
  'settings.saved': ['已保存', 'Saved'],
  'settings.save': ['保存', 'Save'],
  'settings.noPhone': ['此登录没有手机号，通知只在站内。', 'This log-in has no phone: notices stay here.'],
  'settings.notYet': ['停电计划接入后启用', 'Begins when planned outages are connected'],
  'kind.bill': ['电费', 'Bills'],
  'kind.bill.what': ['出账、更正、追补和交费', 'Bills, corrections, charges and payments'],
  'kind.progress': ['业务进度', 'Progress'],
  'kind.progress.what': ['申请的主要环节、办结和留言', 'Main steps, completion, and what the company writes'],
  'kind.planned-work': ['停电通知', 'Planned work'],
  'kind.planned-work.what': ['计划停电的时间和范围', 'When and where supply is interrupted'],
})
