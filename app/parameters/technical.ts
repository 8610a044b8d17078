import { type ProgramFigure, programRows } from '../../db/parameters/program.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { LOG_INS_PER_MINUTE } from '../auth/routes.ts'
import { HALF_OPEN_MINUTES } from '../auth/sessions.ts'
import { CODES_PER_MINUTE } from '../citizens/routes.ts'
import { EXPORTS_PER_MINUTE, LARGEST_LIST, MOST_ROWS } from '../exports/contract.ts'

const MEGABYTE = 1_000_000
const perMinute: Said = { zh: '次/分钟', en: 'a minute' }
const of = { from: '2000-01-01', basis: '技术保护:防止试密码、占满服务器,不由文件或制度决定' }

const minutes: Said = { zh: '分钟', en: 'minutes' }

const limits: ProgramFigure[] = [
  {
    ...{ code: 'half-open-code', title: { zh: '登录后等待输入动态口令', en: 'A log-in waits for its code' } },
    ...{ value: HALF_OPEN_MINUTES.code, unit: minutes, ...of },
  },
  {
    ...{
      code: 'half-open',
      title: { zh: '登录后等待改密码、绑定动态口令', en: 'A log-in waits for a new password or factor' },
    },
    ...{ value: HALF_OPEN_MINUTES.password, unit: minutes, ...of },
  },
  {
    ...{ code: 'log-ins', title: { zh: '同一地址、同一用户名登录', en: 'Log-ins of one name from one address' } },
    ...{ value: LOG_INS_PER_MINUTE, unit: perMinute, ...of },
  },
  {
    ...{
      code: 'codes',
      title: { zh: '同一地址注册、索取验证码', en: 'Sign-ups and codes asked for from one address' },
    },
    ...{ value: CODES_PER_MINUTE, unit: perMinute, ...of },
  },
  {
    ...{ code: 'exports', title: { zh: '同一用户存为表格', en: 'Lists saved as a sheet by one user' } },
    ...{ value: EXPORTS_PER_MINUTE, unit: perMinute, ...of },
  },
  {
    ...{ code: 'export-size', title: { zh: '存为表格：清单大小', en: 'Saved as a sheet: size' } },
    ...{ value: LARGEST_LIST / MEGABYTE, unit: { zh: 'MB', en: 'MB' }, ...of },
  },
  {
    ...{ code: 'export-rows', title: { zh: '存为表格：行数', en: 'Saved as a sheet: rows' } },
    ...{ value: MOST_ROWS, unit: { zh: '行', en: 'rows' }, ...of },
  },
]

export const technicalSets: ParameterSet[] = [
  {
    name: 'technical-limits',
    department: 'app',
    kind: 'limit',
    title: { zh: '技术限制', en: 'Technical limits' },
    about: {
      zh: '保护系统自身的频率和大小限制，不是业务规则；写在程序里，随版本修改。登录时长、锁定等在“登录策略”里。',
      en: 'Rates and sizes that protect the system itself and are no rule of business; held by the program. Sessions and locks are in the log-in policy.',
    },
    tables: [],
    change: { how: 'release' },
    rows: programRows(limits),
  },
]
