import { defineWords } from '../../app/web/kit/words.ts'

export const parkedWords = defineWords('parked', {
  groups: ['按原因', 'By reason'],
  'group.accounts': ['{{count}} 户', '{{count}} accounts'],
  'group.months': ['{{count}} 户次', '{{count}} account months'],
  'group.owner': ['由{{owner}}处理', 'For {{owner}}'],
  'group.since': ['最早 {{at}}', 'Oldest {{at}}'],
  'group.at': ['停在“{{stage}}”', 'Stopped at {{stage}}'],
  'group.rerun': ['整组重算', 'Run the group again'],
  'group.ask': ['重算这 {{count}} 户？', 'Run these {{count}} accounts again?'],
  'group.ask.text': [
    '{{month}}，{{reason}}。原因还在的户仍为待处理，其余照常审核、发行。',
    '{{month}}, {{reason}}. Accounts whose cause is still there stay parked; the others are checked and issued.',
  ],
  'group.done': [
    '已重算 {{accounts}} 户：发行 {{issued}}，待审核 {{held}}，仍待处理 {{parked}}',
    '{{accounts}} accounts run again: {{issued}} issued, {{held}} held, {{parked}} still parked',
  ],
  stage: ['环节', 'Stage'],
  missing: ['所缺：{{fact}}', 'Missing: {{fact}}'],
  sheets: ['缺 {{months}} 的结算单（{{retailer}}）', 'Sheet of {{months}} is missing ({{retailer}})'],
  sentBack: ['退回说明：{{note}}', 'Sent back: {{note}}'],
  fault: ['故障：{{fault}}', 'Fault: {{fault}}'],
  'fact.baseCharge': ['基本电费计收方式（容量或需量）', 'the base-charge option (capacity or demand)'],
  'fact.contractDemand': ['合同最大需量', 'the contract demand'],
  'fact.transformers': ['受电变压器', 'the transformers'],
  'fact.powerFactorStandard': ['功率因数标准', 'the power-factor standard'],
})
