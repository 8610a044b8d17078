import type { Term } from './glossary.ts'

/** Words of who leads the 95598 desk and judges its calls. */
export const wordsOfLeads: readonly Term[] = [
  [
    'shift, hand-over',
    '班次, 交接班',
    '下班前把没办完的事逐项交给下一班，办结为止。',
    'What is open goes from lead to lead item by item, until it is done.',
  ],
  [
    'forecast of calls',
    '话务预测',
    '按过去同类日子估计每半小时来多少电话。',
    'How many calls each half hour will bring, from days like it.',
  ],
  [
    'roster, exchange of shifts',
    '排班, 换班',
    '谁哪天上哪个班；两人互换，班长批准。',
    'Who works which shift; two who exchange, with their lead’s word.',
  ],
  ['adherence', '在岗率', '排了班的时间里有多少在岗。', 'How much of what was planned an agent was at work.'],
  [
    'recording, quality sheet, fatal item',
    '录音, 质检单, 一票否决',
    '抽中的通话按项目评分；触发一票否决得零分。',
    'A drawn call is judged item by item; a fatal item that is missed leaves nothing.',
  ],
  [
    'draw, appeal',
    '抽检, 申诉',
    '按规则抽通话来评；坐席不服可申诉。',
    'Which calls are judged; an agent who does not agree.',
  ],
  [
    'follow-up, satisfaction',
    '抽样回访, 满意度',
    '办结后抽样问客户打几分（1–5）；低分会另开工单，由别人处理。',
    'Customers are asked for 1 to 5 after what is closed; a low score opens an order for somebody else.',
  ],
  [
    'rating by keys',
    '按键评价',
    '坐席结束通话后请客户按键打分；不按就挂断，不再问第二种方式。',
    'Whose call an agent ends is asked for a score by a key; who presses none is let go, and asked no other way.',
  ],
  [
    'profile of a customer',
    '客户画像',
    '价值、年限、欠费、渠道等，各有依据；仅内部参考。',
    'Value, years, arrears and channel, each with its reason; for the staff alone.',
  ],
  [
    'service matter, standard reply',
    '重要服务事项, 标准答复口径',
    '单位提前报备、上级审核的事项；有效期内提示坐席，并给出统一的答复。',
    'What a unit reports beforehand and the unit above accepts; agents see it while it is in force, with what to say.',
  ],
  [
    'reason, often',
    '诉求, 频繁诉求',
    '客户来反映什么；同一户同一件事反复反映即为频繁。',
    'What customers bring to the desk; often is one matter again and again by one account.',
  ],
]
