// Alarms of terminals, lines and control (Q/GDW 1376.1 ERC1 to 7, 16, 21, 23, 31, 32, 36, 39, 41, 45, 51).
import { kindOf } from './kind.ts'

const byHand = { clears: 'by-acknowledgement' } as const
const info = { severity: 'info', ...byHand } as const

export const terminalKinds = {
  'terminal-offline': kindOf({
    ...{ severity: 'critical', family: 'communication' },
    zh: [
      '终端离线',
      '主站与终端断开连接',
      '通信卡停用、信号差、终端停电或故障',
      '看同区域终端；单台先远程重启，仍不上线派采集运维',
    ],
    en: [
      'Terminal off line',
      'The connection to a terminal is lost',
      'Its card, the signal, its supply, or itself',
      'See those near it; alone restart it, then send a technician',
    ],
  }),
  'meter-stale': kindOf({
    ...{ severity: 'warning', family: 'communication' },
    zh: [
      '表计采集中断',
      '终端在线而这只表长时间没有数据',
      '载波干扰、485 线松动、表故障、档案不符',
      '先补采；连续失败的派采集运维',
    ],
    en: [
      'Meter not heard',
      'The terminal is on line and this meter silent',
      'Noise, a loose line, a faulty meter, a wrong file',
      'Ask again; if it stays silent send a technician',
    ],
  }),
  'meter-read-failed': kindOf({
    ...{ severity: 'warning', family: 'communication', erc: [31] },
    zh: ['终端抄表失败', '终端连续抄不到某只表', '485 断线、表地址或规约错误', '核对通信参数后补采'],
    en: [
      'Terminal cannot read',
      'A terminal fails to read a meter again and again',
      'A broken line, a wrong address or protocol',
      'Check the settings and ask again',
    ],
  }),
  'reread-failed': kindOf({
    ...{ severity: 'info', family: 'communication', erc: [39] },
    zh: ['补抄失败', '终端补抄历史数据没有成功', '电能表没有存储该时段', '由现场抄读或估算补足'],
    en: [
      'Re-reading failed',
      'A terminal could not fill what was missed',
      'The meter kept nothing of that time',
      'Read it on site or estimate it',
    ],
  }),
  'traffic-high': kindOf({
    ...{ severity: 'info', family: 'communication', erc: [32] },
    zh: ['通信流量超门限', '终端本月流量超过门限', '反复补采、主动上报过多', '检查任务配置'],
    en: [
      'Traffic above limit',
      'A terminal used more of the network than it may',
      'Re-reading, too many reports',
      'Check what it is asked for',
    ],
  }),
  'terminal-restarted': kindOf({
    ...{ ...info, family: 'terminal', erc: [1] },
    zh: ['终端初始化或版本变更', '终端初始化，或软件版本改变', '升级、复位', '核对参数是否完整'],
    en: [
      'Terminal initialised',
      'A terminal was initialised or runs another version',
      'An upgrade or reset',
      'Check that its settings are whole',
    ],
  }),
  'parameters-lost': kindOf({
    ...{ severity: 'warning', family: 'terminal', erc: [2], ...byHand },
    zh: ['终端参数丢失', '终端的参数丢失', '掉电、存储故障', '重新下发参数'],
    en: ['Settings lost', 'A terminal lost its settings', 'A power cut, its memory', 'Tell it its settings again'],
  }),
  'parameters-changed': kindOf({
    ...{ ...info, family: 'terminal', erc: [3] },
    zh: ['终端参数变更', '终端参数被改变', '主站下发或现场设置', '与下发记录核对'],
    en: [
      'Settings changed',
      'The settings of a terminal changed',
      'By the master or on site',
      'Compare with what was sent',
    ],
  }),
  'input-changed': kindOf({
    ...{ ...info, family: 'terminal', erc: [4] },
    zh: ['状态量变位', '终端的开关量输入改变', '开关动作、门禁', '与现场情况核对'],
    en: ['Input changed', 'An input of a terminal changed', 'A switch or a door', 'Compare with what is on site'],
  }),
  'analog-high': kindOf({
    ...{ severity: 'info', family: 'terminal', erc: [16] },
    zh: ['直流模拟量越限', '终端的模拟量输入越限', '温度、压力等传感值越限', '核对传感器'],
    en: [
      'Analogue input off',
      'An analogue input of a terminal is beyond its limits',
      'What its sensor measures',
      'Check the sensor',
    ],
  }),
  'terminal-fault': kindOf({
    ...{ severity: 'critical', family: 'terminal', erc: [21] },
    zh: ['终端故障', '终端报告自身故障', '内存、时钟、通信模块或显示故障', '派采集运维更换或维修'],
    en: [
      'Terminal fault',
      'A terminal tells of a fault of its own',
      'Memory, clock, modem or display',
      'Send a technician',
    ],
  }),
  'battery-low': kindOf({
    ...{ severity: 'info', family: 'terminal', erc: [45] },
    zh: ['终端电池失效', '终端电池电压不足', '电池老化', '更换电池，否则停电时不能上报'],
    en: [
      'Battery failed',
      'The battery of a terminal is low',
      'Its age',
      'Exchange it, or it tells nothing in an outage',
    ],
  }),
  'clock-set': kindOf({
    ...{ ...info, family: 'terminal', erc: [41] },
    zh: ['对时', '终端或电能表被对时', '主站对时', '无须处理'],
    en: ['Clock set', 'A clock was set', 'By the master', 'Nothing'],
  }),
  'relay-opened': kindOf({
    ...{ ...info, family: 'control' },
    zh: ['拉闸', '电能表内置开关断开', '远程停电、欠费停电、过流保护', '与停电指令核对'],
    en: [
      'Relay opened',
      'The switch in a meter opened',
      'A remote cut, arrears, protection',
      'Compare with the commands',
    ],
  }),
  'relay-closed': kindOf({
    ...{ ...info, family: 'control' },
    zh: ['合闸', '电能表内置开关闭合', '远程复电、客户按键合闸', '与复电指令核对'],
    en: [
      'Relay closed',
      'The switch in a meter closed',
      'A restoration, the button of the customer',
      'Compare with the commands',
    ],
  }),
  'remote-trip': kindOf({
    ...{ ...info, family: 'control', erc: [5] },
    zh: ['遥控跳闸', '终端按遥控命令跳闸', '主站命令', '与指令核对'],
    en: [
      'Tripped by command',
      'A terminal tripped as it was told',
      'A command of the master',
      'Compare with the commands',
    ],
  }),
  'power-control-trip': kindOf({
    ...{ severity: 'warning', family: 'control', erc: [6], ...byHand },
    zh: ['功控跳闸', '负荷超过功控定值，终端跳闸', '有序用电期间超限', '通知客户压降负荷后恢复'],
    en: [
      'Tripped by power control',
      'Load was above what was set and the terminal tripped',
      'Too much load while it is limited',
      'Tell the customer to reduce, then restore',
    ],
  }),
  'energy-control-trip': kindOf({
    ...{ severity: 'warning', family: 'control', erc: [7], ...byHand },
    zh: ['电控跳闸', '月电量或购电量用完，终端跳闸', '购电用尽', '提醒客户购电后恢复'],
    en: [
      'Tripped by energy control',
      'The energy of the month or of the purchase is used up',
      'Nothing was purchased',
      'Remind the customer, then restore',
    ],
  }),
  'energy-control-warning': kindOf({
    ...{ severity: 'info', family: 'control', erc: [23, 51], ...byHand },
    zh: ['电控告警', '剩余电量低于告警门限', '购电将用尽', '提醒客户购电'],
    en: ['Energy runs out', 'What is left is below the warning', 'A purchase is nearly used up', 'Remind the customer'],
  }),
  'output-changed': kindOf({
    ...{ ...info, family: 'control', erc: [36] },
    zh: ['控制输出回路变位', '控制输出回路的开关状态改变', '跳闸、检修，或回路被断开', '没有对应指令的到现场核实'],
    en: [
      'Control output changed',
      'The circuit of a control output changed',
      'A trip, work, or somebody opened it',
      'Without a command look at it on site',
    ],
  }),
}
