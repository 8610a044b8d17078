import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { dataKinds } from './contract.ts'

const times: Said = { zh: '次', en: 'times' }
const none: Said = { zh: '无', en: 'Nothing' }
const accounts: Said = { zh: '户', en: 'accounts' }

export const citizenParameters: ParameterSet[] = [
  figureSet({
    name: 'citizen-policy',
    department: 'app',
    kind: 'access',
    title: { zh: '客户注册与绑定', en: 'Sign-up and binding' },
    about: {
      zh: '短信验证码多久有效、可试几次、多久可重发，绑定码认几个月，绑定失败几次停用。',
      en: 'How long codes are good and how often they are tried and sent; which bills’ binding codes count; which failures stop it.',
    },
    table: 'citizen_policy',
    change: { drafts: ['admin'], releases: ['admin'] },
    rules: {
      'code-minutes': {
        zh: '验证码有效',
        en: 'A code is good for',
        unit: { zh: '分钟', en: 'minutes' },
        least: 1,
        most: 30,
      },
      'code-failures': { zh: '验证码可试', en: 'A code is tried', unit: times, least: 1, most: 10 },
      'code-gap-seconds': {
        zh: '重发间隔',
        en: 'Between two codes',
        unit: { zh: '秒', en: 'seconds' },
        least: 30,
        most: 600,
      },
      'codes-phone-day': {
        zh: '每个手机号每天',
        en: 'Codes of a phone in a day',
        unit: { zh: '条', en: 'codes' },
        least: 3,
        most: 50,
      },
      'codes-address-hour': {
        zh: '每个网络地址每小时',
        en: 'Codes of an address in an hour',
        unit: { zh: '条', en: 'codes' },
        least: 3,
        most: 1000,
      },
      'binding-code-months': {
        zh: '绑定码有效的账单',
        en: 'Bills whose code counts',
        unit: { zh: '个月', en: 'months' },
        least: 1,
        most: 12,
      },
      'binding-failures-user': { zh: '每个登录绑定失败', en: 'Failures of a log-in', unit: times, least: 3, most: 20 },
      'binding-failures-account': {
        zh: '每个户号绑定失败',
        en: 'Failures on an account',
        unit: times,
        least: 3,
        most: 50,
      },
      'binding-failure-hours': {
        zh: '失败后停用',
        en: 'Stopped for',
        unit: { zh: '小时', en: 'hours' },
        least: 1,
        most: 168,
      },
      'bindings-user': {
        zh: '每个登录绑定他人户号',
        en: 'Accounts of others bound',
        unit: accounts,
        least: 1,
        most: 50,
      },
    },
  }),
  {
    name: 'personal-data-kind',
    department: 'app',
    kind: 'text',
    title: { zh: '个人信息告知', en: 'What is told of personal data' },
    about: {
      zh: '“我的信息”里对每类信息怎样说明用途；保存期限出自“数据保存期限”。',
      en: 'What “My data” says of each kind: what for. How long it is kept, the rules of keeping say.',
    },
    tables: ['personal_data_kind'],
    change: { how: 'two', drafts: ['admin'], releases: ['admin'] },
    rows: {
      table: 'personal_data_kind',
      keys: [{ name: 'kind', title: { zh: '信息', en: 'Kind' }, type: 'code', words: dataKinds }],
      values: [
        { name: 'position', title: { zh: '次序', en: 'Position' }, type: 'integer', isFixed: true },
        { name: 'purpose_zh', title: { zh: '用途（中文）', en: 'Purpose (Chinese)' }, type: 'text' },
        { name: 'purpose_en', title: { zh: '用途（英文）', en: 'Purpose (English)' }, type: 'text' },
        {
          name: 'kept_zh',
          title: { zh: '期限以外的说明（中文）', en: 'Beside the term (Chinese)' },
          type: 'text',
          none,
        },
        {
          name: 'kept_en',
          title: { zh: '期限以外的说明（英文）', en: 'Beside the term (English)' },
          type: 'text',
          none,
        },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]
