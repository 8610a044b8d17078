import { defineWords } from './words.ts'

export const kitWords = defineWords('kit', {
  product: ['电户', 'Dianhu'],
  loading: ['正在读取…', 'Loading…'],
  retry: ['重试', 'Try again'],
  more: ['加载更多', 'Show more'],
  'more.of': ['加载更多（已显示 {{shown}} / {{total}}）', 'Show more ({{shown}} of {{total}} shown)'],
  export: ['存为表格', 'Save as a sheet'],
  'export.failed': ['没有全部取到，请重试。', 'Not all of it came; please try again.'],
  search: ['搜索', 'Search'],
  'search.key': ['按 / 键搜索', 'Press / to search'],
  refreshing: ['正在更新…', 'Updating…'],
  language: ['English', '中文'],
  'language.label': ['切换到英文', 'Switch to Chinese'],
  'actor.system': ['系统', 'System'],
  notConnected: ['未接入', 'Not connected'],
  'error.title': ['没有完成', 'That did not work'],
  'error.code': ['代码 {{code}}', 'Code {{code}}'],
  'error.OFFLINE': [
    '无法连接服务器。请检查网络后重试，已填写的内容不会丢失。',
    'The server cannot be reached. Check the network and try again; what you entered is kept.',
  ],
  'error.WRONG_LOG_IN': [
    '用户名或密码不正确，或因连续失败过多暂不能登录。请核对后稍后再试。',
    'The user name or password is wrong, or too many tries failed. Check both and try again later.',
  ],
  'error.NOT_LOGGED_IN': ['登录已失效，请重新登录。', 'Your session has ended. Please log in again.'],
  'error.NOT_ALLOWED': [
    '您的岗位没有此权限。如需办理，请联系管理员。',
    'Your role may not do this. Ask an administrator if you need it.',
  ],
  'error.NOT_FOUND': [
    '没有找到。它可能已被移走，或不在您的管辖范围内。',
    'Not found. It may have moved, or lie outside your area.',
  ],
  'error.TOO_MANY_REQUESTS': ['操作过于频繁，请稍等一分钟再试。', 'Too many attempts. Wait a minute and try again.'],
  'error.INVALID_INPUT': ['有些内容需要更正，请看下面的说明。', 'Some entries need correcting; see below.'],
  'error.FOREIGN_ORIGIN': [
    '请求来自其他网站，已被拒绝。请从本系统页面操作。',
    'The request came from another site and was refused. Use the pages of this system.',
  ],
  'error.IDEMPOTENCY_KEY_REUSED': [
    '这次提交与之前的重复，请刷新页面后再提交。',
    'This was submitted before with other contents. Reload the page and submit again.',
  ],
  'error.REQUEST_IN_PROGRESS': [
    '上一次提交还在处理，请稍候。',
    'Your previous submission is still being processed. Please wait.',
  ],
  'error.INTERNAL': [
    '服务器出错了，问题已记录。请稍后重试。',
    'The server failed and the fault was recorded. Please try again later.',
  ],
  'error.SCREEN_FAULT': ['页面出错了，请刷新页面后重试。', 'This page failed. Reload it and try again.'],
  'live.on': ['实时', 'Live'],
  'live.off': ['实时连接中断，正在重连', 'Live updates interrupted, reconnecting'],
  'page.missing': ['没有这个页面', 'There is no such page'],
  'page.missing.next': ['请检查网址，或回到首页。', 'Check the address or go to the start page.'],
  'page.home': ['回到首页', 'Go to the start page'],
  'sketch.clear': ['重画', 'Clear'],
  'chart.loading': ['正在绘制曲线…', 'Drawing the curve…'],
})
