import { type Role, roles } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { Column, Key, ParameterSet, Said } from '../../db/parameters/set.ts'
import { roleNames } from './contract.ts'
import { dutyEffect, guardEffect, policyEffect } from './parameter-effects.ts'

const two = { how: 'two', drafts: ['admin'] as Role[], releases: ['admin'] as Role[] } as const

const roleWords: Record<string, Said> = Object.fromEntries(
  roles.map((role) => [role, { zh: roleNames[role][0], en: roleNames[role][1] }]),
)

type PolicyRule = Said & { unit?: Said; least?: number; most?: number }
const times: Said = { zh: '次', en: 'times' }
const minutes: Said = { zh: '分钟', en: 'minutes' }
const policyRules: Record<string, PolicyRule> = {
  'least-length': {
    zh: '密码最短长度',
    en: 'Least length of a password',
    unit: { zh: '位', en: 'characters' },
    least: 6,
    most: 64,
  },
  kinds: { zh: '密码字符种类', en: 'Kinds of characters', unit: { zh: '种', en: 'kinds' }, least: 1, most: 4 },
  'former-passwords': {
    zh: '不得重复的旧密码',
    en: 'Former passwords',
    unit: { zh: '个', en: 'passwords' },
    least: 1,
    most: 24,
  },
  'expiry-days': { zh: '密码有效期', en: 'Days of a password', unit: { zh: '天', en: 'days' }, least: 1, most: 3650 },
  'lock-failures': { zh: '连续失败锁定', en: 'Failures that lock', unit: times, least: 1, most: 20 },
  'lock-minutes': { zh: '锁定时长', en: 'Locked for', unit: minutes, least: 1, most: 1440 },
  'idle-minutes': { zh: '无操作退出', en: 'Idle for', unit: minutes, least: 1, most: 10_080 },
  'single-session': { zh: '同时只有一个会话', en: 'One session at a time' },
  'second-factor': { zh: '须用动态口令', en: 'Second factor' },
}
const rulesOfRoles = ['single-session', 'second-factor']

function figureIsWrong({ rule }: Key, figure: string | null): string | undefined {
  const { least = 1, most = 1, unit } = policyRules[rule ?? ''] ?? {}
  if (!unit) return undefined
  const value = Number(figure)
  return figure !== null && value >= least && value <= most ? undefined : `应在 ${least} 至 ${most} ${unit.zh}之间`
}

const role = (name: string, title: Said): Column => ({ name, title, type: 'code', words: roleWords })

export const peopleParameters: ParameterSet[] = [
  {
    name: 'login-policy',
    department: 'app',
    kind: 'access',
    title: { zh: '登录策略', en: 'Log-in policy' },
    about: {
      zh: '密码多长、多久换一次，输错几次锁定，多久没操作退出，哪些岗位要用动态口令。',
      en: 'How long a password is and lasts, which failures lock, how long one may be idle, who needs a second factor.',
    },
    tables: ['login_policy'],
    effect: policyEffect,
    change: two,
    rows: {
      table: 'login_policy',
      keys: [{ name: 'rule', title: { zh: '策略', en: 'Rule' }, type: 'code', words: policyRules }],
      values: [
        {
          name: 'figure',
          title: { zh: '数值', en: 'Figure' },
          type: 'integer',
          unit: ({ rule }) => policyRules[rule ?? '']?.unit,
          isLeftOut: ({ rule }) => rulesOfRoles.includes(rule ?? ''),
        },
        {
          name: 'roles',
          title: { zh: '适用岗位', en: 'For' },
          type: 'roles',
          words: roleWords,
          none: { zh: '所有人', en: 'everybody' },
        },
        { name: 'except_roles', title: { zh: '除外岗位', en: 'Except' }, type: 'roles', words: roleWords },
        { name: 'demo_exempt', title: { zh: '演示登录除外', en: 'Demo log-ins exempt' }, type: 'flag', isFixed: true },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayEnd: true,
      check: (key, { figure = null }) => {
        const message = figureIsWrong(key, figure)
        return message ? { column: 'figure', message } : undefined
      },
    },
  },
  {
    name: 'duty-rule',
    department: 'app',
    kind: 'access',
    title: { zh: '不相容岗位', en: 'Separation of duties' },
    about: { zh: '哪两个岗位不能由同一个人担任。', en: 'Which two roles nobody has together.' },
    tables: ['duty_rule'],
    effect: dutyEffect,
    change: two,
    rows: {
      table: 'duty_rule',
      keys: [role('one', { zh: '岗位', en: 'Role' }), role('other', { zh: '与岗位', en: 'and role' })],
      values: [],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayEnd: true,
      mayAdd: true,
      isUnordered: true,
      check: ({ one, other }) => (one === other ? { column: 'other', message: '请选择两个不同的岗位' } : undefined),
    },
  },
  {
    name: 'guarded-role',
    department: 'app',
    kind: 'access',
    title: { zh: '双人复核岗位', en: 'Guarded roles' },
    about: {
      zh: '授予哪些岗位要由第二位管理员复核。',
      en: 'Which roles are given only once a second administrator has agreed.',
    },
    tables: ['guarded_role'],
    effect: guardEffect,
    change: two,
    rows: {
      table: 'guarded_role',
      keys: [role('role', { zh: '岗位', en: 'Role' })],
      values: [],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayEnd: true,
      mayAdd: true,
    },
  },
  figureSet({
    name: 'delegation-rule',
    department: 'app',
    kind: 'limit',
    title: { zh: '委托代办', en: 'Delegations' },
    about: { zh: '一次委托最长多少天。', en: 'How long a role may be lent at once.' },
    table: 'delegation_rule',
    change: { drafts: ['admin'], releases: ['admin'] },
    rules: {
      'longest-days': {
        ...{ zh: '一次委托最长', en: 'Lent at once for' },
        ...{ unit: { zh: '天', en: 'days' }, least: 1, most: 366 },
      },
    },
  }),
]
