import { defineWords } from '../../web/kit/words.ts'

export const messageWords = defineWords('messages', {
  'town.title': ['模拟短信', 'Simulated short messages'],
  'town.lead': [
    '仿真县城不向真实手机发送任何短信；本应发出的都在这里，每两秒刷新。',
    'The simulated town sends nothing to real telephones; what it would have sent is here, looked up every two seconds.',
  ],
  'town.phone': ['手机号，或末几位', 'Number, or its last digits'],
  'town.none': ['还没有短信', 'No messages yet'],
  'town.none.next': [
    '在登录页注册，或找回密码，验证码会出现在这里。',
    'Sign up or reset a password, and the code appears here.',
  ],
  'town.back': ['返回登录', 'Back to log-in'],
  'town.waits': ['{{at}} 发出（免打扰时段）', 'goes out at {{at}} (quiet hours)'],
  'town.given-up': ['不再发送', 'not sent any more'],
  'given-up.unbound': ['该户已解除绑定', 'The account was unbound'],
  'given-up.closed': ['登录已注销', 'The log-in was closed'],
  'given-up.disabled': ['登录已停用', 'The log-in was disabled'],
  'given-up.phone-changed': ['登录手机号已更换', 'The log-in has another number'],
  'given-up.not-wanted': ['客户不再接收此类短信', 'No longer wanted'],
  'kind.code': ['验证码', 'Code'],
  'kind.security': ['安全提醒', 'Security'],
  'kind.bill': ['电费', 'Bill'],
  'kind.progress': ['业务进度', 'Progress'],
  'kind.planned-work': ['停电通知', 'Planned work'],
  'kind.desk': ['坐席答复', 'Answer of the desk'],
})
