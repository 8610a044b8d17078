import type { Ctx } from '../db/context.ts'
import { nameKey } from '../db/customers/match-keys.ts'
import type { Issue } from '../db/refusal.ts'
import type { MeterData } from './contract.ts'
import type { PricePort } from './ports.ts'
import { findPerson } from './sql/applications.ts'
import { findCustomerOfIdentity } from './sql/duplicates.ts'
import { findDistrict, isMeterInUse, listTerminals } from './sql/network.ts'
import type { Opened } from './standing.ts'
import type { Completion } from './steps.ts'
import { checkSupply } from './supply-references.ts'

/** What a step names must exist: district, price code, terminal; and a meter must not hang elsewhere. */
export async function checkReferences(
  ctx: Ctx,
  completion: Completion,
  opened: Opened,
  ports: { findPrice: PricePort },
): Promise<Issue[]> {
  const { application, data } = opened
  const { findPrice } = ports
  const issues = await checkSupply(ctx, completion, opened, ports)
  if (completion.step === 'accept' && application.identityId !== null) {
    const known = await findCustomerOfIdentity(ctx, application.identityId)
    if (known && nameKey(known.name) !== nameKey(application.applicantName)) {
      const message = `该证件号码已登记为 ${known.name},与申请人姓名不符;请核对证件,已改名的请先办理更名`
      issues.push({ path: 'applicant.name', message })
    }
  }
  if (completion.step === 'survey' || completion.step === 'plan') {
    const { districtId } = completion.data
    if (districtId !== undefined && !(await findDistrict(ctx, districtId))) {
      issues.push({ path: 'data.districtId', message: '台区不存在,请重新选择' })
    }
  }
  if (completion.step === 'plan' && !(await findPrice(ctx, completion.data.priceCode))) {
    issues.push({ path: 'data.priceCode', message: '电价代码不在电价目录中' })
  }
  if (
    completion.step === 'settlement' ||
    completion.step === 'sealing' ||
    completion.step === 'energising' ||
    completion.step === 'meter-exchange'
  ) {
    const { person } = completion.data
    if (!(await findPerson(ctx, person))) issues.push({ path: 'data.person', message: `没有用户 ${person}` })
  }
  if (completion.step === 'meter-installation') {
    // What a plant generates is counted without periods.
    const isGeneration = opened.application.form.mode === 'surplus'
    const price = data.plan && !isGeneration && (await findPrice(ctx, data.plan.priceCode))
    issues.push(
      ...(await checkMeter(ctx, completion.data)),
      ...checkPeriods(completion.data, price ? price.timeOfUse : false),
    )
  }
  return issues
}

/** Without them no bill by periods could ever be made. */
function checkPeriods({ startRegistersWh }: MeterData, timeOfUse: boolean): Issue[] {
  if (!timeOfUse) return []
  return (['importPeak', 'importValley'] as const)
    .filter((role) => startRegistersWh[role] === undefined)
    .map((role) => ({ path: `data.startRegistersWh.${role}`, message: '方案为分时电价,须装有峰谷示数的电能表' }))
}

async function checkMeter(ctx: Ctx, { assetNo, link }: MeterData): Promise<Issue[]> {
  const issues: Issue[] = []
  if (await isMeterInUse(ctx, assetNo)) issues.push({ path: 'data.assetNo', message: '该表已装在其他计量点' })
  const terminal = (await listTerminals(ctx)).find((candidate) => candidate.assetNo === link.terminalAssetNo)
  if (!terminal) return [...issues, { path: 'data.link.terminalAssetNo', message: '终端不存在,请重新选择' }]
  if (terminal.protocol.startsWith('modbus') && link.unitId === undefined) {
    issues.push({ path: 'data.link.unitId', message: 'Modbus 终端下的电能表须有通信地址(1–247)' })
  }
  if (terminal.protocol.startsWith('dlt645') && link.meterAddress === undefined) {
    issues.push({ path: 'data.link.meterAddress', message: 'DL/T 645 终端下的电能表须有 12 位表地址' })
  }
  if (link.unitId !== undefined && terminal.takenUnitIds.includes(link.unitId)) {
    issues.push({ path: 'data.link.unitId', message: '该终端的通信地址已被占用' })
  }
  return issues
}
