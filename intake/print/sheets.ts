import type { z } from 'zod'
import { type Fact, writeFacts, writeSigns, writeTitle } from '../../db/print/facts.ts'
import { numberPages, openSheet, type Sheet, writeHeading, writeText } from '../../db/print/sheet.ts'
import { writeTable } from '../../db/print/table.ts'
import { civilDay } from '../../db/time.ts'
import type { load } from '../forms.ts'
import { fillClauses, toNumeral } from '../rules/contract-text.ts'
import { kindRules } from '../rules/kinds/all.ts'
import type { ApplicationRow, DeferredPaper } from '../sql/applications.ts'
import type { NewAccountRow } from '../sql/new-accounts.ts'
import type { Opened } from '../standing.ts'
import type { Statement } from '../statement-contract.ts'
import { writeAsked } from './account-rows.ts'
import type { Contract } from './contracts.ts'
import { writeStatements } from './statements.ts'
import { baseChargeWords, formToFacts, modeWords, paperWords, phaseWords } from './words.ts'

/** What every paper begins with: its name, the application's number, and who applied for what and where. */
export function beginSheet(title: string, { application }: Pick<Opened, 'application'>, at: Date): Sheet {
  const { applicationNo } = application
  const sheet = openSheet({ title: `${title} ${applicationNo}`, at })
  writeTitle(sheet, title, `申请编号 ${applicationNo}    打印日期 ${civilDay(at)}`)
  return sheet
}

export function endSheet(sheet: Sheet, title: string, { applicationNo }: ApplicationRow): Sheet {
  numberPages(sheet, `${title}  申请编号 ${applicationNo}`)
  sheet.end()
  return sheet
}

export function applicantFacts(application: ApplicationRow): Fact[] {
  const { accountNo, identityTail, phoneTail, requestedCapacityKw, householdPersons } = application
  return [
    ['业务类型', kindRules[application.kind].title.zh],
    ['供电单位', application.organisationName],
    ['申请人', application.applicantName],
    ...told('户号', accountNo),
    ...told('证件号码', identityTail && `**************${identityTail}`),
    ...told('联系电话', phoneTail && `*******${phoneTail}`),
    ['用电地址', application.address],
    ...told('申请容量', requestedCapacityKw === null ? null : `${requestedCapacityKw} kW`),
    ...told('户籍人口', householdPersons === null ? null : `${householdPersons} 人`),
    ['申请日期', civilDay(application.submittedAt)],
  ]
}

export function told(label: string, value: string | number | null | undefined): Fact[] {
  return value === null || value === undefined || value === '' ? [] : [[label, String(value)]]
}

/** 用电申请表. */
export function writeApplicationForm(
  opened: Opened,
  { names, rows, statements }: { names: Map<number, string>; rows: NewAccountRow[]; statements: Statement[] },
  at: Date,
): Sheet {
  const title = '用电申请表'
  const { application } = opened
  const sheet = beginSheet(title, opened, at)
  writeFacts(sheet, applicantFacts(application))
  const chosen = chosenTransformers(application.form, names)
  const asked = [...formToFacts(application.kind, application.form), ...told('变压器', chosen)]
  if (asked.length > 0) {
    writeHeading(sheet, '申请内容')
    writeFacts(sheet, asked)
  }
  const loads = (application.form.loads ?? []) as z.infer<typeof load>[]
  if (loads.length > 0) {
    writeHeading(sheet, '用电设备清单')
    const right = { align: 'right' as const }
    writeTable(
      sheet,
      [
        { title: '设备', share: 40 },
        { title: '额定功率（kW）', share: 18, ...right },
        { title: '台数', share: 12, ...right },
        { title: '需要系数', share: 15, ...right },
        { title: '相数', share: 15, ...right },
      ],
      loads.map(({ name, ratedKw, count, demandFactor, isThreePhase }) => ({
        cells: [name, String(ratedKw), String(count), String(demandFactor), isThreePhase ? '三相' : '单相'],
      })),
    )
  }
  writeAsked(sheet, rows)
  writeStatements(sheet, statements)
  writeHeading(sheet, '提交的资料')
  writeTable(
    sheet,
    [
      { title: '资料', share: 30 },
      { title: '编号', share: 35 },
      { title: '说明', share: 35 },
    ],
    application.papers.map(({ kind, number, note }) => ({
      cells: [paperWords[kind] ?? kind, number ?? '', note ?? ''],
    })),
  )
  sheet.moveDown(0.8)
  writeText(sheet, '申请人声明：以上填写内容及提交的资料真实、有效，并已知悉办理时限与收费标准。')
  writeSigns(sheet, ['申请人（签章）', '受理人', '日期'])
  return endSheet(sheet, title, application)
}

function chosenTransformers(
  { transformerIds, transformerId }: Record<string, unknown>,
  names: Map<number, string>,
): string {
  const ids = Array.isArray(transformerIds) ? transformerIds : transformerId === undefined ? [] : [transformerId]
  return ids.map((id) => names.get(Number(id)) ?? String(id)).join('、')
}

/** 容缺受理告知书: which papers may come later, and by which day. */
export function writeDeferredNotice(opened: Opened, deferred: DeferredPaper[], at: Date): Sheet {
  const title = '容缺受理告知书'
  const { application } = opened
  const sheet = beginSheet(title, opened, at)
  writeFacts(sheet, applicantFacts(application))
  sheet.moveDown(0.6)
  const awaited = deferred.filter(({ receivedAt }) => receivedAt === null)
  const state = awaited.length > 0 ? '下列资料尚缺，请在期限前补齐：' : '下列容缺的资料已全部补齐：'
  writeText(sheet, `${application.applicantName}：您的申请已受理，办理同步进行。${state}`)
  sheet.moveDown(0.4)
  writeTable(
    sheet,
    [
      { title: '容缺的资料', share: 40 },
      { title: '补齐期限', share: 30 },
      { title: '情况', share: 30 },
    ],
    deferred.map(({ kind, dueOn, receivedAt }) => ({
      cells: [paperWords[kind] ?? kind, dueOn, receivedAt ? `${civilDay(receivedAt)} 已补齐` : '待补'],
    })),
  )
  sheet.moveDown(0.8)
  const last = awaited
    .map(({ dueOn }) => dueOn)
    .sort()
    .at(-1)
  if (last) {
    writeText(sheet, `最迟应于 ${last} 前补齐。可在网上营业厅“我的办电申请”中拍照上传，也可送交受理窗口。`)
    writeText(sheet, '逾期未补齐的，供电单位可以暂停办理，等待补齐的时间不计入办理时限。')
  }
  writeSigns(sheet, ['申请人（签章）', '受理人', '日期'])
  return endSheet(sheet, title, application)
}

/** 供电方案答复单. */
export function writePlanReply(
  opened: Opened,
  places: { district: string | null; sources: [role: string, feeder: string][] },
  { price, statements }: { price: string; statements: Statement[] },
  at: Date,
): Sheet {
  const isPlant = opened.application.kind === 'distributed-pv'
  const title = isPlant ? '接入方案答复单' : '供电方案答复单'
  const { application, data, steps } = opened
  const { plan, survey } = data
  if (!plan) throw new Error('a reply without its plan')
  const sheet = beginSheet(title, opened, at)
  writeFacts(sheet, applicantFacts(application))
  writeHeading(sheet, isPlant ? '接入方案' : '供电方案')
  const answered = steps.findLast(({ step, state }) => (step === 'plan' || step === 'plan-review') && state === 'done')
  writeFacts(sheet, [
    ...told(
      isPlant ? '接入容量' : '供电容量',
      `${plan.capacityKva ?? survey?.capacityKw ?? application.requestedCapacityKw} kVA`,
    ),
    ['供电相数', phaseWords[plan.phase] ?? plan.phase],
    ['计量方式', modeWords[plan.mode] ?? plan.mode],
    ['执行电价', price],
    ...told('接入台区', places.district),
    ...places.sources,
    ...told('电流互感器倍率', plan.ct),
    ...told('电压互感器倍率', plan.pt),
    ...told('电能表', plan.exchangesMeter ? '换装' : null),
    ...told('功率因数标准', plan.powerFactorStandard),
    ...told('基本电费', plan.twoPart && baseChargeWords[plan.twoPart.baseCharge]),
    ...told('合同最大需量', plan.twoPart?.contractDemandKw && `${plan.twoPart.contractDemandKw} kW`),
    ...told('业务费', survey?.feeYuan && `${survey.feeYuan} 元`),
    ...told('答复日期', answered && civilDay(answered.completedAt)),
  ])
  if (plan.transformers.length > 0) {
    writeHeading(sheet, '受电变压器')
    writeTable(
      sheet,
      [
        { title: '名称', share: 60 },
        { title: '容量（kVA）', share: 40, align: 'right' },
      ],
      plan.transformers.map(({ name, capacityKva }) => ({ cells: [name, String(capacityKva)] })),
    )
  }
  writeHeading(sheet, '方案说明')
  writeText(sheet, plan.supplyPlan)
  writeStatements(sheet, statements)
  writeSigns(sheet, ['客户确认（签章）', '供电单位（章）', '日期'])
  return endSheet(sheet, title, application)
}

/** 供用电合同: the template's clauses filled in; unsigned it says so on its head. */
export function writeContract({ application }: Opened, { draft, template, signed }: Contract, at: Date): Sheet {
  const { terms, version } = draft
  const sheet = openSheet({ title: `${template.title} ${signed?.contractNo ?? application.applicationNo}`, at })
  writeTitle(
    sheet,
    template.title,
    signed ? `合同编号 ${signed.contractNo}` : `草案，申请编号 ${application.applicationNo}`,
  )
  const [supplier, customer, matter] = parties(template.code)
  const standing = signed ? `已于 ${signed.signedOn} 签订` : '尚未签订，不作为履行依据'
  writeText(
    sheet,
    `${standing}；合同文本第 ${version} 版，所用范本第 ${template.version} 版${template.confirmed ? '' : '（示范文本）'}。`,
    'bold',
  )
  sheet.moveDown(0.6)
  writeFacts(sheet, [
    [supplier, terms.supplier],
    [customer, terms.customer],
    ...told('户号', terms.accountNo),
    ...told(`${customer}证件号码`, terms.identityTail && `**************${terms.identityTail}`),
  ])
  writeText(sheet, `根据${template.basis.replace(/[（(].*$/, '')}，双方就${matter}事宜订立本合同。`)
  for (const [n, { title, text }] of fillClauses(template.clauses, terms.values).entries()) {
    writeHeading(sheet, `第${toNumeral(n + 1)}条 ${title}`)
    writeText(sheet, text)
  }
  writeSigns(sheet, [`${supplier}（章）`, `${customer}（签章）`])
  writeSigns(sheet, ['签订日期', '签订地点'])
  numberPages(sheet, `${template.title}  ${signed?.contractNo ?? '草案'}  第 ${version} 版`)
  sheet.end()
  return sheet
}

/** Who the parties are to each other, and what the contract is about. */
function parties(code: string): [supplier: string, customer: string, matter: string] {
  return code === 'generation' ? ['购电人', '发电人', '购售电'] : ['供电人', '用电人', '供用电']
}
