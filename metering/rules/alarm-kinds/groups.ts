// Alarms that stand for many others at one place of the network; raised by the grouping, told by no device.
import { kindOf } from './kind.ts'

const critical = { severity: 'critical' } as const
const warning = { severity: 'warning' } as const

export const groupedKinds = {
  'district-outage': kindOf({
    ...{ ...critical, family: 'supply' },
    zh: [
      '台区停电',
      '同一台区的多只电能表同时停电',
      '变压器跌落、低压总开关跳闸、变压器故障或检修',
      '与计划停电核对；没有计划的派抢修，先看变压器与低压总开关',
    ],
    en: [
      'District without supply',
      'Many meters of one district lost their supply together',
      'A fuse or the main switch of the transformer, a fault of it, or work',
      'Compare with planned work; without any send a crew to the transformer and its main switch',
    ],
  }),
  'feeder-outage': kindOf({
    ...{ ...critical, family: 'supply' },
    zh: [
      '线路跳闸停电',
      '同一条馈线上的多个台区同时停电',
      '馈线跳闸、分支开关跳闸、线路故障或检修',
      '与调度核实开关状态；没有计划的按配网抢修处理',
    ],
    en: [
      'Feeder tripped',
      'Several districts of one feeder lost their supply together',
      'A trip of the feeder or of a branch, a fault of the line, or work',
      'Ask the control room for the breaker; without planned work it is a repair of the network',
    ],
  }),
  'substation-outage': kindOf({
    ...{ ...critical, family: 'supply' },
    zh: [
      '变电站出线停电',
      '同一变电站的多条馈线同时停电',
      '主变或母线跳闸、上级电源失电',
      '立即报调度；按大面积停电预案处理',
    ],
    en: [
      'Substation without supply',
      'Several feeders of one substation lost their supply together',
      'A trip of its transformer or bar, or of the supply above it',
      'Tell the control room at once; follow the plan for large outages',
    ],
  }),
  'district-silent': kindOf({
    ...{ ...warning, family: 'communication' },
    zh: [
      '台区采集中断',
      '终端在线，而台区内多只表同时没有数据',
      '载波干扰、集中器本地通信模块故障、采集任务丢失',
      '先远程重启集中器并补采；不恢复的派采集运维',
    ],
    en: [
      'District not heard',
      'The terminal is on line and many meters behind it fell silent together',
      'Noise on the line, the local module of the concentrator, lost settings',
      'Restart the concentrator and ask again; else send a technician',
    ],
  }),
  'feeder-silent': kindOf({
    ...{ ...warning, family: 'communication' },
    zh: [
      '线路通信中断',
      '同一条馈线上的多个台区同时没有数据，又没有停电上报',
      '运营商网络故障；也可能是终端无法上报的停电',
      '先核实是否停电，再联系运营商',
    ],
    en: [
      'Feeder not heard',
      'Several districts of one feeder fell silent together and none told of lost supply',
      'The network of the operator; or an outage of which no terminal could tell',
      'See first whether there is supply, then call the operator of the network',
    ],
  }),
  'district-phase-loss': kindOf({
    ...{ ...critical, family: 'voltage' },
    zh: [
      '台区缺相',
      '同一台区的多只表同时断相',
      '高压跌落熔断一相、低压断线、低压开关接触不良',
      '派抢修查变压器高低压侧，三相用户先停动力设备',
    ],
    en: [
      'District lacks a phase',
      'Many meters of one district lost a phase together',
      'A blown fuse on the high side, a broken line, a bad contact',
      'Send a crew to both sides of the transformer; customers with motors stop them',
    ],
  }),
  'district-voltage-high': kindOf({
    ...{ ...warning, family: 'voltage' },
    zh: [
      '台区电压普遍偏高',
      '同一台区的多只表同时越上限',
      '分接档位偏高、轻载、光伏倒送',
      '调整分接档位，光伏集中的台区查倒送功率',
    ],
    en: [
      'Voltage of a district high',
      'Many meters of one district are above the limit together',
      'A tap set too high, light load, PV feeding in',
      'Change the tap; where there is much PV look at what it feeds in',
    ],
  }),
  'district-voltage-low': kindOf({
    ...{ ...warning, family: 'voltage' },
    zh: [
      '台区电压普遍偏低',
      '同一台区的多只表同时越下限',
      '重载、分接档位偏低、供电半径过长',
      '看变压器负载率，调整分接档位或列入低电压治理',
    ],
    en: [
      'Voltage of a district low',
      'Many meters of one district are below the limit together',
      'Heavy load, a tap set too low, long lines',
      'Look at the load of the transformer; change the tap or enter it for improvement',
    ],
  }),
}
