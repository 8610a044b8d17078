import type { Term } from './glossary.ts'

/** Of prices, bills and payments. */
export const wordsOfCharging: readonly Term[] = [
  [
    'sharp, peak, flat, valley, deep valley',
    '尖, 峰, 平, 谷, 深谷',
    '一天里电价不同的时段，由贵到便宜。',
    'Hours of the day by price, dearest first.',
  ],
  ['tier', '阶梯', '居民用得越多单价越高，按年累计分档。', 'Households pay more for each kWh beyond a yearly amount.'],
  [
    'bill, bill month, bill run',
    '账单, 电费年月, 核算发行',
    '一户一月的电费；它所属的月份；成批算费并发出。',
    'What an account owes for a month; that month; making bills in bulk.',
  ],
  [
    'held, false alarm, sent back',
    '待审核, 误报, 退回',
    '算出来但被审核规则拦下；没问题就放行；有问题退回重算。',
    'Stopped by a check; issued all the same; or rated anew.',
  ],
  [
    'reversal, re-issue',
    '冲减单, 另发账单',
    '发错的账单全额冲减，再发一张正确的。',
    'A wrong bill is taken back whole and issued anew.',
  ],
  ['parked', '待处理', '暂时算不了或办不了，写明原因，能重试。', 'Cannot be handled yet; has a reason and a re-run.'],
  [
    'price book, price version',
    '电价目录, 电价版本',
    '全部电价的目录；同一个电价从某天起的一套数。',
    'All prices; the figures of one from a day on.',
  ],
  [
    'draft, review, publish, supersede, withdraw',
    '起草, 复核, 发布, 取代, 撤回',
    '一个电价版本从写到生效的几步。',
    'The life of a price version.',
  ],
  ['official', '公布电价', '政府公布的价格；否则是演示用的数。', 'Published by an authority; else it serves the demo.'],
  [
    'energy, line loss, transmission and distribution, system operation',
    '电度电价, 上网环节线损, 输配电价, 系统运行费',
    '工商业电价的几个组成部分。',
    'Parts of a commercial price.',
  ],
  ['surcharge, fund', '政府性基金及附加', '随电费代收、上交财政的钱。', 'Collected with the bill for the state.'],
  [
    'capacity price, demand price',
    '容量电价, 需量电价',
    '两部制电价里按变压器容量或最大需量收的部分。',
    'The base part of a two-part price, by capacity or by demand.',
  ],
  [
    'agency price, landed price',
    '代理购电价格, 到户电价',
    '电网替客户买电的价；加上各项后客户实际付的单价。',
    'What the company buys at for the customer; what he pays in all.',
  ],
  [
    'timetable, coefficient, floated',
    '分时时段, 浮动系数, 浮动',
    '哪几个小时是峰谷；在基准价上乘多少；乘的结果。',
    'Which hours are peak; by what the price is multiplied; the outcome.',
  ],
  [
    'timetable lag',
    '时段未调整',
    '电表还按旧时段计数，电量要按曲线拆分。',
    'A meter still counts by an earlier timetable.',
  ],
  ['arrears, reminder', '欠费, 催费', '到期没交的电费；提醒客户交。', 'What is overdue; asking for it.'],
]
