// Alarms of what is measured, and of who touched it (Q/GDW 1376.1 ERC8, 12, 13, 19, 20, 22, 27 to 30, 33, 35, 37, 38, 40, 42).
import { kindOf } from './kind.ts'

const byHand = { clears: 'by-acknowledgement' } as const

export const measurementKinds = {
  'register-reset': kindOf({
    ...{ severity: 'critical', family: 'measurement', ...byHand },
    zh: [
      '示数突变',
      '示数没有接着上一个值走',
      '换表未建档、电能表复位、通信错误',
      '先核对是否换表；确认后由核算人员处理期间电量',
    ],
    en: [
      'Register did not count on',
      'A register does not follow from its last value',
      'An exchange nobody filed, a reset, a fault of communication',
      'See whether the meter was exchanged; then the energy between is decided',
    ],
  }),
  'register-fell': kindOf({
    ...{ severity: 'critical', family: 'measurement', erc: [27], ...byHand },
    zh: ['示度下降', '示数变小，并从新值接着走', '电能表故障、被清零或更换', '按换表或故障核实，期间电量退补'],
    en: [
      'Register fell',
      'A register went down and counts on from there',
      'A faulty meter, one that was cleared or exchanged',
      'Check for an exchange or fault; the energy is settled',
    ],
  }),
  'energy-excess': kindOf({
    ...{ severity: 'warning', family: 'measurement', erc: [28] },
    zh: [
      '电能量超差',
      '示数增量与功率曲线算出的电量相差过大',
      '电能表超差、倍率错误、漏接一相',
      '比对曲线与示数，申请现场校验',
    ],
    en: [
      'Energy off',
      'What the register counted differs from what the power says',
      'An inexact meter, a wrong ratio, a phase left out',
      'Compare curve and register; have the meter checked on site',
    ],
  }),
  runaway: kindOf({
    ...{ severity: 'critical', family: 'measurement', erc: [29] },
    zh: ['电能表飞走', '示数增长远大于可能的用电量', '电能表故障、通信错码', '确认不是错码后换表，多计电量退还'],
    en: [
      'Meter runaway',
      'A register counts far more than can be used',
      'A faulty meter, a garbled value',
      'If it is no garble, exchange the meter and give back the excess',
    ],
  }),
  'meter-stopped': kindOf({
    ...{ severity: 'critical', family: 'measurement', erc: [30] },
    zh: [
      '电能表停走',
      '有负荷而示数不走',
      '电能表故障、失压失流、绕越计量',
      '到现场查接线与封印；故障换表，有动过痕迹的转用电检查',
    ],
    en: [
      'Meter stopped',
      'There is load and the register stands',
      'A faulty meter, lost voltage or current, a bypass',
      'Inspect wiring and seals; exchange it, or hand it to inspection',
    ],
  }),
  'energy-difference': kindOf({
    ...{ severity: 'warning', family: 'measurement', erc: [22] },
    zh: ['有功总电量差动越限', '主副表或对比组的电量相差超过门限', '其中一表超差或接线错误', '两表分别现场校验'],
    en: [
      'Energies differ',
      'A meter and the one that is compared with it differ by more than the limit',
      'One is inexact or wired wrongly',
      'Have both checked on site',
    ],
  }),
  'clock-drift': kindOf({
    ...{ severity: 'warning', family: 'measurement', erc: [12, 42] },
    zh: ['电能表时钟超差', '电能表时钟与标准时间相差超过门限', '电池不足、时钟晶振偏差', '远程校时；反复超差的换表'],
    en: [
      'Meter clock drift',
      'The clock of a meter is off by more than the limit',
      'An old battery, a drifting crystal',
      'Set it remotely; one that drifts again is exchanged',
    ],
  }),
  'meter-fault': kindOf({
    ...{ severity: 'critical', family: 'measurement', erc: [13] },
    zh: ['电能表故障', '电能表报告自身故障', '电池欠压、存储或编程错误', '派单换表'],
    en: ['Meter fault', 'A meter tells of a fault of its own', 'Its battery, memory or settings', 'Have it exchanged'],
  }),
  'meter-status': kindOf({
    ...{ severity: 'info', family: 'measurement', erc: [33], ...byHand },
    zh: ['电能表运行状态字变位', '电能表的运行状态改变', '多伴随其他事件', '看同一时刻的其他事件'],
    en: [
      'Meter status changed',
      'The status word of a meter changed',
      'It mostly comes with another event',
      'See what else happened at that time',
    ],
  }),
  'unknown-meter': kindOf({
    ...{ severity: 'warning', family: 'measurement', erc: [35], ...byHand },
    zh: ['发现未知电表', '终端搜到档案中没有的电能表', '新装未建档、换表未更新、串台区', '核对户变关系与换表记录'],
    en: [
      'Unknown meter',
      'A terminal found a meter that it does not know',
      'One not filed yet, an exchange, another district',
      'Check the attachment and recent exchanges',
    ],
  }),
  'purchase-set': kindOf({
    ...{ severity: 'info', family: 'measurement', erc: [19], ...byHand },
    zh: ['购电参数设置', '终端的购电参数被设置', '购电下发', '与购电记录核对'],
    en: ['Purchase set', 'What was purchased was told to the terminal', 'A purchase', 'Compare with the purchases'],
  }),
  programmed: kindOf({
    ...{ severity: 'warning', family: 'tampering', erc: [8], ...byHand },
    zh: ['编程', '电能表参数被改写', '检定、时段调整，或未授权的编程', '与计划工作核对，没有对应工作的查明是谁'],
    en: [
      'Settings changed',
      'Settings of a meter were written',
      'Verification, other hours, or nobody authorised it',
      'Compare with planned work; what has none is looked into',
    ],
  }),
  'meter-cleared': kindOf({
    ...{ severity: 'critical', family: 'tampering', ...byHand },
    zh: ['电表清零', '电能表示数被清零', '装表前清零，或未授权操作', '在运电能表清零按重大异常核实'],
    en: [
      'Meter cleared',
      'The registers of a meter were cleared',
      'Before it was put up, or nobody authorised it',
      'On a meter in use this is grave: look into it',
    ],
  }),
  'demand-cleared': kindOf({
    ...{ severity: 'info', family: 'tampering', ...byHand },
    zh: ['需量清零', '最大需量被清零', '结算日清零或人工操作', '不在结算日的核对原因'],
    en: [
      'Demand cleared',
      'The greatest demand was cleared',
      'The day of settlement, or by hand',
      'Off that day find out why',
    ],
  }),
  'events-cleared': kindOf({
    ...{ severity: 'warning', family: 'tampering', ...byHand },
    zh: ['事件清零', '电能表事件记录被清除', '检修或未授权操作', '与计划工作核对'],
    en: [
      'Events cleared',
      'The records of a meter were cleared',
      'Work, or nobody authorised it',
      'Compare with planned work',
    ],
  }),
  'cover-open': kindOf({
    ...{ severity: 'critical', family: 'tampering', erc: [37], ...byHand },
    zh: ['开表盖', '电能表表盖被打开', '检修，或有人动表', '与计划工作核对；没有的转用电检查，看开盖后电量是否下降'],
    en: [
      'Meter cover opened',
      'The cover of a meter was opened',
      'Work, or somebody touched it',
      'Without planned work hand it to inspection; see whether use fell after it',
    ],
  }),
  'terminal-cover-open': kindOf({
    ...{ severity: 'critical', family: 'tampering', erc: [38], ...byHand },
    zh: ['开端钮盖', '电能表端钮盖被打开', '检修，或有人动接线', '与计划工作核对；没有的转用电检查'],
    en: [
      'Terminal cover opened',
      'The cover of the terminals was opened',
      'Work, or somebody touched the wiring',
      'Without planned work hand it to inspection',
    ],
  }),
  'magnetic-field': kindOf({
    ...{ severity: 'critical', family: 'tampering', erc: [40] },
    zh: ['恒定磁场干扰', '电能表检测到强磁场', '有人用磁铁干扰计量', '到现场取证，转用电检查'],
    en: [
      'Magnetic field',
      'A meter feels a strong field',
      'Somebody holds a magnet to it',
      'Secure the evidence on site; hand it to inspection',
    ],
  }),
  'password-wrong': kindOf({
    ...{ severity: 'warning', family: 'tampering', erc: [20], ...byHand },
    zh: ['密码错误', '有人用错误的密码访问终端', '参数配置错误，或未授权访问', '核对主站参数，排除后查来源'],
    en: [
      'Wrong password',
      'Somebody asked a terminal with a wrong password',
      'A wrong setting, or nobody authorised it',
      'Check the settings first, then find out who',
    ],
  }),
}
