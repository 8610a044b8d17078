import { defineWords } from '../../../app/web/kit/words.ts'

export const presenceWords = defineWords('presence', {
  title: ['同事正在查看', 'Also open at'],
  'is.talking': ['正在通话办理', 'talking about it now'],
  'is.writing': ['正在补记', 'writing it down'],
  'is.looking': ['正在查看', 'looking at it'],
  since: ['{{at}} 起', 'since {{at}}'],
  via: ['{{channel}} · {{no}}', '{{channel}} · {{no}}'],
  more: ['另有 {{count}} 人', '{{count}} more'],
  talking: [
    '另有同事正与来电人办理这一户，先与同事确认，避免重复登记。',
    'A colleague is talking about this account now: ask before you record it a second time.',
  ],
  unsure: ['暂时无法得知是否有同事在查看这份档案。', 'Who else has this file open cannot be told at the moment.'],
})
