// Alarms of supply and voltage (DL/T 645-2007 appendix A.4, records 03 01 to 03 06, 03 11; Q/GDW 1376.1 ERC10, 14, 24).
import { kindOf } from './kind.ts'

const critical = { severity: 'critical' } as const
const warning = { severity: 'warning' } as const
const info = { severity: 'info' } as const

export const voltageKinds = {
  'power-off': kindOf({
    ...{ ...critical, family: 'supply', erc: [14] },
    zh: [
      '停电',
      '电能表或终端报告失去供电',
      '线路或台区停电、户内开关断开、表前保险熔断',
      '先看同台区、同馈线是否一起停电；单户停电派抢修核实',
    ],
    en: [
      'Power off',
      'The meter or terminal told that its supply is gone',
      'An outage of the line or district, an open switch, a blown fuse',
      'See whether its district and feeder are off too; of a single point send a crew',
    ],
  }),
  'all-voltage-loss': kindOf({
    ...{ ...critical, family: 'supply' },
    zh: [
      '全失压',
      '三相都没有电压，但仍有电流',
      '电压互感器一次熔断、二次回路断开',
      '到现场查电压回路，按失压期间追补电量',
    ],
    en: [
      'All phases without voltage',
      'No phase has voltage, and yet current flows',
      'A blown fuse of the voltage transformer, an open secondary circuit',
      'Inspect the voltage circuit; energy is added for the time of it',
    ],
  }),
  'voltage-loss': kindOf({
    ...{ ...critical, family: 'voltage', erc: [10] },
    zh: [
      '失压',
      '某相电压低于门限而该相有电流',
      '电压线松脱、熔断器熔断、接线被动过',
      '到现场查该相电压回路与封印，核对失压期间的电量',
    ],
    en: [
      'Voltage loss',
      'A phase has current and hardly any voltage',
      'A loose voltage lead, a blown fuse, wiring that was touched',
      'Inspect the circuit of the phase and the seals; check the energy of that time',
    ],
  }),
  'phase-loss': kindOf({
    ...{ ...critical, family: 'voltage', erc: [10] },
    zh: [
      '断相',
      '某相电压、电流都低于门限',
      '缺相供电、线路断线、熔断器熔断',
      '与同台区其他户对照：一起缺相的报抢修，单户的查进线',
    ],
    en: [
      'Phase loss',
      'A phase has neither voltage nor current',
      'A missing phase, a broken line, a blown fuse',
      'Compare with its district: together it is an outage, alone inspect its service line',
    ],
  }),
  'auxiliary-power-loss': kindOf({
    ...{ ...info, family: 'supply' },
    zh: ['辅助电源失电', '电能表的辅助电源没有电', '辅助电源线断开或电源故障', '下次到现场时检查辅助电源'],
    en: [
      'Auxiliary power lost',
      'The auxiliary supply of the meter is gone',
      'Its lead or its source failed',
      'Look at it on the next visit',
    ],
  }),
  'voltage-high': kindOf({
    ...{ ...warning, family: 'voltage' },
    zh: [
      '电压越上限',
      '实测电压高于供电电压偏差上限',
      '变压器分接档位偏高、轻载、光伏倒送、中性线断开',
      '看同台区是否普遍偏高：普遍的调档或查光伏，三相一高两低的先查中性线',
    ],
    en: [
      'Voltage above limit',
      'A measured voltage is above what the supply may be',
      'A tap set too high, light load, PV feeding in, a broken neutral',
      'See whether the district is high as a whole; one phase high and two low point to the neutral',
    ],
  }),
  'voltage-low': kindOf({
    ...{ ...warning, family: 'voltage' },
    zh: [
      '电压越下限',
      '实测电压低于供电电压偏差下限',
      '供电半径过长、导线细、负荷过重、三相不平衡、分接档位偏低',
      '看高峰时段与同台区末端用户；列入低电压治理，客户来电时按此答复',
    ],
    en: [
      'Voltage below limit',
      'A measured voltage is below what the supply may be',
      'A long or thin line, heavy load, unbalance, a tap set too low',
      'Look at the peak hours and the end of the district; enter it for improvement',
    ],
  }),
  'voltage-very-high': kindOf({
    ...{ ...critical, family: 'voltage' },
    zh: [
      '电压越上上限',
      '实测电压远高于供电电压偏差上限，可能损坏电器',
      '中性线断开、相线误接、变压器分接档位错误',
      '立即派抢修查中性线，提醒客户断开贵重电器',
    ],
    en: [
      'Voltage far above limit',
      'A measured voltage is so far above what the supply may be that it breaks appliances',
      'A broken neutral, a phase in its place, a wrong tap',
      'Send a crew to the neutral at once and warn the customer',
    ],
  }),
  'voltage-very-low': kindOf({
    ...{ ...critical, family: 'voltage' },
    zh: [
      '电压越下下限',
      '实测电压远低于供电电压偏差下限，电器不能正常使用',
      '接头烧坏、中性线断开、严重过载',
      '与同台区其他户对照，单户的查进线接头，多户的报抢修',
    ],
    en: [
      'Voltage far below limit',
      'A measured voltage is so far below what the supply may be that appliances fail',
      'A burnt joint, a broken neutral, a heavy overload',
      'Compare with its district: alone inspect its service line, together send a crew',
    ],
  }),
  'voltage-high-recorded': kindOf({
    ...{ ...info, family: 'voltage', erc: [24], clears: 'by-acknowledgement' },
    zh: ['过压', '电能表或终端自己记录了过压', '同“电压越上限”', '与采集的电压曲线对照'],
    en: [
      'Overvoltage',
      'The meter or terminal recorded an overvoltage itself',
      'As of a voltage above its limit',
      'Compare with the curve of voltages',
    ],
  }),
  'voltage-low-recorded': kindOf({
    ...{ ...info, family: 'voltage', erc: [24], clears: 'by-acknowledgement' },
    zh: ['欠压', '电能表或终端自己记录了欠压', '同“电压越下限”', '与采集的电压曲线对照'],
    en: [
      'Undervoltage',
      'The meter or terminal recorded an undervoltage itself',
      'As of a voltage below its limit',
      'Compare with the curve of voltages',
    ],
  }),
}
