import { defineWords } from '../../app/web/kit/words.ts'

/** What is said of one alarm, beyond its line. */
export const alarmWords = defineWords('alarm', {
  'about.meaning': ['说明', 'What it means'],
  'about.cause': ['可能原因', 'Likely cause'],
  'about.act': ['处理建议', 'What to do'],
  'about.erc': ['终端事件', 'Event record'],
  'life.title': ['经过', 'What happened'],
  'life.occurred': ['发生', 'Began'],
  'life.repeated': ['重复上报 {{count}} 次，最近一次', 'Told again {{count}} times, last at'],
  'life.acknowledged': ['{{name}} 确认', 'Acknowledged by {{name}}'],
  'life.cleared': ['已恢复', 'Recovered'],
  'life.ended': ['{{name}} 人工解除', 'Ended by {{name}}'],
  repeats: ['重复 {{count}} 次', '{{count}} more'],
  end: ['人工解除', 'End by hand'],
  'end.title': ['人工解除“{{alarm}}”？', 'End “{{alarm}}” by hand?'],
  'end.lead': [
    '只用于恢复记录不会再来的告警，例如现场已经处理。条件仍在的，下次上报会再次告警。',
    'Only where no record of its recovery will come, as after work on site. What still holds is raised again when it is told again.',
  ],
  'end.reason': ['原因', 'Why'],
  'end.required': ['请写明原因', 'Say why'],
  'end.done': ['告警已解除', 'Ended'],
  cancel: ['取消', 'Cancel'],
  'error.ALREADY_CLEARED': ['这条告警已经解除。', 'This alarm is over already.'],
})
