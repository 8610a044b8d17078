/** What a message to a phone says. A number that has a log-in, or has none, is told so here and nowhere else. */
import type { CodePurpose } from '../contract.ts'

export type Told = { code: string; minutes: number }

export function describeCode(purpose: CodePurpose, { code, minutes }: Told): string {
  const what = { 'sign-up': '注册', password: '重置登录密码', phone: '更换登录手机号' }[purpose]
  return `验证码 ${code},用于${what},${minutes} 分钟内有效。请勿告诉他人,工作人员不会索要。`
}

/** Where there is no code to be given: why, and what to do instead. */
export function describeInstead(purpose: CodePurpose): string {
  if (purpose === 'password') return '您正在重置登录密码,但该手机号尚未注册,可直接注册。如非本人操作,请忽略。'
  if (purpose === 'phone') return '有人要把登录手机号改为本号,但本号已有登录。如非本人操作,请忽略。'
  return '该手机号已注册,请直接登录;忘记密码可在登录页选“忘记密码”重置。如非本人操作,请忽略。'
}
