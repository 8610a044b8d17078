import { defineWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'

type RoleWords = { [Name in keyof typeof roleNames as `role.${Name}`]: (typeof roleNames)[Name] }
const roleWords = Object.fromEntries(
  Object.entries(roleNames).map(([role, name]) => [`role.${role}`, name]),
) as unknown as RoleWords

export const peopleWords = defineWords('people', {
  ...roleWords,
  'role.public': ['所有人', 'Everybody'],
  'tag.session': ['登录', 'Log-in'],
  'tag.live': ['实时更新', 'Live updates'],
  'tag.system': ['系统', 'System'],
  'tag.customers': ['客户档案', 'Customer file'],
  'tag.intake': ['业扩报装', 'Intake'],
  'tag.metering': ['采集与计量', 'Metering'],
  'tag.billing': ['电费', 'Billing'],
  'tag.callcenter': ['95598', 'Call centre'],
  'tag.notices': ['通知', 'Notices'],
  'tag.citizens': ['客户自助登录', 'Citizens'],
  'tag.people': ['人员与组织', 'People'],
  'permissions.title': ['权限一览', 'Permissions'],
  'permissions.lead': [
    '每一项功能谁可以用、凭哪个岗位。由程序的功能表直接生成，与实际生效的一致。',
    'Who may use each function, and by which role. Read from the routes themselves, so it is what holds.',
  ],
  'permissions.search': ['搜索功能', 'Search functions'],
  'permissions.department': ['部门', 'Department'],
  'permissions.all': ['全部部门（{{count}}）', 'All departments ({{count}})'],
  'permissions.of': ['{{name}}（{{count}}）', '{{name}} ({{count}})'],
  'permissions.role': ['岗位', 'Role'],
  'permissions.user': ['用户名', 'User name'],
  'permissions.function': ['功能', 'Function'],
  'permissions.may': ['可用岗位', 'Open to'],
  'permissions.why': ['凭', 'By'],
  'permissions.who': ['谁可以', 'Who may'],
  'permissions.count': ['共 {{count}} 项功能', '{{count}} functions'],
  'permissions.userIs': ['{{name}}（{{unit}}）', '{{name}} ({{unit}})'],
  'permissions.none': ['没有符合条件的功能', 'No function matches'],
  'permissions.none.next': ['换一个词，或清除筛选条件。', 'Try another word, or clear the filters.'],
  'permissions.nobody': ['本单位没有人有此项权限', 'Nobody of this unit may'],
  'permissions.close': ['收起', 'Close'],
  'permissions.clear': ['清除筛选', 'Clear'],
  'grant.own': ['{{role}}', '{{role}}'],
  'grant.lent': ['{{role}}（受 {{name}} 委托至 {{day}}）', '{{role}} (for {{name}} through {{day}})'],
  'col.unit': ['单位', 'Unit'],
  'col.name': ['姓名', 'Name'],
})
