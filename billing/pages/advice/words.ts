import { defineWords } from '../../../app/web/kit/words.ts'

export const adviceWords = defineWords('advice', {
  title: ['用电建议', 'Advice'],
  offer: [
    '按近十二个月的账单测算：换一种基本电费方式、换分时电价、装设电容各能省多少。',
    'From the bills of twelve months: what another basis, time of use or capacitors would save.',
  ],
  ask: ['测算', 'Work it out'],
  waiting: ['正在按近十二个月的账单逐月重新计费，请稍候。', 'Rating the bills of twelve months again; a moment.'],
  lead: [
    '按本户 {{from}} 至 {{to}} 的 {{bills}} 张账单测算。',
    'From this account’s {{bills}} bills of {{from}} to {{to}}.',
  ],
  none: ['账单还不够，满一个月后再来看。', 'Too few bills yet: look again after a month.'],
  nothing: ['目前的计费方式已经合适。', 'The present way of charging suits the account.'],
  'basis.title': ['基本电费计费方式', 'Basis of the base charge'],
  'basis.current': ['现行方式', 'As it is'],
  'basis.capacity': ['按容量', 'By capacity'],
  'basis.actual-demand': ['按实际最大需量', 'By actual demand'],
  'basis.contract-demand': ['按合同最大需量 {{kw}} kW', 'By a contract demand of {{kw}} kW'],
  'basis.saving': [
    '改为“{{name}}”，这 {{months}} 个月可少付 {{yuan}}。',
    '“{{name}}” would have cost {{yuan}} less over these {{months}} months.',
  ],
  'basis.best': ['现行方式最省。', 'It is the cheapest already.'],
  'tou.title': ['是否选择分时电价', 'Time of use or not'],
  'tou.saving': [
    '改为“{{name}}”，{{months}} 个月可少付 {{yuan}}。',
    '“{{name}}” would have cost {{yuan}} less over {{months}} months.',
  ],
  'tou.dearer': [
    '改为“{{name}}”，{{months}} 个月要多付 {{yuan}}。',
    '“{{name}}” would have cost {{yuan}} more over {{months}} months.',
  ],
  'tou.untold': [
    '电能表没有分时示数，负荷曲线也不完整，无法测算。',
    'The meter has no period registers and its load curve has gaps: it cannot be told.',
  ],
  'capacitor.title': ['无功补偿', 'Reactive compensation'],
  'capacitor.saving': [
    '装设约 {{kvar}} kvar 电容，功率因数可到 {{target}}，一年约省 {{yuan}}，约 {{months}} 个月收回 {{cost}}。',
    'About {{kvar}} kvar of capacitors bring the power factor to {{target}}, save about {{yuan}} a year and pay back {{cost}} in {{months}} months.',
  ],
  'capacitor.none': ['功率因数已达标，不需要补偿。', 'The power factor is good: nothing to add.'],
  'capacitor.assumed': ['按每千乏 {{price}} 元估算，以报价为准。', 'At {{price}} yuan a kvar; a quotation will tell.'],
})
