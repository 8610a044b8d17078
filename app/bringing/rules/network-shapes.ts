// Decides what sheets of organisations, the supply network, terminals and reading sections hold.
import type { Column, Shape, Values } from './shape.ts'

const name: Column = { key: 'name', title: '名称', is: 'text', isNeeded: true, most: 100, hint: '不能重复' }
const unit: Column = {
  key: 'organisation',
  title: '供电单位',
  is: 'text',
  isNeeded: true,
  most: 100,
  among: 'organisation',
  hint: '单位名称,或编码路径,如 33.3302.',
}
const district: Column = {
  key: 'district',
  title: '台区',
  is: 'text',
  isNeeded: true,
  most: 100,
  among: 'district',
  hint: '台区名称,须已导入',
}
const kv = {
  key: 'voltageKv',
  title: '电压',
  is: 'number',
  isNeeded: true,
  least: 0.1,
  most: 1000,
  decimals: 2,
} as const

export const organisations: Shape = {
  kind: 'organisations',
  title: '供电单位',
  key: 'path',
  columns: [
    {
      key: 'path',
      title: '编码路径',
      is: 'code',
      isNeeded: true,
      pattern: /^([A-Z0-9]+\.)+$/,
      should: '应为大写字母与数字,每级以点结尾,如 33.3302.',
      hint: '由上到下,每级以点结尾,上级写在前面的行',
    },
    {
      key: 'kind',
      title: '级别',
      is: 'word',
      isNeeded: true,
      words: { 省: 'province', 市: 'city', 县: 'county', 供电所: 'station' },
      hint: '省、市、县、供电所',
    },
    { ...name, mayChange: true },
    {
      key: 'area',
      title: '地区',
      is: 'word',
      words: { 城市: 'city', 农村: 'rural', 边远: 'remote' },
      otherwise: 'city',
      mayChange: true,
      hint: '城市、农村、边远;不填为城市。抢修到达时限按此计',
    },
  ],
  unique: [['path']],
  also: ({ path }, { scope }) =>
    String(path).startsWith(scope)
      ? []
      : [{ key: 'path', message: '不在您的管辖范围内', advice: '请由上级单位导入,或更正编码路径' }],
}

export const substations: Shape = {
  kind: 'substations',
  title: '变电站',
  key: 'name',
  columns: [name, { ...kv, mayChange: true, hint: '千伏' }, unit],
  unique: [['name']],
}

export const feeders: Shape = {
  kind: 'feeders',
  title: '馈线',
  key: 'name',
  columns: [
    name,
    { ...kv, mayChange: true, hint: '千伏' },
    {
      key: 'substation',
      title: '变电站',
      is: 'text',
      isNeeded: true,
      most: 100,
      among: 'substation',
      hint: '变电站名称,须已导入',
    },
    { key: 'bar', title: '母线段', is: 'text', most: 40, mayChange: true, hint: '重要用户的两路电源不应同段' },
  ],
  unique: [['name']],
}

export const districts: Shape = {
  kind: 'districts',
  title: '台区',
  key: 'name',
  columns: [
    name,
    {
      key: 'kind',
      title: '类型',
      is: 'word',
      isNeeded: true,
      words: { 公变: 'public', 专变: 'dedicated' },
      hint: '公变、专变',
    },
    {
      key: 'capacityKva',
      title: '容量',
      is: 'number',
      isNeeded: true,
      least: 1,
      most: 1_000_000,
      decimals: 3,
      mayChange: true,
      isSummed: '容量 kVA',
      hint: '千伏安',
    },
    { key: 'feeder', title: '馈线', is: 'text', isNeeded: true, most: 100, among: 'feeder', hint: '馈线名称,须已导入' },
    unit,
  ],
  unique: [['name']],
}

const protocols = {
  MQTT: 'mqtt',
  'Modbus TCP': 'modbus-tcp',
  'Modbus RTU 透传': 'modbus-rtu-tcp',
  'DL/T 645 透传': 'dlt645-tcp',
}

export const terminals: Shape = {
  kind: 'terminals',
  title: '采集终端',
  key: 'assetNo',
  columns: [
    { key: 'assetNo', title: '资产编号', is: 'code', isNeeded: true, most: 100, hint: '不能重复;单元格设为文本' },
    {
      key: 'protocol',
      title: '协议',
      is: 'word',
      isNeeded: true,
      words: protocols,
      hint: Object.keys(protocols).join('、'),
    },
    { key: 'host', title: '地址', is: 'text', most: 100, mayChange: true, hint: 'MQTT 终端不填' },
    {
      key: 'port',
      title: '端口',
      is: 'number',
      least: 1,
      most: 65_535,
      decimals: 0,
      mayChange: true,
      hint: 'MQTT 终端不填',
    },
    district,
  ],
  unique: [['assetNo'], ['host', 'port']],
  also: ({ protocol, host, port }: Values) => {
    if (protocol === null) return []
    const isCalled = protocol !== 'mqtt'
    return [
      ...(isCalled === (host !== null) ? [] : [{ key: 'host', ...told(isCalled, '地址') }]),
      ...(isCalled === (port !== null) ? [] : [{ key: 'port', ...told(isCalled, '端口') }]),
    ]
  },
}

function told(isCalled: boolean, what: string): { message: string; advice: string } {
  return isCalled
    ? { message: `这一协议须填写${what}`, advice: `请填写${what},或更正协议` }
    : { message: `MQTT 终端没有${what}`, advice: '请清空这一格,或更正协议' }
}

export const sections: Shape = {
  kind: 'sections',
  title: '抄表段',
  key: 'sectionNo',
  columns: [
    { key: 'sectionNo', title: '抄表段编号', is: 'code', isNeeded: true, most: 40, hint: '不能重复' },
    unit,
    { key: 'manager', title: '台区经理', is: 'text', isNeeded: true, most: 100, mayChange: true, hint: '姓名' },
    {
      key: 'readingDay',
      title: '抄表例日',
      is: 'number',
      isNeeded: true,
      least: 1,
      most: 31,
      decimals: 0,
      mayChange: true,
      hint: '1 至 31',
    },
    {
      key: 'months',
      title: '抄表周期',
      is: 'word',
      words: { 每月: 'monthly', 双月: 'even', 单月: 'odd' },
      otherwise: 'monthly',
      mayChange: true,
      hint: '每月、双月、单月;不填为每月',
    },
  ],
  unique: [['sectionNo']],
}
