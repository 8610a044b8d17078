import { defineWords } from '../kit/words.ts'

/** What the pages of the desk are called in its menu. */
export const deskShellWords = defineWords('desk-shell', {
  'nav.call': ['来电受理', 'Calls'],
  'nav.orders': ['在途工单', 'Open orders'],
  'nav.handIns': ['热线转办', 'Hotlines'],
  'nav.reasons': ['诉求分析', 'Reasons'],
  'nav.promises': ['约定回电', 'Promised calls'],
  'nav.followUps': ['回访', 'Follow-ups'],
  'nav.myShifts': ['我的班次', 'My shifts'],
  'nav.quality': ['质检', 'Quality'],
  'nav.myQuality': ['我的质检', 'My quality'],
  'nav.shifts': ['班务', 'Shifts'],
  'nav.notices': ['通知', 'Notices'],
  'nav.matters': ['重要服务事项', 'Service matters'],
  'nav.board': ['现场监控', 'Wallboard'],
  'nav.knowledge': ['知识库', 'Knowledge'],
  'nav.menu': ['语音导航', 'Voice menu'],
})
