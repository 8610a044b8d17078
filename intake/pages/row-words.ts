import { defineWords } from '../../app/web/kit/words.ts'

/** Words of one application in a list: all that a customer's first page says of it. */
export const rowPairs = {
  'status.open': ['办理中', 'In progress'],
  'status.archived': ['已归档', 'Completed'],
  'status.refused': ['不予受理', 'Refused'],
  'status.withdrawn': ['已撤回', 'Withdrawn'],
  'clock.in-time': ['时限内', 'In time'],
  'clock.due-soon': ['即将到期', 'Due soon'],
  'clock.overdue': ['已超期', 'Overdue'],
  'clock.met': ['按时完成', 'Met'],
  'clock.missed': ['超时完成', 'Missed'],
  'clock.standing': ['暂停计时', 'Standing still'],
  'clock.ended': ['未办完即终止', 'Ended before'],
  'clock.limit': ['{{days}} 个工作日，应于 {{due}} 前完成', '{{days}} working days, due {{due}}'],
  'clock.limit.standing': ['{{days}} 个工作日，恢复计时后另定', '{{days}} working days, due when it runs again'],
  'clock.left': ['剩 {{days}} 个工作日', '{{days}} working day(s) left'],
  'clock.today': ['今日到期', 'Due today'],
  'clock.over': ['超期 {{days}} 个工作日', '{{days}} working day(s) over'],
  'role.intake': ['业务受理员', 'Intake clerk'],
  'role.surveyor': ['勘查员', 'Surveyor'],
  'role.installer': ['装表接电员', 'Installer'],
  'role.inspector': ['用电检查员', 'Inspector'],
  'role.manager': ['主任', 'Manager'],
  'role.cashier': ['收费员', 'Cashier'],
  'role.acquisition': ['采集运维员', 'Metering technician'],
  'role.customer': ['客户', 'Customer'],
  'case.holder': ['当前由{{role}}办理', 'Now with the {{role}}'],
} as const satisfies Record<string, readonly [zh: string, en: string]>

export const rowWords = defineWords('intake-row', rowPairs)
