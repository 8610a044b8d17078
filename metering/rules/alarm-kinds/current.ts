// Alarms of balance, order, current and quality (DL/T 645-2007 records 03 07 to 03 0F; Q/GDW 1376.1 ERC9, 11, 15, 17, 18, 25, 26, 34).
import { kindOf } from './kind.ts'

export const currentKinds = {
  'voltage-unbalance': kindOf({
    ...{ severity: 'info', family: 'voltage', erc: [17] },
    zh: ['电压不平衡', '三相电压相差超过门限', '三相负荷不均、中性线接触不良、缺相', '先查中性线，再看三相负荷分配'],
    en: [
      'Voltage unbalance',
      'The voltages of the phases differ by more than the limit',
      'Uneven load, a bad neutral, a missing phase',
      'Check the neutral first, then how load is spread',
    ],
  }),
  'current-unbalance': kindOf({
    ...{ severity: 'info', family: 'current', erc: [17] },
    zh: [
      '电流不平衡',
      '三相电流相差超过门限',
      '单相负荷集中在一相、某相失流',
      '看三相曲线：一相为零的按失流查，其余调整负荷',
    ],
    en: [
      'Current unbalance',
      'The currents of the phases differ by more than the limit',
      'Single-phase load on one phase, a current lost',
      'See the curves: a phase at zero is a current lost, else move load',
    ],
  }),
  'voltage-sequence': kindOf({
    ...{ severity: 'warning', family: 'voltage', erc: [11] },
    zh: ['电压逆相序', '三相电压相序与规定相反', '检修或换表后接线接反', '停电核对接线；影响无功计量的重新核算'],
    en: [
      'Voltages in wrong order',
      'The voltages follow each other the wrong way round',
      'Crossed leads after work or an exchange',
      'Check the wiring; reactive energy may have to be settled again',
    ],
  }),
  'current-sequence': kindOf({
    ...{ severity: 'warning', family: 'current', erc: [11] },
    zh: ['电流逆相序', '三相电流相序与规定相反', '电流回路接线错位', '核对电流回路与电压是否同相'],
    en: [
      'Currents in wrong order',
      'The currents follow each other the wrong way round',
      'Current leads on the wrong phase',
      'Check that each current belongs to its voltage',
    ],
  }),
  'current-loss': kindOf({
    ...{ severity: 'critical', family: 'current', erc: [9] },
    zh: [
      '失流',
      '某相有电压，别的相有电流，该相没有电流',
      '电流互感器二次短路或开路、被分流',
      '到现场查电流回路与封印；有动过痕迹的转用电检查',
    ],
    en: [
      'Current loss',
      'A phase has voltage and no current while others have',
      'A shorted or open current transformer, a bypass',
      'Inspect the circuit and seals; where it was touched, hand it to inspection',
    ],
  }),
  'current-break': kindOf({
    ...{ severity: 'info', family: 'current' },
    zh: [
      '断流',
      '有电压，各相都没有电流',
      '用户停用、开关断开，也可能电流回路断开',
      '与用电历史对照：突然长期为零的到现场核实',
    ],
    en: [
      'Current broken off',
      'There is voltage and no current at all',
      'Nobody uses anything, an open switch, or an open current circuit',
      'Compare with its history; a sudden lasting zero is to be looked at',
    ],
  }),
  'reverse-flow': kindOf({
    ...{ severity: 'warning', family: 'current', erc: [9] },
    zh: [
      '潮流反向',
      '有功功率方向与计量方向相反',
      '电流互感器极性接反，或有未登记的电源向电网送电',
      '有光伏的核对并网手续，没有的查接线极性',
    ],
    en: [
      'Reverse flow',
      'Active power flows against the direction that is metered',
      'A current transformer the wrong way round, or a source nobody registered',
      'With PV check that it is registered, without it the polarity',
    ],
  }),
  overcurrent: kindOf({
    ...{ severity: 'warning', family: 'current', erc: [25] },
    zh: ['过流', '电流超过电能表或互感器的额定值', '负荷超出报装容量、短路故障', '核对合同容量；长期超容的通知增容'],
    en: [
      'Overcurrent',
      'A current is above the rating of the meter or transformer',
      'More load than applied for, a short circuit',
      'Check the contract capacity; who stays above it applies for more',
    ],
  }),
  overload: kindOf({
    ...{ severity: 'warning', family: 'current', erc: [26] },
    zh: [
      '过载',
      '功率（视在功率）超过门限',
      '用电超过合同容量、变压器过载',
      '核对合同容量与变压器负载率；超容按违约用电的规定核实',
    ],
    en: [
      'Overload',
      'Power is above the limit',
      'More use than the contract allows, an overloaded transformer',
      'Check the contract capacity and the load of the transformer',
    ],
  }),
  'ct-fault': kindOf({
    ...{ severity: 'critical', family: 'current', erc: [9, 34] },
    zh: [
      '电流互感器异常',
      '电流互感器二次侧短路、开路或分流',
      '回路松动、被短接',
      '到现场检查二次回路，按规定追补电量',
    ],
    en: [
      'Current transformer fault',
      'The secondary of a current transformer is shorted, open or bypassed',
      'A loose circuit, or somebody bridged it',
      'Inspect the secondary circuit; energy is added by the rules',
    ],
  }),
  'power-factor-low': kindOf({
    ...{ severity: 'info', family: 'quality' },
    zh: [
      '功率因数偏低',
      '有负荷时功率因数低于门限',
      '补偿装置未投入或故障，电动机轻载',
      '提醒客户检查无功补偿；力调电费按月电量计算，不以此为准',
    ],
    en: [
      'Low power factor',
      'The power factor is below the limit while there is load',
      'Compensation off or faulty, motors at light load',
      'Have the customer look at the compensation; the bill goes by the month’s energy, not by this',
    ],
  }),
  'harmonics-high': kindOf({
    ...{ severity: 'warning', family: 'quality', erc: [15] },
    zh: [
      '谐波越限',
      '谐波电压或谐波电流超过 GB/T 14549 限值',
      '变频器、整流、电弧炉等非线性负荷',
      '看各次谐波与背景值，确认是本户发出的再要求治理',
    ],
    en: [
      'Harmonics above limit',
      'Harmonic voltage or current is above GB/T 14549',
      'Converters, rectifiers, arc furnaces',
      'See the orders and the background; who causes them has to filter',
    ],
  }),
  'capacitor-locked': kindOf({
    ...{ severity: 'info', family: 'quality', erc: [18] },
    zh: ['电容器投切自锁', '补偿电容器不再按指令投切', '装置故障、谐波过大', '检查补偿装置，功率因数会受影响'],
    en: [
      'Capacitors locked',
      'Capacitors are no longer switched as told',
      'A fault of the device, harmonics',
      'Inspect the device; the power factor will suffer',
    ],
  }),
}
