import { roleNames } from '../../people/contract.ts'
import { codeWords } from '../../web/kit/code-words.ts'
import { defineWords } from '../../web/kit/words.ts'
import { dataKinds } from '../contract.ts'

/** Words of 我的信息: what the company keeps of somebody, and how he takes it with him or leaves. */
export const dataWords = defineWords('my-data', {
  ...codeWords('role', roleNames),
  ...codeWords('kind', dataKinds),
  title: ['我的信息', 'My data'],
  lead: [
    '供电公司保存的关于您的信息：是什么、为什么、保存多久、谁看过。',
    'What the company keeps of you: what it is, what for, how long, and who looked.',
  ],
  back: ['我的户号', 'My accounts'],
  count: ['{{count}} 条', '{{count}}'],
  none: ['以下各类没有您的数据', 'Nothing of yours is kept of these'],
  purpose: ['用途', 'What for'],
  kept: ['保存', 'Kept'],
  basis: ['依据', 'Basis'],
  more: ['另有 {{count}} 条，见导出', '{{count}} more in the export'],
  'consent.withdrawn': [
    '{{version}} 版，{{at}} 同意，{{until}} 撤回',
    'Version {{version}}, given {{at}}, withdrawn {{until}}',
  ],
  'consent.given': ['{{version}} 版，{{at}} 同意', 'Version {{version}}, given {{at}}'],
  'account.held': ['{{since}} 起', 'since {{since}}'],
  'account.past': ['{{since}} 至 {{until}}', '{{since}} to {{until}}'],
  export: ['导出我的信息', 'Export my data'],
  'export.lead': [
    '一个压缩包，含全部内容（JSON）和各类表格（CSV）。内有完整的姓名、证件和电话，请妥善保管。',
    'One archive with everything (JSON) and a table of each kind (CSV). Names and numbers stand in it in full: keep it safe.',
  ],
  'export.go': ['导出', 'Export'],
  'export.done': ['已导出', 'Exported'],
  close: ['注销登录', 'Close my log-in'],
  'close.lead': [
    '注销后不能恢复：手机号、密码、绑定和备注名将删除，所有设备退出，手机号可重新注册。',
    'For good: phone, password, bindings and names are erased, all devices logged out; the phone may sign up anew.',
  ],
  'close.stays': [
    '依法保留：用电档案、合同、账单和缴费、抄表数据、工单与审计记录。办理中的申请照常进行。',
    'Kept by law: the customer file, contract, bills and payments, readings, work orders and the audit record. Open applications go on.',
  ],
  'close.go': ['确认注销', 'Close it'],
  password: ['登录密码', 'Your password'],
  cancel: ['取消', 'Cancel'],
  fixed: [
    '这是演示或员工登录，不能在此导出或注销。',
    'A log-in of the demo or of staff: it is neither exported nor closed here.',
  ],
  privacy: ['隐私政策', 'Privacy notice'],
  phone: ['登录手机号', 'Phone of the log-in'],
  'phone.none': ['此登录不是用手机号注册的', 'This log-in was not opened by phone'],
  'phone.name': ['用户名', 'User name'],
  'phone.change': ['更换手机号', 'Change it'],
  'phone.save': ['确认更换', 'Change'],
  'phone.done': ['手机号已更换', 'Changed'],
  'error.LOG_IN_FIXED': ['', 'A log-in of the demo or of staff is neither exported nor closed here.'],
})
