import { defineWords } from '../../../app/web/kit/words.ts'

export const stormWords = defineWords('storm', {
  title: ['大面积停电', 'Large outages'],
  none: [
    '没有正在播报的大面积停电。启动后，区域内来电先听到播报并可一键登记，其他来电听到短菜单。',
    'None is declared. Once one is, callers of its area hear it and record by one key that they are out too; others hear a short menu.',
  ],
  declare: ['启动播报', 'Declare one'],
  'declare.lead': [
    '启动后立即生效，无需复核；启动与结束都留痕。',
    'It counts at once and needs no second person; it is on the audit record.',
  ],
  declared: ['已启动，来电将听到播报', 'Callers hear it from now on'],
  area: ['区域', 'Area'],
  textZh: ['普通话播报内容', 'Announcement in Chinese'],
  textEn: ['英语播报内容', 'Announcement in English'],
  'text.short': ['至少写四个字', 'At least four characters'],
  endsAt: ['播报到', 'Until'],
  required: ['必填', 'Required'],
  since: ['{{from}} 至 {{to}}，由 {{who}} 启动', '{{from}} to {{to}}, by {{who}}'],
  counts: [
    '已播报 {{heard}} 次，登记也停电 {{recorded}} 户',
    'Heard {{heard}} times; {{recorded}} accounts said they are out too',
  ],
  end: ['结束播报', 'End it'],
  'end.sure': ['结束后，新来电听到平时的导航。确定结束吗？', 'New callers then hear the usual menu. End it?'],
  ended: ['已结束', 'Ended'],
  cancel: ['取消', 'Cancel'],
})
