import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'

const days = { zh: '天', en: 'days' }

/** How knowledge is looked after. */
export const knowledgeSets: ParameterSet[] = [
  figureSet({
    name: 'knowledge-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '知识库维护', en: 'Care of the knowledge base' },
    about: {
      zh: '复审提醒、知识缺口的办结期限与归并、使用次数的统计天数。',
      en: 'Reminders of review, when gaps are due and which are one, and the days over which use is counted.',
    },
    table: 'knowledge_rule',
    change: { drafts: ['lead', 'quality', 'manager'], releases: ['manager'] },
    rules: {
      'review-ahead-days': { zh: '复审提前提醒', en: 'A review is told of ahead by', unit: days, least: 0, most: 90 },
      'review-months': {
        zh: '默认复审间隔',
        en: 'An article is looked through every',
        unit: { zh: '个月', en: 'months' },
        least: 1,
        most: 60,
      },
      'task-working-days': {
        zh: '知识缺口办结期限',
        en: 'A gap is due after',
        unit: { zh: '个工作日', en: 'working days' },
        least: 1,
        most: 60,
      },
      'alike-percent': {
        zh: '提问归并的用词相同度',
        en: 'Questions are one from a share of common words of',
        unit: { zh: '%', en: '%' },
        least: 10,
        most: 100,
      },
      'popular-days': { zh: '使用次数统计', en: 'Use is counted over', unit: days, least: 1, most: 730 },
    },
  }),
]
