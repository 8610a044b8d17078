/**
 * Decides what callers hear while a large outage is declared (storm mode, 大面积停电): those of its area what is known, and one key that
 * records that they are out too; the others a short menu. From both the company's own menu is one key away, and begins by itself for who
 * presses nothing: it leads to a person (house rule).
 */
import type { Flow, MenuNode, Spoken } from './menu.ts'

/** No step of a company can have a name with this sign. */
const ASK = '@storm'
const RECORD = '@storm-record'
const THANKS = '@storm-thanks'
const DANGER = '@storm-danger'

/** The flow with the storm before it. `announcement` for who is in its area; null for the others. */
export function putStormBefore(flow: Flow, announcement: Spoken | null): Flow {
  const keys = { '2': DANGER, '0': flow.start }
  const ask: MenuNode = announcement
    ? {
        ...{ title: '大面积停电播报', kind: 'choose', otherwise: flow.start },
        text: {
          zh: `${announcement.zh}您家也停电请按 1 登记，不必等候人工；有人身危险或线路落地请按 2；其他事项请按 0。`,
          en: `${announcement.en} If you are without power too press 1, there is no need to wait; if anybody is in danger press 2; for anything else 0.`,
        },
        keys: { '1': RECORD, ...keys },
      }
    : {
        ...{ title: '大面积停电短菜单', kind: 'choose', otherwise: flow.start },
        text: {
          zh: '目前部分区域大面积停电，来电较多。有人身危险或线路落地请按 2；其他事项请按 0。',
          en: 'There is a large outage in some areas. If anybody is in danger press 2; for anything else 0.',
        },
        keys,
      }
  const thanks: Spoken = { zh: '感谢您的来电，再见。', en: 'Thank you for calling. Goodbye.' }
  const danger: Spoken = { zh: '正在为您优先转接报修坐席。', en: 'Connecting you to the fault desk.' }
  return {
    ...flow,
    start: ASK,
    nodes: {
      ...flow.nodes,
      [ASK]: ask,
      ...(announcement && {
        [RECORD]: { title: '登记也停电', kind: 'record-outage', next: THANKS, otherwise: DANGER },
        [THANKS]: { title: '结束', kind: 'end', text: thanks },
      }),
      [DANGER]: { title: '转报修坐席', kind: 'queue', text: danger, skill: 'fault' },
    },
  }
}
