// Decides what a sheet of accounts with their customers holds (供电营业规则: 用电户).
import type { Column, Shape, Values } from './shape.ts'
import { checkPowerFactor, checkTwoPart, twoPartColumns } from './two-part.ts'

type Told = { key: string; message: string; advice: string }

export const accountNo: Column = {
  key: 'accountNo',
  title: '户号',
  is: 'code',
  isNeeded: true,
  pattern: /^\d{13}$/,
  should: '户号应为 13 位数字',
  hint: '13 位数字,开头的 0 要保留:单元格设为文本',
}

export const customers: Shape = {
  kind: 'customers',
  title: '用电客户',
  key: 'accountNo',
  columns: [
    accountNo,
    { key: 'name', title: '户名', is: 'text', isNeeded: true, most: 64, hint: '与证件一致' },
    {
      key: 'customerKind',
      title: '客户类型',
      is: 'word',
      isNeeded: true,
      words: { 个人: 'person', 单位: 'organisation' },
      hint: '个人、单位',
    },
    {
      key: 'paper',
      title: '证件类型',
      is: 'word',
      words: { 身份证: 'identity', 统一社会信用代码: 'credit-code', 其他: 'other' },
      hint: '身份证、统一社会信用代码、其他;没有证件号码的不填',
    },
    { key: 'idNumber', title: '证件号码', is: 'code', most: 30, isPersonal: true, hint: '单元格设为文本' },
    {
      key: 'phone',
      title: '联系电话',
      is: 'code',
      pattern: /^(1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8})$/,
      should: '应为 11 位手机号或带区号的座机',
      isPersonal: true,
      mayChange: true,
      hint: '11 位手机号,或座机',
    },
    { key: 'address', title: '用电地址', is: 'text', isNeeded: true, most: 200, mayChange: true, hint: '到门牌' },
    {
      key: 'organisation',
      title: '供电单位',
      is: 'text',
      isNeeded: true,
      most: 100,
      among: 'organisation',
      hint: '单位名称,或编码路径',
    },
    { key: 'district', title: '台区', is: 'text', most: 100, among: 'district', hint: '低压用户必填' },
    {
      key: 'class',
      title: '用电类别',
      is: 'word',
      isNeeded: true,
      words: { 居民: 'residential', 农业: 'agricultural', 工商业: 'commercial' },
      hint: '居民、农业、工商业',
    },
    {
      key: 'capacityKva',
      title: '合同容量',
      is: 'number',
      isNeeded: true,
      least: 0.1,
      most: 1_000_000,
      decimals: 3,
      isSummed: '合同容量 kVA',
      hint: '千伏安',
    },
    {
      key: 'priceCode',
      title: '电价代码',
      is: 'code',
      isNeeded: true,
      most: 40,
      among: 'price',
      hint: '见“电价代码”表;两部制的还须填写后面各列',
    },
    {
      key: 'mode',
      title: '计量方式',
      is: 'word',
      words: { 高供高计: 'high-high', 高供低计: 'high-low', 低供低计: 'low-low' },
      otherwise: 'low-low',
      hint: '高供高计、高供低计、低供低计;不填为低供低计',
    },
    {
      key: 'phase',
      title: '相别',
      is: 'word',
      words: { 单相: 'single', 三相: 'three' },
      otherwise: 'single',
      hint: '单相、三相;不填为单相',
    },
    { key: 'householdPersons', title: '户籍人口', is: 'number', least: 1, most: 30, decimals: 0, hint: '1 至 30' },
    { key: 'openedOn', title: '开户日期', is: 'day', isNeeded: true, hint: '如 2019-05-01,不晚于今天' },
    { key: 'section', title: '抄表段', is: 'code', most: 40, among: 'section', hint: '编号;不填随台区' },
    ...twoPartColumns,
  ],
  unique: [['accountNo']],
  also: (values, facts) => [
    ...checkPaper(values, facts.isIdentityNumber, facts.isCreditCode),
    ...checkTwoPart(values, facts),
    ...checkPowerFactor(values, facts),
    ...(values.mode === 'low-low' && values.district === null
      ? [{ key: 'district', message: '低压用户须有台区', advice: '请填写台区,或更正计量方式' }]
      : []),
  ],
}

function checkPaper(
  { paper, idNumber, customerKind }: Values,
  isIdentityNumber: (text: string) => boolean,
  isCreditCode: (text: string) => boolean,
): Told[] {
  if (idNumber === null) {
    return paper === null
      ? []
      : [{ key: 'idNumber', message: '填了证件类型的须填写证件号码', advice: '请补填,或清空证件类型' }]
  }
  if (paper === null)
    return [{ key: 'paper', message: '填了证件号码的须填写证件类型', advice: '请填写身份证、统一社会信用代码或其他' }]
  const number = String(idNumber)
  if (paper === 'identity' && customerKind === 'organisation')
    return [{ key: 'paper', message: '单位的证件不能是身份证', advice: '请更正客户类型或证件类型' }]
  if (paper === 'identity' && !isIdentityNumber(number))
    return [{ key: 'idNumber', message: '身份证号码的位数、出生日期或校验位有误', advice: '请与证件核对' }]
  if (paper === 'credit-code' && !isCreditCode(number))
    return [{ key: 'idNumber', message: '统一社会信用代码的位数或校验位有误', advice: '请与执照核对' }]
  return []
}
