import type { Ctx } from '../db/context.ts'
import { nameKey } from '../db/customers/match-keys.ts'
import type { Issue } from '../db/refusal.ts'
import type { MeterData, RowMeter, StepData } from './contract.ts'
import { checkFits, plannedSupply } from './meter-fits.ts'
import type { Ports } from './ports.ts'
import { offerOfPlan, whyNotOffered } from './prices/offer.ts'
import type { PlannedSupply } from './rules/meter-fits.ts'
import { type ApplicationRow, findPerson } from './sql/applications.ts'
import { findCustomerOfIdentity } from './sql/duplicates.ts'
import { findDistrict, isMeterInUse, listTerminals } from './sql/network.ts'
import { countNewAccounts, listNewAccounts, listNewCustomers } from './sql/new-accounts.ts'
import type { Opened } from './standing.ts'
import type { Completion } from './steps.ts'
import { checkSupply } from './supply-references.ts'

/** What a step names must exist: district, price code, terminal; and a meter must not hang elsewhere. */
export async function checkReferences(
  ctx: Ctx,
  completion: Completion,
  opened: Opened,
  ports: Ports,
): Promise<Issue[]> {
  const { application, data } = opened
  const { findPrice } = ports
  const issues = await checkSupply(ctx, completion, opened, ports)
  if (completion.step === 'accept') issues.push(...(await checkNames(ctx, application)))
  if (completion.step === 'survey' || completion.step === 'plan') {
    const { districtId } = completion.data
    if (districtId !== undefined && !(await findDistrict(ctx, districtId))) {
      issues.push({ path: 'data.districtId', message: '台区不存在,请重新选择' })
    }
  }
  if (completion.step === 'plan') issues.push(...(await checkPlannedPrice(ctx, completion.data, opened, ports)))
  const { step } = completion
  if (
    step === 'settlement' ||
    step === 'sealing' ||
    step === 'energising' ||
    step === 'switching' ||
    step === 'meter-exchange' ||
    step === 'meters-installation'
  ) {
    const { person } = completion.data
    if (!(await findPerson(ctx, person))) issues.push({ path: 'data.person', message: `没有用户 ${person}` })
  }
  if (completion.step === 'meter-installation') {
    // What a plant generates is counted without periods.
    const isGeneration = opened.application.form.mode === 'surplus'
    const price = data.plan && !isGeneration && (await findPrice(ctx, data.plan.priceCode))
    const planned = await plannedSupply(ctx, opened)
    issues.push(
      ...below('data', await checkMeter(ctx, completion.data)),
      ...below('data', planned ? await checkFits(ctx, completion.data, planned, ports) : []),
      ...below('data', checkPeriods(completion.data, price ? price.timeOfUse : false)),
    )
  }
  if (step === 'accept' && application.kind === 'residential-compound') {
    const { rows } = await countNewAccounts(ctx, application.id)
    if (rows === 0) issues.push({ path: 'data.papersSeen', message: '请先导入用户清单,再受理' })
  }
  if (step === 'meters-installation') issues.push(...(await checkRowMeters(ctx, application, completion.data, ports)))
  return issues
}

async function checkPlannedPrice(ctx: Ctx, plan: StepData['plan'], opened: Opened, ports: Ports): Promise<Issue[]> {
  const path = 'data.priceCode'
  const { kind, form } = opened.application
  const price = await ports.findPrice(ctx, plan.priceCode)
  if (!price) return [{ path, message: '电价代码不在电价目录中' }]
  if (price.timeOfUse && kind === 'temporary-unmetered') {
    return [{ path, message: '无表用电没有峰谷示数,不能执行分时电价' }]
  }
  // What a plant feeds in beside a supply leaves the supply's price as it is.
  if (kind === 'distributed-pv' && form.mode === 'surplus') return []
  const unfit = await whyNotOffered(ctx, plan.priceCode, await offerOfPlan(ctx, opened, plan), ports)
  return unfit ? [{ path, message: unfit }] : []
}

/** Whose number is known is known by name: nobody is taken for somebody else. */
async function checkNames(ctx: Ctx, { id, identityId, applicantName }: ApplicationRow): Promise<Issue[]> {
  const applicant = identityId === null ? undefined : await findCustomerOfIdentity(ctx, identityId)
  const asked = [
    ...(applicant ? [{ path: 'applicant.name', name: applicantName, knownName: applicant.name }] : []),
    ...(await listNewCustomers(ctx, id)).flatMap(({ position, name, knownName }) =>
      knownName === null ? [] : [{ path: `newCustomers.${position - 1}.name`, name, knownName }],
    ),
  ]
  return asked.flatMap(({ path, name, knownName }) => {
    if (nameKey(name) === nameKey(knownName)) return []
    const message = `${name} 的证件号码已登记为 ${knownName},姓名不符;请核对证件,已改名的请先办理更名`
    return [{ path, message }]
  })
}

/** Every account has its meter, told here or by a file before, and each could be billed by it. */
async function checkRowMeters(
  ctx: Ctx,
  { id }: ApplicationRow,
  { meters = [] }: StepData['meters-installation'],
  ports: Ports,
): Promise<Issue[]> {
  const issues: Issue[] = []
  const rows = await listNewAccounts(ctx, id)
  const told = new Map(meters.map(({ position }, n) => [position, n]))
  for (const [n, { position, ...meter }] of meters.entries()) {
    const row = rows.find((each) => each.position === position)
    if (!row) issues.push({ path: `data.meters.${n}.position`, message: `没有第 ${position} 户` })
    const price = row?.priceCode ? await ports.findPrice(ctx, row.priceCode) : undefined
    const isTwice = meters.findIndex(({ assetNo }) => assetNo === meter.assetNo) < n
    const found = [
      ...(isTwice ? [{ path: 'assetNo', message: '两户填写了同一电能表' }] : []),
      ...(await checkMeter(ctx, meter)),
      ...(row ? await checkFits(ctx, meter, supplyOf(row), ports) : []),
      ...checkPeriods(meter, price?.timeOfUse ?? false),
    ]
    issues.push(...below(`data.meters.${n}`, found))
  }
  const bare = rows.filter(({ position, meter }) => meter === null && !told.has(position))
  if (bare.length > 0) {
    const which = bare
      .slice(0, 5)
      .map(({ place }) => place)
      .join('、')
    issues.push({
      path: 'data.meters',
      message: `还有 ${bare.length} 户没有装表记录:${which}${bare.length > 5 ? '等' : ''}`,
    })
  }
  return issues
}

/** A list tells neither current nor ratio of a meter: only its phases are compared. */
const supplyOf = ({ phase }: Pick<PlannedSupply, 'phase'>): PlannedSupply => {
  return { phase, mode: 'low-low', capacityKva: undefined, ct: undefined }
}

function below(path: string, issues: Issue[]): Issue[] {
  return issues.map((issue) => ({ ...issue, path: `${path}.${issue.path}` }))
}

/** Without them no bill by periods could ever be made. */
function checkPeriods({ startRegistersWh }: Pick<MeterData, 'startRegistersWh'>, timeOfUse: boolean): Issue[] {
  if (!timeOfUse) return []
  return (['importPeak', 'importValley'] as const)
    .filter((role) => startRegistersWh[role] === undefined)
    .map((role) => ({ path: `startRegistersWh.${role}`, message: '方案为分时电价,须装有峰谷示数的电能表' }))
}

async function checkMeter(ctx: Ctx, meter: Pick<MeterData, 'assetNo' | 'link'>): Promise<Issue[]> {
  const issues = [
    ...((await isMeterInUse(ctx, meter.assetNo)) ? [{ path: 'assetNo', message: '该表已装在其他计量点' }] : []),
    ...checkLink(meter, await listTerminals(ctx)),
  ]
  return issues
}

/** Where many meters are read, and by which price each is billed; paths are within a meter. */
export async function checkMeters(
  ctx: Ctx,
  meters: { meter: RowMeter; priceCode: string | undefined; row: Parameters<typeof supplyOf>[0] | undefined }[],
  ports: Pick<Ports, 'findPrice' | 'findModelPhase'>,
): Promise<Issue[][]> {
  const terminals = await listTerminals(ctx)
  const prices = new Map<string, boolean>()
  for (const code of new Set(meters.flatMap(({ priceCode }) => priceCode ?? []))) {
    prices.set(code, (await ports.findPrice(ctx, code))?.timeOfUse ?? false)
  }
  const fits = await checkRowsFit(ctx, meters, ports)
  return meters.map(({ meter, priceCode }, n) => [
    ...(fits[n] ?? []),
    ...checkLink(meter, terminals),
    ...checkPeriods(meter, prices.get(priceCode ?? '') ?? false),
  ])
}

async function checkRowsFit(
  ctx: Ctx,
  meters: Parameters<typeof checkMeters>[1],
  ports: Pick<Ports, 'findModelPhase'>,
): Promise<Issue[][]> {
  const found: Issue[][] = []
  for (const { meter, row } of meters) found.push(row ? await checkFits(ctx, meter, supplyOf(row), ports) : [])
  return found
}

function checkLink({ link }: Pick<MeterData, 'link'>, terminals: Awaited<ReturnType<typeof listTerminals>>): Issue[] {
  const issues: Issue[] = []
  const terminal = terminals.find((candidate) => candidate.assetNo === link.terminalAssetNo)
  if (!terminal) return [{ path: 'link.terminalAssetNo', message: '终端不存在,请重新选择' }]
  if (terminal.protocol.startsWith('modbus') && link.unitId === undefined) {
    issues.push({ path: 'link.unitId', message: 'Modbus 终端下的电能表须有通信地址(1–247)' })
  }
  if (terminal.protocol.startsWith('dlt645') && link.meterAddress === undefined) {
    issues.push({ path: 'link.meterAddress', message: 'DL/T 645 终端下的电能表须有 12 位表地址' })
  }
  if (link.unitId !== undefined && terminal.takenUnitIds.includes(link.unitId)) {
    issues.push({ path: 'link.unitId', message: '该终端的通信地址已被占用' })
  }
  return issues
}
