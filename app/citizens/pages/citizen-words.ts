import { defineWords } from '../../web/kit/words.ts'

/** Words of whoever is not in yet, or changes how he comes in. */
export const citizenWords = defineWords('citizens', {
  'signUp.title': ['注册电户', 'Sign up'],
  'signUp.lead': [
    '用手机号注册，绑定户号后查电费、看用电、办业务。',
    'By phone; bind your account and see bills and usage.',
  ],
  'signUp.go': ['注册', 'Sign up'],
  'signUp.known': ['已有帐号？去登录', 'Signed up before? Log in'],
  'signUp.off': ['暂未开通手机号注册', 'Signing up by phone is not open yet'],
  'signUp.off.next': ['请到营业厅开立登录，或拨打 95598。', 'Ask at the counter for a log-in, or call 95598.'],
  'forgotten.title': ['重置登录密码', 'Set another password'],
  'forgotten.lead': [
    '验证码会发到您注册的手机号。重置后所有设备都要重新登录。',
    'A code goes to the phone that you signed up with. All devices are logged out.',
  ],
  'forgotten.go': ['重置并登录', 'Set it and log in'],
  'forgotten.staff': [
    '员工没有登记手机号，请联系本单位管理员。',
    'Staff log-ins have no phone: ask your administrator.',
  ],
  phone: ['手机号', 'Phone'],
  'phone.new': ['新手机号', 'New phone'],
  code: ['短信验证码', 'Code from the message'],
  'code.ask': ['获取验证码', 'Send a code'],
  'code.again': ['{{seconds}} 秒后重发', 'Again in {{seconds}} s'],
  'code.sent': [
    '短信已发送，{{minutes}} 分钟内有效。短信里没有验证码的，请按短信提示办理。',
    'Sent, good for {{minutes}} minutes. If it holds no code, it says what to do.',
  ],
  'code.town': ['演示环境不外发短信，请', 'The demo sends no messages:'],
  'code.town.look': ['查看模拟短信', 'look at them here'],
  password: ['登录密码', 'Password'],
  'password.new': ['新密码', 'New password'],
  'password.length': ['至少 {{count}} 位', 'at least {{count}} characters'],
  'password.kinds': [
    '大写、小写、数字、符号中至少 {{count}} 种',
    '{{count}} of: capitals, small letters, digits, signs',
  ],
  'privacy.agree': ['我已阅读并同意', 'I have read and agree to the'],
  'privacy.title': ['隐私政策', 'Privacy notice'],
  'privacy.version': ['版本 {{version}}', 'Version {{version}}'],
  'privacy.needed': ['请先阅读并同意隐私政策', 'Read the privacy notice and agree first'],
  'privacy.again': ['隐私政策已更新', 'The privacy notice has changed'],
  'privacy.again.lead': [
    '请阅读新版本。同意后继续使用；不同意的，仍可查看、导出您的信息或注销登录，也可到营业厅或拨打 95598 办理。',
    'Read what holds now. Agree and go on; else you can still see and export your data or close your log-in, and are served at the counter or by 95598.',
  ],
  'privacy.leave': ['不同意：查看我的信息或注销', 'I do not: my data, and closing'],
  'privacy.ok': ['同意', 'Agree'],
  'privacy.close': ['关闭', 'Close'],
  'error.WRONG_PHONE_CODE': [
    '验证码不正确、已用过或已失效，请核对短信或重新获取。',
    'The code is wrong, used or too old. Check the message or ask for another.',
  ],
  'error.CODE_TOO_SOON': ['验证码刚刚发出，请稍后再试。', 'A code was sent just now. Wait a moment.'],
  'error.CODES_EXHAUSTED': ['', 'No more codes for now. Try again tomorrow or call 95598.'],
  'error.PRIVACY_CHANGED': ['', 'The privacy notice has changed. Reload and read it again.'],
  'error.NO_PHONE': ['', 'This log-in was not opened by phone. Ask at the counter.'],
})
