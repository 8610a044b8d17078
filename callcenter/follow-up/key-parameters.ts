import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'
import { change, days, times } from './parameters.ts'

const dated = { basis: 'basis', confirmed: 'confirmed', hasEnd: true } as const

/** Rating by keys after a call: whether, how often and how long it is asked, which key means what, and in which words. */
export const keySets: ParameterSet[] = [
  figureSet({
    name: 'key-rating-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '按键评价', en: 'Rating by keys' },
    about: {
      zh: '坐席结束通话后是否请客户按键评价、播报几次、等待多久；同一客户多少天内不重复。有效标记为辱骂骚扰、无声的，举报和投诉举报队列的，回访免打扰期内的，都不请评价。',
      en: 'Whether a caller is asked to rate when the agent ends the call, how often it is said, how long a key is waited for, and after how many days he is asked again. Not asked are marked callers (abusive, silent), reports and the queue of complaints, and who is left alone by the rules of follow-ups.',
    },
    table: 'key_rating_rule',
    change,
    rules: {
      asked: {
        ...{ zh: '是否请客户按键评价（1 请，0 不请）', en: 'Callers are asked (1) or not (0)' },
        ...{ unit: { zh: '', en: '' }, least: 0, most: 1 },
      },
      times: { zh: '最多播报', en: 'Said at most', unit: times, least: 1, most: 3 },
      seconds: { zh: '等待按键', en: 'A key is waited for', unit: { zh: '秒', en: 'seconds' }, least: 3, most: 20 },
      'again-days': {
        zh: '同一客户不重复请评价',
        en: 'A caller is asked again after',
        unit: days,
        least: 0,
        most: 365,
      },
    },
  }),
  {
    name: 'key-rating-key',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '按键与分值', en: 'Keys and scores' },
    about: {
      zh: '客户按哪个键算几分（1 很不满意，5 非常满意）；改按键时，播报内容也要一并修改。',
      en: 'Which key means which score (1 very dissatisfied, 5 very satisfied); who changes it changes the words as well.',
    },
    tables: ['key_rating_key'],
    change: { how: 'two', ...change },
    rows: {
      table: 'key_rating_key',
      keys: [
        {
          ...{ name: 'key', title: { zh: '按键', en: 'Key' }, type: 'code' },
          words: Object.fromEntries([...'0123456789'].map((key) => [key, { zh: key, en: key }])),
        },
      ],
      values: [{ name: 'score', title: { zh: '分值', en: 'Score' }, type: 'integer', least: 1, most: 5 }],
      ...dated,
      mayAdd: true,
      mayEnd: true,
    },
  },
  {
    name: 'key-rating-words',
    department: 'callcenter',
    kind: 'text',
    title: { zh: '按键评价播报内容', en: 'What is said when a call is rated' },
    about: {
      zh: '请客户按键评价时播报什么；英语来电播报英文。',
      en: 'What a caller hears when he is asked to rate; who called for English hears English.',
    },
    tables: ['key_rating_words'],
    change: { how: 'two', ...change },
    rows: {
      table: 'key_rating_words',
      keys: [
        {
          ...{ name: 'part', title: { zh: '部分', en: 'Part' }, type: 'code' },
          words: {
            question: { zh: '请评价', en: 'The question' },
            again: { zh: '再次播报前', en: 'Before it is said again' },
            thanks: { zh: '致谢', en: 'The thanks' },
          },
        },
      ],
      values: [
        { name: 'text_zh', title: { zh: '中文', en: 'In Chinese' }, type: 'text' },
        { name: 'text_en', title: { zh: '英文', en: 'In English' }, type: 'text' },
      ],
      ...dated,
    },
  },
]
