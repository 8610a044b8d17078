/** What the fields of one's own data are called in a file, for whoever opens it in a spreadsheet. */
const names: Record<string, string> = {
  name: '姓名',
  idNumber: '证件号码',
  logInPhone: '登录手机号',
  filePhone: '档案电话',
  accountNo: '户号',
  address: '地址',
  since: '自',
  until: '至',
  billNo: '账单编号',
  billMonth: '电费年月',
  periodFrom: '计费起',
  periodThrough: '计费止',
  energyKwh: '电量kWh',
  exportedKwh: '上网电量kWh',
  totalYuan: '金额元',
  dueOn: '交费期限',
  receiptNo: '收据号',
  at: '时间',
  amountYuan: '金额元',
  channel: '渠道',
  pointNo: '计量点',
  day: '日期',
  applicationNo: '申请编号',
  kind: '类型',
  status: '状态',
  contactNo: '联系编号',
  category: '类别',
  summary: '摘要',
  workOrderNo: '工单编号',
  description: '内容',
  result: '结果',
  device: '设备',
  relation: '关系',
  nickname: '备注名',
  version: '版本',
  withdrawnAt: '撤回时间',
  role: '岗位',
  topic: '事项',
}

/** A name that nobody has translated stays as it is. */
export function nameField(field: string): string {
  return names[field] ?? field
}

/** What the kinds of one's own data are called. */
export const dataKinds: Record<string, { zh: string; en: string }> = {
  identity: { zh: '身份', en: 'Identity' },
  contact: { zh: '联系方式', en: 'Contact' },
  accounts: { zh: '用电户', en: 'Accounts' },
  bills: { zh: '账单', en: 'Bills' },
  payments: { zh: '缴费', en: 'Payments' },
  readings: { zh: '日用电量', en: 'Daily energy' },
  applications: { zh: '用电申请', en: 'Applications' },
  calls: { zh: '来电与咨询', en: 'Calls' },
  'work-orders': { zh: '工单', en: 'Work orders' },
  'log-ins': { zh: '登录', en: 'Log-ins' },
  bindings: { zh: '绑定的户号', en: 'Bindings' },
  consents: { zh: '同意', en: 'Consents' },
  looks: { zh: '电话查看记录', en: 'Looks at the number' },
  notices: { zh: '通知', en: 'Notices' },
}

export function nameKind(kind: string): string {
  return dataKinds[kind]?.zh ?? kind
}
