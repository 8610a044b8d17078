import type { Role } from '../../db/context.ts'
import type { Step } from './guides.ts'

type Guides<R extends Role> = Record<R, readonly Step[]>

export const billingGuides: Guides<'billing' | 'cashier' | 'accountant'> = {
  billing: [
    ['/office/runs', '出账', 'Bill runs', '每天看出账批次，差几户、为什么。', 'See each run: who is missing, and why.'],
    [
      '/office/held',
      '审核账单',
      'Held bills',
      '被拦下的账单：误报放行，有错退回。',
      'Let false alarms go, send wrong ones back.',
    ],
    [
      '/office/parked',
      '待处理户',
      'Parked accounts',
      '按原因分组，处理后重试。',
      'By reason; run again once it is mended.',
    ],
    [
      '/office/corrections',
      '退补',
      'Corrections',
      '示数、电价、档案改了的，重算并另发账单。',
      'Readings, prices or files that changed: bill anew.',
    ],
    [
      '/office/prices',
      '电价目录',
      'Price book',
      '新电价先起草、测算，再由别人复核发布。',
      'Draft and replay; another reviews and publishes.',
    ],
  ],
  cashier: [
    ['/office/payments', '收费', 'Payments', '输户号收款，打印收据。', 'Take a payment by account number.'],
    [
      '/office/bills',
      '查账单',
      'Look up a bill',
      '客户问哪一行，账单里写着怎么算的。',
      'Each line says how it was made.',
    ],
    [
      '/office/security',
      '登录与安全',
      'Your log-in',
      '改密码，看谁在用您的账号。',
      'Change the password, see who uses your log-in.',
    ],
  ],
  accountant: [
    [
      '/office/ledger',
      '户电费',
      'Account billing',
      '一户的应收、实收、欠费和流水。',
      'What an account owes, has paid, and when.',
    ],
    ['/office/feed-in', '上网电费付款', 'Payouts', '结算单付款后登记。', 'Record what was paid out.'],
    [
      '/office/parameters/changes',
      '放行参数修改',
      'Release changes',
      '违约金、交费期限等修改由您或主任放行。',
      'Late fees and days to pay are released by you or the manager.',
    ],
    [
      '/office/bringing',
      '放行期初余额',
      'Release balances',
      '管理员导入的期初欠费与预存，核对合计后由您放行。',
      'What accounts owed before is released by you, once its totals are right.',
    ],
    ['/office/bills', '查账单', 'Look up a bill', '按户号、账单号查。', 'By account or bill number.'],
  ],
}

export const meteringGuides: Guides<'acquisition' | 'grid' | 'reader'> = {
  acquisition: [
    [
      '/grid/collection',
      '看采集率',
      'Collection',
      '昨天哪些没采到，按终端分组。',
      'What did not come in yesterday, by terminal.',
    ],
    [
      '/grid/exceptions',
      '异常工作台',
      'Exceptions',
      '确认、估算、剔除或派现场。',
      'Accept, estimate, reject or send to site.',
    ],
    [
      '/grid/terminals',
      '终端',
      'Terminals',
      '离线的终端先召测，再开消缺单。',
      'Call silent terminals, then open a repair.',
    ],
    [
      '/office/parameters?department=metering',
      '校验阈值',
      'Thresholds',
      '判异常的界限，可起草修改，主任放行。',
      'Draft a change; the manager releases it.',
    ],
  ],
  grid: [
    [
      '/grid',
      '看全网',
      'The network',
      '负荷、告警、失电台区一屏看完。',
      'Load, alarms and dark districts on one screen.',
    ],
    ['/grid/alarms', '告警', 'Alarms', '确认后写明原因。', 'Acknowledge and say why.'],
    ['/grid/meters', '电能表', 'Meters', '点开看实时电压电流和相量图。', 'Live values and the phasors.'],
    [
      '/grid/security',
      '登录与安全',
      'Your log-in',
      '本岗位须用动态口令，同时只有一个会话。',
      'Your role needs a code, and has one session.',
    ],
  ],
  reader: [
    [
      '/grid/field',
      '现场补抄',
      'Readings on site',
      '派给您的表，抄示数、拍照。',
      'Read and photograph the meters given to you.',
    ],
    ['/grid/reading', '抄表计划', 'Plans', '本月例日和还差哪些。', 'Days of this month and what is missing.'],
    [
      '/grid/security',
      '登录与安全',
      'Your log-in',
      '改密码，看谁在用您的账号。',
      'Change the password, see who uses your log-in.',
    ],
  ],
}

export const fieldGuides: Guides<'surveyor' | 'installer' | 'inspector' | 'district-manager'> = {
  surveyor: [
    [
      '/field',
      '带走今天的任务',
      'Take work along',
      '出门前下载，没信号也能填，回来自动上传。',
      'Download before you leave; it works without a network.',
    ],
    [
      '/office/applications',
      '看申请',
      'Applications',
      '勘查前先看客户要多大容量。',
      'See what is asked for before you go.',
    ],
    [
      '/office/security',
      '登录与安全',
      'Your log-in',
      '改密码，看谁在用您的账号。',
      'Change the password, see who uses your log-in.',
    ],
  ],
  installer: [
    ['/field', '带走今天的任务', 'Take work along', '装表、换表任务下载到手机。', 'Meters to put up, on your phone.'],
    [
      '/field/exchanges',
      '我的换表单',
      'My exchanges',
      '拍旧表示数、扫新表、拍封印。',
      'Old register, new meter, seals.',
    ],
    [
      '/office/security',
      '登录与安全',
      'Your log-in',
      '改密码，看谁在用您的账号。',
      'Change the password, see who uses your log-in.',
    ],
  ],
  inspector: [
    [
      '/office/applications',
      '竣工检验',
      'Inspections',
      '设计审查、中间检查、竣工检验在申请里办。',
      'Design, mid-term and final inspection.',
    ],
    ['/office/charges', '追补单', 'Charges', '查实的违约、窃电在这里起草追补。', 'Draft what a breach or theft costs.'],
    ['/office/audit', '稽查工单', 'Audit orders', '超容量等派给您的要写结论。', 'Say what you found.'],
    ['/field', '现场任务', 'Tasks on site', '带着任务去现场。', 'Take tasks along.'],
  ],
  'district-manager': [
    ['/office/applications', '本片的申请', 'Applications', '您片区的办电进度。', 'How far those of your area are.'],
    [
      '/office/application-reminders',
      '到期提醒',
      'Ending soon',
      '临时用电、暂停到期前上门。',
      'Visit before they end.',
    ],
    ['/office/audit', '稽查工单', 'Audit orders', '零度户等派给您的要核实。', 'Look at accounts without use.'],
    ['/grid/registers', '估抄审批', 'Registers', '没抄到的示数怎么补。', 'How a missing register is made good.'],
  ],
}
