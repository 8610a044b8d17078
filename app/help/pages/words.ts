import { defineWords } from '../../web/kit/words.ts'

export const helpWords = defineWords('help', {
  help: ['帮助', 'Help'],
  'menu.guide': ['使用指南', 'Guide'],
  'menu.glossary': ['名词解释（Alt+W）', 'What words mean (Alt+W)'],
  'menu.card': ['打印岗位卡', 'Print a card'],
  'new.title': ['第一次来？', 'New here?'],
  'new.text': [
    '花一分钟看看您的岗位每天用到哪几个地方。',
    'Take a minute to see what your role uses each day, and where.',
  ],
  'new.text.customer': ['花一分钟看看这里能办什么。', 'Take a minute to see what you can do here.'],
  'new.open': ['看一看', 'Show me'],
  'new.close': ['不用了', 'No, thanks'],
  'guide.title': ['使用指南', 'Guide'],
  'guide.lead': ['以后可在右上角“帮助”里再打开。', 'Open it again under Help, above.'],
  'guide.done': ['知道了', 'Got it'],
  'glossary.title': ['名词解释', 'What words mean'],
  'glossary.search': ['搜中文或英文', 'Search in either language'],
  'glossary.none': ['没有这个词。', 'There is no such word.'],
  'card.title': ['岗位卡', 'Card of your role'],
  'card.lead': [
    '一页 A4，贴在工位上：每天做什么、在哪里做、找谁。',
    'One page A4 for your desk: what, where, and whom to call.',
  ],
  'card.print': ['打印', 'Print'],
  'card.daily': ['每天做什么', 'Each day'],
  'card.call': ['找谁', 'Whom to call'],
  'card.keys': ['常用键', 'Keys'],
  'card.keys.search': ['/ 键：到搜索框', '/ goes to the search'],
  'card.keys.words': ['Alt+W：名词解释', 'Alt+W: what words mean'],
  'card.keys.log': ['离开工位请退出登录；密码不外借。', 'Log out when you leave; lend nobody your password.'],
})
