import { defineWords } from '../../kit/words.ts'

export const securityWords = defineWords('security', {
  'owing.password': ['请先修改密码', 'Change your password first'],
  'owing.password.lead': [
    '密码由他人设置或已到期。修改后即可继续；其他设备上的登录会同时退出。',
    'Somebody else set your password, or it has expired. Change it to go on; you are logged out on all other devices.',
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
