import { defineWords } from '../../../app/web/kit/words.ts'

export const applicationWords = defineWords('deskApplications', {
  open: ['办理业务', 'Open an application'],
  'open.new': ['办理新装', 'New supply'],
  'key.open': ['Alt+Y', 'Alt+Y'],
  back: ['回到通话', 'Back to the call'],
  title: ['办理业务', 'Open an application'],
  none: ['没有正在进行的联系', 'No contact in hand'],
  'none.next': ['请从工作台的通话里点“办理业务”。', 'Open it from a call on the desk.'],
  'talk.on': ['联系 {{no}} 进行中', 'Contact {{no}} is going on'],
  'talk.ended': [
    '通话已结束，写完小结前仍可提交',
    'The line has ended: it may be handed in until the contact is written up',
  ],
  'talk.over': [
    '这次联系已结束，不能再提交。请回电客户后再办。',
    'The contact is over: nothing can be handed in. Ring the customer back.',
  ],
  'talk.account': ['户号 {{no}}', 'account {{no}}'],
  'talk.noAccount': ['没有关联户号，只能办理新装。', 'No account is chosen: only a new supply can be asked for.'],
  'talk.needs': [
    '办理本户的变更需核验到“{{level}}”；现在只能办理新装。请回到通话核验身份。',
    'A change of this account takes the level “{{level}}”; now only a new supply can be asked for. Go back and check who speaks.',
  ],
  papers: [
    '坐席没有见过原件：资料由客户在网上上传，或带到营业厅核对后才受理。请逐项告诉客户。',
    'You have seen no original: the customer uploads the papers or brings them before it is accepted. Tell him which.',
  ],
  others: ['电话里不办理：{{kinds}}。', 'Not by telephone: {{kinds}}.'],
  'others.and': ['、', ', '],
  'made.title': ['申请已提交', 'Handed in'],
  'made.no': ['{{title}} {{no}}', '{{title}} {{no}}'],
  'made.next': [
    '请告诉客户申请编号，以及要上传或带来的资料。已记入这次联系，回到通话后可一键写进小结。',
    'Tell the customer the number and the papers to bring or upload. It stands with this contact; its summary takes it with one press.',
  ],
  'made.another': ['再办一项', 'Another one'],
  given: ['本次提交的申请', 'Handed in now'],
  'given.write': ['写入小结', 'Put in the summary'],
  'given.text': ['已代客户提交{{title}}申请 {{no}}。', 'Handed in for the customer: {{title}} {{no}}.'],
  'error.KIND_NOT_AT_DESK': [
    '坐席不受理此项业务，请客户在网上或到营业厅办理。',
    'The desk does not take this: online or at the counter.',
  ],
})
