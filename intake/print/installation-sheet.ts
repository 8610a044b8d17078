import { type Fact, writeFacts, writeSigns } from '../../db/print/facts.ts'
import { type Sheet, writeHeading, writeText } from '../../db/print/sheet.ts'
import { writeTable } from '../../db/print/table.ts'
import { civilMinute } from '../../db/time.ts'
import { putsUpMeter } from '../rules/kinds/generation.ts'
import { isExchanged } from '../rules/kinds/meter-exchange.ts'
import type { InstalledMeter } from '../sql/contracts.ts'
import type { NewAccountRow } from '../sql/new-accounts.ts'
import type { Opened } from '../standing.ts'
import { writeRowMeters } from './account-rows.ts'
import { applicantFacts, beginSheet, endSheet, told } from './sheets.ts'
import { registerWords } from './words.ts'

const BLANK = '＿＿＿＿'
const ratio = (primary: number, secondary: string) => (primary === 1 ? '直接接入' : `${primary} 倍（${secondary}）`)

/** 装拆工作单: what comes off and what goes on, with registers, transformers, device numbers and seals; blank where it is yet to be done. */
export function writeInstallationSheet(
  opened: Opened,
  meters: InstalledMeter[],
  { names, rows }: { names: Map<number, string>; rows: NewAccountRow[] },
  at: Date,
): Sheet {
  const title = '装拆工作单'
  const { application, flow } = opened
  const sheet = beginSheet(title, opened, at)
  writeFacts(sheet, applicantFacts(application))
  const has = (step: string) => flow.steps.some((rule) => rule.step === step)
  if (has('settlement')) writeRemoved(sheet, opened, meters)
  if (has('meter-exchange')) writeExchanged(sheet, opened, meters)
  if (has('meter-installation') && isPutUp(opened)) writeInstalled(sheet, opened)
  if (has('meters-installation')) writeRowMeters(sheet, rows)
  if (has('sealing')) writeSeals(sheet, opened, names)
  writeSigns(sheet, ['装拆人员', '客户确认', '日期'])
  return endSheet(sheet, title, application)
}

const readOnly: readonly string[] = ['transfer', 'split']

/** A transfer, split or merge reads meters that stay; which come off the kind says. */
function writeRemoved(sheet: Sheet, { application, data: { settlement } }: Opened, meters: InstalledMeter[]): void {
  writeHeading(sheet, readOnly.includes(application.kind) ? '抄录示数的电能表' : '拆除的电能表')
  writeFacts(sheet, workFacts(settlement))
  const read = new Map(settlement?.meters.map(({ pointNo, endRegisters }) => [pointNo, endRegisters]))
  const rows = meters
    .filter(({ pointNo }) => application.kind !== 'merge' || settlement === undefined || read.has(pointNo))
    .flatMap(({ pointNo, assetNo, ct, pt, startRegistersWh }) =>
      inOrder(startRegistersWh ?? {}).map(([role, startWh]) => {
        const endWh = (read.get(pointNo) as Record<string, number> | undefined)?.[role]
        return [
          assetNo,
          registerWords[role] ?? role,
          toKwh(startWh),
          endWh === undefined ? BLANK : toKwh(endWh),
          String(ct * pt),
        ]
      }),
    )
  const right = { align: 'right' as const }
  writeTable(
    sheet,
    [
      { title: '电能表资产号', share: 34 },
      { title: '示数类型', share: 18 },
      { title: '装出示数', share: 18, ...right },
      { title: '止码', share: 18, ...right },
      { title: '综合倍率', share: 12, ...right },
    ],
    rows.map((cells) => ({ cells })),
  )
}

/** A plant with surplus has a meter put up only for all that it generates. */
function isPutUp({ application }: Opened): boolean {
  return application.kind !== 'distributed-pv' || putsUpMeter(application.form)
}

/** One meter comes off, another goes on; nothing where the plan keeps the meter. */
function writeExchanged(sheet: Sheet, { data }: Opened, meters: InstalledMeter[]): void {
  const done = data['meter-exchange']
  if (!isExchanged(data)) return
  const [old] = meters
  writeHeading(sheet, '换装电能表')
  const given = (value: string | number | undefined): string => (value === undefined ? BLANK : String(value))
  writeFacts(sheet, [
    ...workFacts(done),
    ['拆下的电能表', given(done?.oldAssetNo ?? old?.assetNo)],
    ['装出的电能表', given(done?.assetNo)],
    ['电流互感器', done ? ratio(done.ct, '一次/5 A') : given(data.plan?.ct)],
    ['电压互感器', done ? ratio(done.pt, '一次/100 V') : given(data.plan?.pt)],
    ['封印号', done?.seals?.join('、') || BLANK],
  ])
  const shown = (registers: object | undefined, role: string) => {
    const wh = (registers as Record<string, number> | undefined)?.[role]
    return wh === undefined ? BLANK : toKwh(wh)
  }
  const roles = inOrder({ ...old?.startRegistersWh, ...done?.startRegistersWh })
  writeTable(
    sheet,
    [
      { title: '示数类型', share: 40 },
      { title: '旧表止码', share: 30, align: 'right' },
      { title: '新表起码', share: 30, align: 'right' },
    ],
    roles.map(([role]) => ({
      cells: [registerWords[role] ?? role, shown(done?.endRegisters, role), shown(done?.startRegistersWh, role)],
    })),
  )
}

function writeInstalled(sheet: Sheet, { data }: Opened): void {
  const meter = data['meter-installation']
  writeHeading(sheet, '装出的电能表')
  if (!meter) {
    writeFacts(
      sheet,
      ['电能表资产号', '型号', '电流互感器变比', '电压互感器变比', '起码（有功总）', '封印号'].map(
        (label): Fact => [label, BLANK],
      ),
    )
    return
  }
  writeFacts(sheet, [
    ['电能表资产号', meter.assetNo],
    ['型号', meter.profile],
    ['电流', `${meter.ratedCurrentA}（${meter.maximumCurrentA}）A`],
    ['电流互感器', ratio(meter.ct ?? 1, '一次/5 A')],
    ['电压互感器', ratio(meter.pt ?? 1, '一次/100 V')],
    ['综合倍率', String((meter.ct ?? 1) * (meter.pt ?? 1))],
    ['采集终端', meter.link.terminalAssetNo],
    ...told('检定证书', meter.check && `${meter.check.certificateNo}（${meter.check.checkedOn}）`),
    ['送电时间', civilMinute(new Date(meter.energisedAt))],
    ['封印号', meter.seals?.join('、') || BLANK],
  ])
  const rows = inOrder(meter.startRegistersWh)
  writeTable(
    sheet,
    [
      { title: '示数类型', share: 50 },
      { title: '起码', share: 50, align: 'right' },
    ],
    rows.map(([role, wh]) => ({ cells: [registerWords[role] ?? role, toKwh(wh)] })),
  )
}

function writeSeals(sheet: Sheet, { application, data: { sealing } }: Opened, names: Map<number, string>): void {
  writeHeading(sheet, application.kind === 'meter-move' ? '移表' : '加封、启封')
  writeFacts(sheet, workFacts(sealing))
  const { transformerIds, transformerId } = application.form
  const chosen = (Array.isArray(transformerIds) ? transformerIds : [transformerId]).map(Number)
  writeTable(
    sheet,
    [
      { title: '变压器', share: 60 },
      { title: '封印号', share: 40 },
    ],
    chosen.map((id) => {
      const seals = sealing?.seals.filter((seal) => seal.transformerId === id).map(({ sealNo }) => sealNo)
      return { cells: [names.get(id) ?? String(id), seals?.join('、') || BLANK] }
    }),
  )
  writeText(sheet, '封印应当完好，客户不得自行启封。')
}

function workFacts(work: { doneAt: string; person: string } | undefined): Fact[] {
  return [
    ['作业时间', work ? civilMinute(new Date(work.doneAt)) : BLANK],
    ['作业人', work?.person ?? BLANK],
  ]
}

/** Registers as a meter shows them one after another; the database keeps them in an order of its own. */
function inOrder(registers: Partial<Record<string, number>>): [string, number][] {
  return Object.keys(registerWords).flatMap((role): [string, number][] => {
    const wh = registers[role]
    return wh === undefined ? [] : [[role, wh]]
  })
}

function toKwh(wh: number): string {
  return (wh / 1000).toFixed(2)
}
