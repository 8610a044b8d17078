import { defineWords } from '../../kit/words.ts'

export const securityWords = defineWords('security', {
  'owing.password': ['请先修改密码', 'Change your password first'],
  'owing.password.lead': [
    '密码由他人设置或已到期。修改后即可继续；其他设备上的登录会同时退出。',
    'Somebody else set your password, or it has expired. Change it to go on; you are logged out on all other devices.',
  ],
  'owing.code': ['请输入动态口令', 'Enter your code'],
  'owing.code.lead': [
    '打开手机上的验证器应用，输入“电户”下的 6 位数字。五分钟内有效。',
    'Open the authenticator on your phone and enter the 6 digits under “Dianhu”. You have five minutes.',
  ],
  'owing.enrol': ['请先绑定动态口令', 'Enrol an authenticator first'],
  'owing.enrol.lead': [
    '您的岗位除密码外还须使用动态口令登录。请准备好装有验证器应用的手机。',
    'Your role needs a code besides the password. Have a phone with an authenticator at hand.',
  ],
  'code.code': ['6 位动态口令', '6-digit code'],
  'code.recovery': ['恢复码', 'Recovery code'],
  'code.give': ['继续', 'Continue'],
  'code.byPaper': ['手机不在身边？用恢复码', 'No phone at hand? Use a recovery code'],
  'code.byDevice': ['用动态口令', 'Use the code of the phone'],
  'enrol.begin': ['开始绑定', 'Begin'],
  'enrol.scan': ['1. 用验证器应用扫描二维码。', '1. Scan this with your authenticator.'],
  'enrol.picture': ['绑定二维码', 'QR code of the secret'],
  'enrol.byHand': [
    '不能扫描时，手工输入密钥（基于时间，30 秒，6 位）。密钥只显示这一次：',
    'If you cannot scan it, enter the secret by hand (time-based, 30 s, 6 digits). It is shown this once:',
  ],
  'enrol.open': ['在本机的验证器中打开', 'Open in an authenticator of this device'],
  'enrol.confirm': ['2. 确认绑定', '2. Confirm'],
  'recovery.codes': ['恢复码', 'Recovery codes'],
  'recovery.keep': ['请抄下或打印这 10 个恢复码', 'Write down or print these ten recovery codes'],
  'recovery.keep.why': [
    '手机丢失时每个可代替动态口令登录一次。只显示这一次；请离开电脑保存。',
    'Each replaces a code once when the phone is lost. They are shown this once; keep them away from the computer.',
  ],
  'recovery.kept': ['已保存，继续', 'Kept; continue'],
  'recovery.print': ['打印', 'Print'],
  'error.WRONG_CODE': [
    '动态口令不正确、已用过，或连续失败过多暂不能验证',
    'The code is wrong or used already, or too many tries failed: wait and try again',
  ],
  'error.SECOND_FACTOR_STANDS': [
    '您已绑定动态口令；如需更换，请联系管理员重置',
    'You have enrolled an authenticator already; an administrator can reset it',
  ],
  'password.old': ['当前密码', 'Current password'],
  'password.new': ['新密码', 'New password'],
  'password.again': ['再输一次新密码', 'New password again'],
  'password.missing': ['请填写', 'Please enter it'],
  'password.differs': ['两次输入的新密码不一致', 'The two entries differ'],
  'password.change': ['修改密码', 'Change password'],
  'error.PASSWORD_TOO_WEAK': ['密码不符合要求', 'The password does not meet the policy'],
  'error.PASSWORD_USED_BEFORE': ['不得使用最近用过的密码', 'You used this password recently'],
  'error.OLD_PASSWORD_WRONG': [
    '当前密码不正确，或连续失败过多暂不能修改',
    'The current password is wrong, or too many tries failed: wait and try again',
  ],
  'error.DEMO_LOG_IN': [
    '演示用户的密码和动态口令不能更改：人人都用它登录',
    'A demo user’s log-in cannot be changed: everybody uses it',
  ],
})
