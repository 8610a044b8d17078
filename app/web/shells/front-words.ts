import { defineWords } from '../kit/words.ts'

/** Before somebody is in. */
export const frontWords = defineWords('front', {
  logIn: ['登录', 'Log in'],
  'login.title': ['登录电户', 'Log in to Dianhu'],
  'login.lead': [
    '用电客户、95598 坐席、电网监控与营业办公，同一入口。',
    'One entrance for customers, the 95598 desk, the grid and the offices.',
  ],
  'login.username': ['手机号或用户名', 'Phone or user name'],
  'login.chat': ['在线客服', 'Chat with us'],
  'login.signUp': ['没有帐号？手机号注册', 'New here? Sign up by phone'],
  'login.forgotten': ['忘记密码', 'Forgot the password?'],
  'login.password': ['密码', 'Password'],
  'login.show': ['显示', 'Show'],
  'login.hide': ['隐藏', 'Hide'],
  'login.promise.1': ['一户一档', 'One customer file'],
  'login.promise.1.text': [
    '报装、表计、电费、来电，都记在同一份客户档案里。',
    'Applications, meters, bills and calls, all in the same file.',
  ],
  'login.promise.2': ['账单讲得清', 'Bills that explain themselves'],
  'login.promise.2.text': [
    '每一行都有电量、单价、算式和电价依据。',
    'Every line names its quantity, price, formula and legal basis.',
  ],
  'login.promise.3': ['示数可追溯', 'Readings you can trace'],
  'login.promise.3.text': ['每 15 分钟一点，采集质量一目了然。', 'One point every 15 minutes, each with its quality.'],
})
