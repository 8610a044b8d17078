// Decides what a notice says, in both languages, on the page and on a phone.

type Said = { zh: string; en: string }

/** What each topic is told with. Money is yuan as an exact decimal; days are civil. */
export type Topics = {
  'bill-issued': { billId: number; accountNo: string; billMonth: string; totalYuan: string; dueOn: string }
  'bill-corrected': { billId: number; accountNo: string; billMonth: string; differenceYuan: string }
  'charge-issued': { chargeId: number; accountNo: string; title: Said; totalYuan: string }
  'payment-recorded': { accountNo: string; amountYuan: string }
  /** How the month will end if it goes on as lately; power factors as they are printed. */
  'power-factor-at-risk': {
    accountNo: string
    billMonth: string
    standard: string
    projectedPowerFactor: string
    projectedYuan: string
  }
  'step-done': { applicationId: number; applicationNo: string; kind: Said; step: string; done: Said; next: Said | null }
  'application-archived': { applicationId: number; applicationNo: string; kind: Said }
  'office-wrote': { applicationId: number; applicationNo: string; kind: Said }
  'account-bound': { accountNo: string; who: string; relation: 'own' | 'other' }
}
export type Topic = keyof Topics
export type Notice = { [T in Topic]: { topic: T; facts: Topics[T] } }[Topic]
/** What somebody may choose to have on his phone; what warns him he has anyhow. */
export type ChosenKind = 'bill' | 'progress' | 'planned-work'
export type NoticeKind = ChosenKind | 'security'

export const chosenKinds: ChosenKind[] = ['bill', 'progress', 'planned-work']

const kinds: Record<Topic, NoticeKind> = {
  'bill-issued': 'bill',
  'bill-corrected': 'bill',
  'charge-issued': 'bill',
  'payment-recorded': 'bill',
  'power-factor-at-risk': 'bill',
  'step-done': 'progress',
  'application-archived': 'progress',
  'office-wrote': 'progress',
  'account-bound': 'security',
}

export const kindOf = (topic: Topic): NoticeKind => kinds[topic]

/** Steps after which something is different for the customer; the others are on the page only. */
const toldByPhone = new Set([
  'accept',
  'plan-review',
  'design-review',
  'final-inspection',
  'contract',
  'meter-installation',
  'energising',
])

type Described = {
  title: Said
  text: Said
  /** Where it is read on. */
  link: string
  /** To a phone, where anybody may look on: no whole account number. Null: on the page only. */
  sms: string | null
}

export function describeNotice(notice: Notice): Described {
  switch (notice.topic) {
    case 'bill-issued':
      return ofBill(notice.facts)
    case 'bill-corrected':
      return ofCorrection(notice.facts)
    case 'charge-issued':
      return ofCharge(notice.facts)
    case 'payment-recorded':
      return ofPayment(notice.facts)
    case 'power-factor-at-risk':
      return ofPowerFactor(notice.facts)
    case 'step-done':
      return ofStep(notice.facts)
    case 'application-archived':
      return ofArchive(notice.facts)
    case 'office-wrote':
      return ofMessage(notice.facts)
    case 'account-bound':
      return ofBinding(notice.facts)
  }
}

function ofBill({ billId, accountNo, billMonth, totalYuan, dueOn }: Topics['bill-issued']): Described {
  const month = monthOf(billMonth)
  return {
    title: { zh: `${month.zh}电费账单`, en: `Bill for ${billMonth}` },
    text: {
      zh: `户号 ${accountNo} 电费 ${totalYuan} 元,请于 ${dueOn} 前交清。`,
      en: `Account ${accountNo}: ${totalYuan} yuan, due by ${dueOn}.`,
    },
    link: `/my/bills/${billId}?account=${accountNo}`,
    sms: `${tail(accountNo)}${month.zh}电费 ${totalYuan} 元,请于 ${dueOn} 前交清。明细见网上营业厅。`,
  }
}

function ofCorrection({ billId, accountNo, billMonth, differenceYuan }: Topics['bill-corrected']): Described {
  const month = monthOf(billMonth)
  const isBack = differenceYuan.startsWith('-')
  const yuan = differenceYuan.replace('-', '')
  const what = `${isBack ? '退还' : '补收'} ${yuan} 元`
  return {
    title: { zh: `${month.zh}账单已更正`, en: `Bill for ${billMonth} corrected` },
    text: {
      zh: `户号 ${accountNo} 的账单已重新核算,${what}。`,
      en: `Account ${accountNo} was billed anew: ${yuan} yuan ${isBack ? 'back to you' : 'more'}.`,
    },
    link: `/my/bills/${billId}?account=${accountNo}`,
    sms: `${tail(accountNo)}${month.zh}账单已更正,${what}。明细见网上营业厅。`,
  }
}

function ofCharge({ chargeId, accountNo, title, totalYuan }: Topics['charge-issued']): Described {
  const isBack = totalYuan.startsWith('-')
  const yuan = totalYuan.replace('-', '')
  return {
    title,
    text: {
      zh: `户号 ${accountNo}:${title.zh} ${yuan} 元${isBack ? ',退还给您' : ''}。`,
      en: `Account ${accountNo}: ${title.en}, ${yuan} yuan${isBack ? ' back to you' : ''}.`,
    },
    link: `/my/charges/${chargeId}?account=${accountNo}`,
    sms: `${tail(accountNo)}${title.zh} ${yuan} 元${isBack ? ',退还给您' : ''}。明细见网上营业厅。`,
  }
}

function ofPayment({ accountNo, amountYuan }: Topics['payment-recorded']): Described {
  return {
    title: { zh: '已收到交费', en: 'Payment received' },
    text: { zh: `户号 ${accountNo} 收到 ${amountYuan} 元。`, en: `Account ${accountNo}: ${amountYuan} yuan received.` },
    link: `/my/bills?account=${accountNo}`,
    sms: `${tail(accountNo)}已收到交费 ${amountYuan} 元。`,
  }
}

function ofPowerFactor(facts: Topics['power-factor-at-risk']): Described {
  const { accountNo, billMonth, standard, projectedPowerFactor: factor, projectedYuan } = facts
  const month = monthOf(billMonth)
  const zh = `${month.zh}功率因数预计 ${factor}，低于标准 ${standard}，预计多收力调电费 ${projectedYuan} 元。请检查无功补偿装置，本月仍可挽回。`
  return {
    title: { zh: '功率因数预警', en: 'Power factor too low' },
    text: {
      zh: `户号 ${accountNo} ${zh}`,
      en: `Account ${accountNo}: the power factor of ${billMonth} will be ${factor}, below the standard ${standard}, and cost ${projectedYuan} yuan more. Please check your capacitors; the month can still be saved.`,
    },
    link: `/my/bills?account=${accountNo}`,
    sms: `${tail(accountNo)}${zh}`,
  }
}

function ofStep({ applicationId, applicationNo, kind, step, done, next }: Topics['step-done']): Described {
  const text = {
    zh: `${kind.zh}申请 ${applicationNo}:${done.zh}已完成${next ? `,下一步${next.zh}` : ''}。`,
    en: `${kind.en} ${applicationNo}: ${done.en} is done${next ? `; next is ${next.en}` : ''}.`,
  }
  return {
    title: { zh: `${done.zh}已完成`, en: `${done.en} is done` },
    text,
    link: `/my/applications/${applicationId}`,
    sms: toldByPhone.has(step) ? text.zh : null,
  }
}

function ofArchive({ applicationId, applicationNo, kind }: Topics['application-archived']): Described {
  const zh = `您的${kind.zh}申请 ${applicationNo} 已办结。`
  return {
    title: { zh: '申请已办结', en: 'Application completed' },
    text: { zh, en: `Your application ${applicationNo} (${kind.en}) is completed.` },
    link: `/my/applications/${applicationId}`,
    sms: zh,
  }
}

function ofMessage({ applicationId, applicationNo, kind }: Topics['office-wrote']): Described {
  const zh = `供电公司就${kind.zh}申请 ${applicationNo} 给您留言,请到网上营业厅查看。`
  return {
    title: { zh: '供电公司的留言', en: 'The company wrote to you' },
    text: { zh, en: `There is a message about application ${applicationNo} (${kind.en}).` },
    link: `/my/applications/${applicationId}`,
    sms: zh,
  }
}

function ofBinding({ accountNo, who, relation }: Topics['account-bound']): Described {
  const zh = relation === 'own' ? '本人户号' : '亲友户号,可查看其电费和用电'
  const en = relation === 'own' ? 'as its holder' : 'as another’s, and sees its bills and usage'
  return {
    title: { zh: '您的户号被绑定', en: 'Your account was bound' },
    text: {
      zh: `${who} 已将户号 ${accountNo} 绑定为${zh}。如非您同意,请在“我的户号”解除,或拨打 95598。`,
      en: `${who} has bound account ${accountNo} ${en}. If you did not agree, remove it at “My accounts” or call 95598.`,
    },
    link: '/my/accounts',
    sms: `${who} 已将您尾号 ${accountNo.slice(-4)} 的户号绑定为${zh}。如非您同意,请登录后在“我的户号”解除,或拨打 95598。`,
  }
}

const tail = (accountNo: string) => `户号尾号 ${accountNo.slice(-4)} `

function monthOf(billMonth: string): { zh: string } {
  const [year, month] = billMonth.split('-')
  return { zh: `${year}年${Number(month)}月` }
}
