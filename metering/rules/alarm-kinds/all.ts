// The one catalogue of alarms: what each is called, what it means, what it comes of and what to do (terms of DL/T 645-2007, Q/GDW 1376.1).
import { currentKinds } from './current.ts'
import { groupedKinds } from './groups.ts'
import type { AlarmKind } from './kind.ts'
import { measurementKinds } from './measurement.ts'
import { terminalKinds } from './terminals.ts'
import { voltageKinds } from './voltage.ts'

export const alarmKinds: Readonly<Record<string, AlarmKind>> = {
  ...voltageKinds,
  ...currentKinds,
  ...measurementKinds,
  ...terminalKinds,
  ...groupedKinds,
}

/** What meters and terminals tell of and no document at hand explains has the name that they gave it. */
export function describeAlarm(kind: string): AlarmKind {
  return alarmKinds[kind] ?? unknownKind(kind)
}

function unknownKind(kind: string): AlarmKind {
  return {
    ...{ severity: 'info', family: 'terminal', clears: 'by-acknowledgement' },
    title: { zh: `表计事件 ${kind}`, en: `Meter event ${kind}` },
    meaning: { zh: '目录中没有的事件', en: 'An event that the catalogue does not know' },
    cause: { zh: '厂家自定义或新版规约的事件', en: 'One of the maker’s own, or of a newer edition' },
    act: { zh: '查阅设备说明书', en: 'See the manual of the device' },
  }
}

/** An event in words, beginnings and ends told apart. */
export function describeEvent(code: string): { zh: string; en: string } {
  if (code === 'power-on') return { zh: '上电', en: 'Power back' }
  const end = code.endsWith('-end')
  const { zh, en } = describeAlarm(end ? code.slice(0, -'-end'.length) : code).title
  return end ? { zh: `${zh}结束`, en: `${en}: ended` } : { zh, en }
}
