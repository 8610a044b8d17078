import { defineWords } from '../../../app/web/kit/words.ts'

export const menuWords = defineWords('menu', {
  'trail.identity': ['来电时：{{what}}', 'When calling: {{what}}'],
  'identity.none': ['身份未知', 'Unknown caller'],
  'identity.number': ['仅凭来电号码', 'By number only'],
  'identity.number-and-account': ['号码与户号相符', 'Number and account match'],
  'callBack.asked': ['回电：接听即拨出', 'To be called back: answering rings him'],
  'callBack.dialling': ['正在拨出', 'Ringing him'],
  'callBack.reached': ['已拨通', 'Reached'],
  'language.zh': ['普通话', 'Chinese'],
  'language.en': ['英语', 'English'],
  'topic.balance': ['余额', 'balance'],
  'topic.bill': ['最近账单', 'latest bill'],
  'topic.outage': ['停电信息', 'outage'],
  'trail.reported': ['已自助报修', 'Reported a fault'],
  'trail.nothing': ['在语音导航中未按键', 'Pressed nothing in the menu'],
  'trail.noSuch': ['不存在', 'no such account'],
  'trail.told': ['已播报：{{what}}', 'Was told: {{what}}'],
  'entry.matched': ['输入户号 {{account}}', 'Entered account {{account}}'],
  'entry.unmatched': [
    '输入的户号与来电号码不符：{{account}}',
    'Entered an account that is not of this number: {{account}}',
  ],
})
